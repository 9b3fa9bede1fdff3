import type { RuleCaller } from '../../directives/policy/shield.ts';

/** Who asks the rules of a policy, by names alone. */
export function ruleCaller(
  roles: readonly string[],
  { scopes = [], policies = [] }: { scopes?: readonly string[]; policies?: readonly string[] } = {},
): RuleCaller {
  return { roles: new Set(roles), scopes: new Set(scopes), policies: new Set(policies) };
}
