import type { Decisions } from '../../../directives/operation/authorize.ts';
import { relevantUses } from '../../../directives/operation/relevant-uses.ts';
import type { FieldIndex } from '../../../directives/operation/selection.ts';
import { tokenAccessOf, type TokenAccess } from '../../../directives/operation/token-access.ts';
import { patientsNamed } from '../../../directives/operation/inputs.ts';
import {
  authorizeInputs,
  type InputAuthorization,
} from '../../../directives/operation/authorize-inputs.ts';
import { openReach } from '../../../directives/operation/reach.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import type { RuleRequest } from '../../access/custom-rules/evaluable-rule.ts';
import type { PolicySource } from '../../access/policies/policy-source.ts';
import type { RelationshipSource } from '../../access/relationships/relationship-source.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { evaluatePrefetchRules } from './evaluate-custom-rules.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import type { OperationCache } from '../operation/operation-cache.ts';
import type { AuthorizationResult } from '../operation/prune-operation.ts';
import { resolveRelationships } from './resolve-relationships.ts';
import type { ResolvedOperation } from '../operation/resolve-operation.ts';

/** The outside sources of authorization. */
export interface AuthorizationDependencies {
  /** Null where only tokens grant policies. */
  readonly policySource: PolicySource | null;
  /** Care teams and patients' consent; null where no source is configured. */
  readonly relationships: RelationshipSource | null;
  /** Called with each call of a custom rule that gives no valid result. */
  readonly onRuleFault: RuleRequest['onRuleFault'];
}

/** Authorizes an operation by the marks of every selected field, and by the caller's roles, token access and reach. */
export async function authorizeOperation(
  { selected, inputs, variables }: ResolvedOperation,
  context: RequestContext,
  {
    graph,
    cache,
    dependencies: { policySource, relationships, onRuleFault },
  }: {
    readonly graph: Pick<GraphVersion, 'policy' | 'reachOf'>;
    readonly cache: Pick<OperationCache, 'authorize'>;
    readonly dependencies: AuthorizationDependencies;
  },
): Promise<AuthorizationResult> {
  const { selection, customRules } = selected;
  const claimed = graph.reachOf(context);
  const tokenAccess = await resolveTokenAccess(policySource, graph.policy, context);
  const decisions = await cache.authorize(claimed, tokenAccess);
  const deniedByRule = await evaluatePrefetchRules(customRules, {
    variables,
    context,
    onRuleFault,
  });
  const patients = claimed.needsRelationships
    ? patientsNamed(relevantUses(selection, inputs, { decisions, deniedByRule }))
    : [];
  const reach = await resolveRelationships(relationships, claimed, { context, patients });
  const inputAuthorization = authorizeInputs(selection, inputs, { decisions, reach });
  return {
    reach,
    tokenAccess,
    decisions,
    inputAuthorization: withDeniedFields(inputAuthorization, deniedByRule),
  };
}

/** Authorizes everything: what a dry run serves while it records the result of {@link authorizeOperation}. */
export function authorizeEverything(
  { selected: { selection }, inputs }: ResolvedOperation,
  { reach, tokenAccess }: AuthorizationResult,
  decisions: Decisions,
): AuthorizationResult {
  const open = openReach(reach);
  const inputAuthorization = authorizeInputs(selection, inputs, { decisions, reach: open });
  return { reach: open, tokenAccess, decisions, inputAuthorization };
}

/** The scopes and policies of the caller's token, and the policies that the policy source grants in addition. */
async function resolveTokenAccess(
  source: PolicySource | null,
  policy: Policy,
  context: RequestContext,
): Promise<TokenAccess> {
  const { scopes, policies } = context.caller;
  const granted =
    source && policy.policies.length > 0 ? await source.fulfilled(context, policy.policies) : [];
  return tokenAccessOf(policy, { scopes, policies: [...policies, ...granted] });
}

function withDeniedFields(
  inputAuthorization: InputAuthorization,
  fields: readonly FieldIndex[],
): InputAuthorization {
  if (fields.length === 0) return inputAuthorization;
  const denied = fields.map((field) => [field, 'rule'] as const);
  return { ...inputAuthorization, refused: new Map([...inputAuthorization.refused, ...denied]) };
}
