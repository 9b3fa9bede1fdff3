import type { ReachConfig } from '../access/authorization-config.ts';
import type { BreakGlassConfig } from '../access/break-glass/break-glass-config.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';

/** The sections that mention roles. */
export interface RoleSections {
  readonly authorization: { readonly reach: ReadonlyMap<string, ReachConfig> };
  readonly purpose: Pick<PurposeConfig, 'roles'> | null;
  readonly breakGlass: Pick<BreakGlassConfig, 'roles' | 'purpose'> | null;
}

interface RoleProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * Finds contradictions about roles between sections, each with the path to fix:
 * - a role that reaches its care team needs a relationship source;
 * - with purposes of use, each role that reaches patients needs a list of them;
 * - a role that may use break-glass must reach patients, and may act for the purpose of break-glass.
 */
export function* findRoleProblems(
  sections: RoleSections,
  hasRelationships: boolean,
): Generator<RoleProblem> {
  if (!hasRelationships) yield* careTeamProblems(sections);
  yield* purposeProblems(sections);
  yield* breakGlassProblems(sections);
}

function* careTeamProblems({ authorization }: RoleSections): Generator<RoleProblem> {
  const roles = [...authorization.reach].flatMap(([role, { kind }]) =>
    kind === 'care-team' ? [role] : [],
  );
  if (roles.length === 0) return;
  yield {
    path: 'relationships',
    text: `is required: which source lists the care team of ${roles.join(' and ')}? Give relationships.subgraph and operation, or relationships.url`,
  };
}

function* purposeProblems({ authorization, purpose }: RoleSections): Generator<RoleProblem> {
  if (purpose === null) return;
  for (const role of authorization.reach.keys()) {
    if (purpose.roles.has(role)) continue;
    yield {
      path: `purpose.roles.${role}`,
      text: 'is missing: what may this role, which authorization.reach names, act for? Give a list such as [TREAT]',
    };
  }
}

function* breakGlassProblems({
  authorization,
  purpose,
  breakGlass,
}: RoleSections): Generator<RoleProblem> {
  if (breakGlass === null) return;
  for (const [index, role] of breakGlass.roles.entries()) {
    if (!authorization.reach.has(role)) {
      const text = `authorization.reach does not name "${role}". Fix its spelling, or give it a reach there, which holds without break-glass`;
      yield { path: `breakGlass.roles[${index}]`, text };
    }
    if (purpose === null || breakGlass.purpose === null) continue;
    if (purpose.roles.get(role)?.has(breakGlass.purpose) === false) {
      const text = `must hold ${breakGlass.purpose}: breakGlass.purpose is the purpose of requests of this role under a grant. Add it`;
      yield { path: `purpose.roles.${role}`, text };
    }
  }
}
