import { grantsOf, type Grants } from '../../directives/operation/grants.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { PolicySource } from '../access/policies/policy-source.ts';
import type { RequestContext } from '../platform/request-context.ts';

/** What a caller's token grants, and what the policy source adds where the graph names policies. */
export async function askPolicies(
  source: PolicySource | null,
  policy: Policy,
  context: RequestContext,
): Promise<Grants> {
  const { scopes, policies } = context.caller;
  const decided =
    source && policy.policies.length > 0 ? await source.fulfilled(context, policy.policies) : [];
  return grantsOf(policy, { scopes, policies: [...policies, ...decided] });
}
