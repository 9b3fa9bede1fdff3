import type { Graph, Mark, RoleMark } from '../../../directives/marks/graph.ts';
import { editDistance } from '../../edit-distance.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** Role names in `@role` that are not configured. */
export const unknownRole: Rule = {
  code: 'ROLE_UNKNOWN',
  severity: 'error',
  title: 'A @role names a role that is not configured',
  help: `Callers have roles only as spelled in the gateway's configuration, and the gateway doesn't start if a mark names a
role without a configured reach. Known roles are those of authorization.reach and authorization.defaultRoles in --config,
and those of --role and --default-role; without any of these, roles are not checked. Correct the spelling, or configure a
reach for the role.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, roles }: LintGraph): readonly Found[] {
  if (roles.roles === null) return [];
  const known = new Set(roles.roles);
  return marksOf(compiled.graph)
    .filter((mark) => mark.kind === 'role')
    .flatMap((mark) =>
      [...new Set([...mark.anyOf, ...mark.deidentified])]
        .filter((role) => !known.has(role))
        .map((role) => foundIn(mark, role, known)),
    );
}

function foundIn(mark: RoleMark, role: string, known: ReadonlySet<string>): Found {
  const suggestion = [...known].find((each) => isAlmost(each, role));
  return {
    coordinate: mark.at,
    place: mark.origin,
    message: `@role on ${mark.at} names the unknown role ${JSON.stringify(role)}.`,
    fix:
      suggestion === undefined
        ? `Correct the spelling, or add the role to authorization.reach.`
        : `Did you mean ${JSON.stringify(suggestion)}?`,
  };
}

/** Whether two role names differ only in case and separators, or by one edit unless they are very short. */
function isAlmost(known: string, written: string): boolean {
  const [one, other] = [lettersOf(known), lettersOf(written)];
  const maxEdits = one.length > 3 ? 1 : 0;
  return editDistance(one, other) <= maxEdits;
}

function lettersOf(role: string): string {
  return role.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** Every mark of a graph. */
function marksOf(graph: Graph): readonly Mark[] {
  return [...graph.types.values()].flatMap((type) => [
    ...type.marks,
    ...[...type.values.values()].flat(),
    ...[...type.fields.values()].flatMap((field) => [
      ...field.marks,
      ...[...field.arguments.values()].flatMap((argument) => argument.marks),
    ]),
  ]);
}
