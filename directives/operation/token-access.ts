import type { Policy } from '../policy/policy.ts';

/**
 * The scopes and policies of a caller's token and of the policy source, limited to those that the graph's marks name.
 */
export interface TokenAccess {
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
  /** Equal for callers with the same scopes and policies. */
  readonly cacheKey: string;
}

/** Selects the caller's scopes and policies that `@requiresScopes` and `@policy` name; others have no effect. */
export function tokenAccessOf(
  marked: Pick<Policy, 'scopes' | 'policies'>,
  caller: { readonly scopes: readonly string[]; readonly policies: readonly string[] },
): TokenAccess {
  const scopes = held(marked.scopes, caller.scopes);
  const policies = held(marked.policies, caller.policies);
  return {
    scopes: new Set(scopes),
    policies: new Set(policies),
    cacheKey: JSON.stringify([scopes, policies]),
  };
}

/** In the order of the marks, so that the order in the token doesn't change the cache key. */
function held(marked: readonly string[], callers: readonly string[]): readonly string[] {
  const all = new Set(callers);
  return marked.filter((name) => all.has(name));
}
