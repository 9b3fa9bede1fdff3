import type { ReachConfig, PurposeConfig } from './config.ts';

/** What a configuration says of roles in different places. */
interface RoleSections {
  readonly authorization: { readonly reach: ReadonlyMap<string, ReachConfig> };
  readonly purpose: Pick<PurposeConfig, 'roles'> | null;
}

/**
 * Finds where the sections of a configuration contradict each other about roles, each with the path of the
 * place to mend: with purposes of use, a role that reaches patients says what it may act for.
 */
export function* findRoleProblems({
  authorization,
  purpose,
}: RoleSections): Generator<{ readonly path: string; readonly text: string }> {
  if (purpose === null) return;
  for (const role of authorization.reach.keys()) {
    if (purpose.roles.has(role)) continue;
    yield {
      path: `purpose.roles.${role}`,
      text: 'is missing: what may this role, which authorization.reach names, act for? Give a list such as [TREAT]',
    };
  }
}
