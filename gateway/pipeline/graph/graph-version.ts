import type { GraphQLSchema } from 'graphql';
import { compileScopes } from '../../../directives/operation/compile-scopes.ts';
import { createInputReaders, type InputReaders } from '../../../directives/operation/inputs.ts';
import type { CustomRules } from '../../../directives/operation/custom-rules.ts';
import { createPatientIdCheck, type IsPatientId } from '../../../directives/patient-id.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import {
  createPatientFinder,
  type PatientFinder,
} from '../../../directives/release/patients-in.ts';
import { readClientSchema, type ClientSchemaText } from '../../../schema/client-schema-text.ts';
import { compileRules, type RuleTable } from '../../../directives/policy/rules.ts';
import type { EvaluableRule } from '../../access/custom-rules/evaluable-rule.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { createCallerReach, type CallerReach } from './caller-reach.ts';
import { readDemandDirectives, type DemandDirectives } from '../limits/demand-directives.ts';
import {
  createInnerGateway,
  type InnerGateway,
  type SubgraphOptions,
} from '../execution/inner-gateway.ts';

/** One version of the graph: schema, policy, rules and planner. A request uses one version only. */
export interface GraphVersion {
  /** The schema of clients. */
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly rules: RuleTable;
  readonly inputReaders: InputReaders;
  /** `@cost`, `@listSize` and `@requires` of the subgraphs. */
  readonly demand: DemandDirectives;
  readonly inner: InnerGateway;
  readonly authorization: AuthorizationOptions;
  readonly reachOf: CallerReach;
  readonly isPatientId: IsPatientId;
  /** Finds the patients whose objects are in fetched data. */
  readonly patientsIn: PatientFinder;
  /** The operator's rules, by coordinate. */
  readonly customRules: CustomRules<EvaluableRule>;
}

/** Loads one version of the graph. */
export async function loadGraphVersion(
  graph: {
    readonly supergraphSdl: string;
    readonly policy: Policy;
    readonly clientSchema: ClientSchemaText;
  },
  options: {
    readonly authorization: AuthorizationOptions;
    readonly subgraph: SubgraphOptions;
    readonly customRules: CustomRules<EvaluableRule>;
  },
): Promise<GraphVersion> {
  const schema = readClientSchema(graph.clientSchema);
  const { policy } = graph;
  const { authorization } = options;
  const isPatientId = createPatientIdCheck(authorization.patientIds);
  return {
    schema,
    policy,
    rules: compileRules(policy, authorization),
    inputReaders: createInputReaders(schema, policy),
    demand: readDemandDirectives(graph.supergraphSdl),
    inner: await createInnerGateway(graph, options.subgraph),
    authorization,
    reachOf: createCallerReach(
      authorization,
      new Map(
        [...authorization.scopes].map(([name, table]) => [
          name,
          compileScopes(schema, policy, { name, table }),
        ]),
      ),
    ),
    isPatientId,
    patientsIn: createPatientFinder(policy, isPatientId),
    customRules: options.customRules,
  };
}
