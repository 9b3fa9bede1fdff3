import type { Policy } from '../policy/policy.ts';

/** The scopes and policies that a caller has, of those that the graph's marks name. */
export interface Grants {
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
  /** Equal for two callers with the same of them, whatever else their tokens hold. */
  readonly key: string;
}

/** Keeps what a policy names of a caller's scopes and policies: nothing else decides anything. */
export function grantsOf(
  policy: Pick<Policy, 'scopes' | 'policies'>,
  caller: { readonly scopes: readonly string[]; readonly policies: readonly string[] },
): Grants {
  const scopes = held(policy.scopes, caller.scopes);
  const policies = held(policy.policies, caller.policies);
  return {
    scopes: new Set(scopes),
    policies: new Set(policies),
    key: JSON.stringify([scopes, policies]),
  };
}

function held(named: readonly string[], names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return named.filter((name) => all.has(name));
}
