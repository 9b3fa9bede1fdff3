import type { GraphQLSchema } from 'graphql';
import { createInputWatch, type InputWatch } from '../../directives/operation/inputs.ts';
import type { CustomRules } from '../../directives/operation/custom-rules.ts';
import { createPatientIdCheck, type IsPatientId } from '../../directives/patient-id.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { patientFinder, type PatientFinder } from '../../directives/release/patients-in.ts';
import { compileRules, type RuleTable } from '../../directives/policy/rules.ts';
import type { AskedRule } from '../access/custom-rules/own-rule.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { createCallerReach, type CallerReach } from './reach-patients.ts';
import { clientSchema } from '../../schema/client-schema.ts';
import { readDemandDirectives, type DemandDirectives } from './limits/demand-directives.ts';
import {
  createInnerGateway,
  type InnerGateway,
  type SubgraphLimits,
} from './execution/inner-gateway.ts';

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
  readonly reachOf: CallerReach;
  readonly isPatientId: IsPatientId;
  /** The patients whose objects are in fetched data. */
  readonly patientsIn: PatientFinder;
  /** Rules of the operator's own, by coordinate. */
  readonly customRules: CustomRules<AskedRule>;
}

/** Loads one version of the graph. */
export async function loadGraphVersion(
  graph: { readonly supergraphSdl: string; readonly policy: Policy },
  options: {
    readonly authorization: AuthorizationOptions;
    readonly subgraph: SubgraphLimits;
    readonly customRules: CustomRules<AskedRule>;
  },
): Promise<Graph> {
  const schema = clientSchema(graph.supergraphSdl);
  const { policy } = graph;
  const { authorization } = options;
  const isPatientId = createPatientIdCheck(authorization.patientIds);
  return {
    schema,
    policy,
    rules: compileRules(policy, authorization),
    watch: createInputWatch(schema, policy),
    demand: readDemandDirectives(graph.supergraphSdl),
    inner: await createInnerGateway(graph.supergraphSdl, options.subgraph),
    authorization,
    reachOf: createCallerReach(authorization),
    isPatientId,
    patientsIn: patientFinder(policy, isPatientId),
    customRules: options.customRules,
  };
}
