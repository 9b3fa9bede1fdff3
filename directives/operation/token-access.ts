import type { Policy } from '../policy/policy.ts';

/** The caller's scopes and policies, limited to those that the graph's marks name. */
export interface TokenAccess {
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
  /** Equal for callers with the same scopes and policies. */
  readonly cacheKey: string;
}

/** Selects a caller's scopes and policies that a policy names; others have no effect. */
export function tokenAccessOf(
  policy: Pick<Policy, 'scopes' | 'policies'>,
  caller: { readonly scopes: readonly string[]; readonly policies: readonly string[] },
): TokenAccess {
  const scopes = held(policy.scopes, caller.scopes);
  const policies = held(policy.policies, caller.policies);
  return {
    scopes: new Set(scopes),
    policies: new Set(policies),
    cacheKey: JSON.stringify([scopes, policies]),
  };
}

function held(named: readonly string[], names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return named.filter((name) => all.has(name));
}
