import type { RoleMark } from '../../../directives/marks/graph.ts';
import { editDistance } from '../../edit-distance.ts';
import type { LintGraph } from '../lint-graph.ts';
import { marksOf } from '../marks-of.ts';
import type { Found, Rule } from '../rule.ts';

/** `@role` names that no operator has configured. */
export const unknownRole: Rule = {
  code: 'ROLE_UNKNOWN',
  severity: 'error',
  title: 'A @role names a role that is not configured',
  help: `No caller will ever have a role that is spelled otherwise than in the gateway's configuration, and the gateway
doesn't start while a mark names a role of which it doesn't know which patients it reaches. The known roles are those
of authorization.reach and authorization.defaultRoles in --config, and those given by --role and --default-role;
without any of them this is not checked. Mend the spelling, or give the role a reach.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, roles }: LintGraph): readonly Found[] {
  const known = roles.roles === null ? null : new Set(roles.roles);
  if (!known) return [];
  return marksOf(compiled.graph)
    .filter((mark) => mark.kind === 'role')
    .flatMap((mark) =>
      [...new Set([...mark.anyOf, ...mark.deidentified])]
        .filter((role) => !known.has(role))
        .map((role) => foundIn(mark, role, known)),
    );
}

function foundIn(mark: RoleMark, role: string, known: ReadonlySet<string>): Found {
  const meant = [...known].find((each) => isAlmost(each, role));
  return {
    coordinate: mark.at,
    place: { ...mark.origin, column: null },
    message: `@role on ${mark.at} names ${JSON.stringify(role)}, which is no known role.`,
    mend:
      meant === undefined
        ? `Mend its spelling, or give it a reach in authorization.reach.`
        : `Was ${JSON.stringify(meant)} meant?`,
  };
}

/** The same letters apart from case and separators, or one letter too many, too few, wrong or swapped. */
function isAlmost(known: string, written: string): boolean {
  const [one, other] = [lettersOf(known), lettersOf(written)];
  return editDistance(one, other) <= (one.length > 3 ? 1 : 0);
}

function lettersOf(role: string): string {
  return role.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}
