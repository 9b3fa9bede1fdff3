import type { BreakGlassConfig, ReachConfig, PurposeConfig } from './config.ts';

/** What a configuration says of roles in different places. */
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
 * Finds where the sections of a configuration contradict each other about roles, each with the path of the
 * place to mend: with purposes of use, a role that reaches patients says what it may act for; a role that
 * may break the glass is one that reaches patients, and may act for the purpose that this has.
 */
export function* findRoleProblems(sections: RoleSections): Generator<RoleProblem> {
  yield* purposeProblems(sections);
  yield* breakGlassProblems(sections);
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
      const text = `authorization.reach does not name "${role}". Mend its spelling, or say there whom it reaches without breaking the glass`;
      yield { path: `breakGlass.roles[${index}]`, text };
    }
    if (purpose === null || breakGlass.purpose === null) continue;
    if (purpose.roles.get(role)?.has(breakGlass.purpose) === false) {
      const text = `must hold ${breakGlass.purpose}, which breakGlass.purpose makes the purpose of what this role does after breaking the glass. Add it`;
      yield { path: `purpose.roles.${role}`, text };
    }
  }
}
