import type { RuleCaller } from '../../directives/policy/shield.ts';

/** A caller for the rules of a policy, from names. */
export function ruleCaller(
  roles: readonly string[],
  { scopes = [], policies = [] }: { scopes?: readonly string[]; policies?: readonly string[] } = {},
): RuleCaller {
  return { roles: new Set(roles), scopes: new Set(scopes), policies: new Set(policies) };
}
