import type { GraphQLSchema } from 'graphql';
import { createInputWatch, type InputWatch } from '../../directives/operation/inputs.ts';
import type { OwnRules } from '../../directives/operation/own-rules.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { ReachKind } from '../../directives/operation/reach.ts';
import type { Category } from '../../directives/spec.ts';
import { compileRules, type RuleTable } from '../../directives/policy/rules.ts';
import type { AskedRule } from '../rules/own-rule.ts';
import { clientSchema } from '../../schema/client-schema.ts';
import { readDemandDirectives, type DemandDirectives } from '../limits/demand-directives.ts';
import {
  createInnerGateway,
  type InnerGateway,
  type SubgraphLimits,
} from '../execution/inner-gateway.ts';

/** How the operator completes the policy. */
export interface AuthorizationOptions {
  /** How each role reaches patients; a role that isn't here reaches none. */
  readonly reach: ReadonlyMap<string, ReachKind>;
  /** Roles that see what is `@phi` without any `@role`. */
  readonly defaultRoles: readonly string[];
  /** What an unmarked field is to an authenticated caller. */
  readonly unmarked: 'allow' | 'deny';
  /** Category → the purposes of use that open it; a category that isn't here needs none. */
  readonly purposes: ReadonlyMap<Category, ReadonlySet<string>>;
  /** Roles that break-glass lets reach the patient whom a grant names. */
  readonly breakGlassRoles: readonly string[];
  /** What becomes of an operation of which something is denied; in a dry run nothing is, but all is recorded. */
  readonly mode: 'filter' | 'reject' | 'dry-run';
  /** Whether objects of patients whom nobody reaches are told of by an error, or by nothing. */
  readonly unreached: 'hide' | 'error';
  /** Whether the relationship source speaks for what patients consent to. */
  readonly consent: boolean;
}

/** One version of the graph: its schema, its policy, its rules and its planner. A request uses one only. */
export interface Graph {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly rules: RuleTable;
  readonly watch: InputWatch;
  /** What the subgraphs say of the cost of their fields. */
  readonly demand: DemandDirectives;
  readonly inner: InnerGateway;
  readonly authorization: AuthorizationOptions;
  /** Rules of the operator's own, by coordinate. */
  readonly ownRules: OwnRules<AskedRule>;
}

/** Loads one version of the graph. */
export async function loadGraphVersion(
  graph: { readonly supergraphSdl: string; readonly policy: Policy },
  options: {
    readonly authorization: AuthorizationOptions;
    readonly subgraph: SubgraphLimits;
    readonly ownRules: OwnRules<AskedRule>;
  },
): Promise<Graph> {
  const schema = clientSchema(graph.supergraphSdl);
  const { policy } = graph;
  const { authorization } = options;
  return {
    schema,
    policy,
    rules: compileRules(policy, authorization),
    watch: createInputWatch(schema, policy),
    demand: readDemandDirectives(graph.supergraphSdl),
    inner: await createInnerGateway(graph.supergraphSdl, options.subgraph),
    authorization,
    ownRules: options.ownRules,
  };
}
