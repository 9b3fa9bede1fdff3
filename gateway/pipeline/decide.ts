import type { Decisions } from '../../directives/operation/authorize.ts';
import type { Grants } from '../../directives/operation/grants.ts';
import { relevantUses } from '../../directives/operation/relevant-uses.ts';
import { patientsNamed, type FieldUse } from '../../directives/operation/inputs.ts';
import {
  authorizeInputs,
  type InputAuthorization,
} from '../../directives/operation/authorize-inputs.ts';
import { openReach, type Reach } from '../../directives/operation/reach.ts';
import type { PolicySource } from '../access/policies/policy-source.ts';
import type { RelationshipSource } from '../access/relationships/relationship-source.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { askPolicies } from './ask-policies.ts';
import { askBefore } from './ask-rules.ts';
import { denialsOf, type Denials } from './denials.ts';
import type { Graph } from './graph.ts';
import type { OperationPlan, OperationPlans, Selected } from './plan-operation.ts';
import { askRelationships } from './reach-patients.ts';

/** What is decided about an operation before anything is sent. */
export interface Decided {
  readonly reach: Reach;
  readonly grants: Grants;
  readonly decisions: Decisions;
  readonly judgement: InputAuthorization;
  readonly plan: OperationPlan;
  readonly denials: Denials;
}

/** An operation on its way to a decision. */
export interface Deciding {
  readonly graph: Graph;
  readonly plans: OperationPlans;
  readonly relationships: RelationshipSource | null;
  readonly policySource: PolicySource | null;
  readonly context: RequestContext;
  readonly selected: Selected;
  readonly inputs: readonly FieldUse[];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Decides by the marks, the caller's roles and what they reach. */
export async function decide(deciding: Deciding): Promise<Decided> {
  const { graph, plans, relationships, policySource, context, selected, inputs } = deciding;
  const asking = graph.reachOf(context);
  const grants = await askPolicies(policySource, graph.policy, context);
  const decisions = await plans.authorize(asking, grants);
  const ruled = await askBefore(selected.ruled, deciding);
  const patients = asking.needsRelationships
    ? patientsNamed(relevantUses(selected.selection, inputs, { decisions, ruled }))
    : [];
  const reach = await askRelationships(relationships, asking, { context, patients });
  return conclude(deciding, { reach, grants, decisions, ruled });
}

/** Decides that all of it may be had: what a dry run serves, while it records what {@link decide} says. */
export function decideOpenly(deciding: Deciding, { reach, grants }: Decided): Promise<Decided> {
  const { open: decisions } = deciding.plans;
  return conclude(deciding, { reach: openReach(reach), grants, decisions, ruled: [] });
}

async function conclude(
  { plans, selected, inputs, context }: Deciding,
  {
    reach,
    grants,
    decisions,
    ruled,
  }: {
    readonly reach: Reach;
    readonly grants: Grants;
    readonly decisions: Decisions;
    /** Field occurrences that the operator's rules deny. */
    readonly ruled: readonly number[];
  },
): Promise<Decided> {
  const { selection } = selected;
  const judged = authorizeInputs(selection, inputs, { decisions, reach });
  const denied = ruled.map((field) => [field, 'rule'] as const);
  const judgement =
    denied.length === 0 ? judged : { ...judged, refused: new Map([...judged.refused, ...denied]) };
  const plan = await plans.prune(selected, { decisions, judgement, reach, grants }, context);
  return {
    reach,
    grants,
    decisions,
    judgement,
    plan,
    denials: denialsOf(selection, { plan, decisions, judgement }),
  };
}
