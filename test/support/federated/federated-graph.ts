import type { Problem } from '../../../directives/marks/problem.ts';
import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import type {
  ApolloPlanner,
  LoadApolloPlanner,
} from '../../../gateway/pipeline/execution/apollo-planner.ts';
import { planHere } from '../../../gateway/pipeline/execution/plan-queries.ts';
import type { PolicySource } from '../../../gateway/access/policies/policy-source.ts';
import type { RelationshipSource } from '../../../gateway/access/relationships/relationship-source.ts';
import { loadInProcessGraph, type PipelineExtras } from '../in-process-graph.ts';
import { graphData } from './graph-data.ts';
import type { GraphModel } from './graph-model.ts';
import type { ComparedGraph, Served, Trial } from './compare-with-reference.ts';
import { composeGraph } from './compose-graph.ts';
import { isJoinedByPlanner } from './planner-limits.ts';
import { hashOf } from './random.ts';
import { randomCaller } from './random-caller.ts';
import { APP_ISSUER } from './random-scopes.ts';
import { ruleTree } from './random-rules.ts';
import { createReference } from './reference.ts';
import { executableSubgraph } from './subgraph-schemas.ts';
import { validOperation } from './valid-operation.ts';

/** A generated graph that is served in this process. */
export interface FederatedGraph extends ComparedGraph {
  readonly model: GraphModel;
  readonly authorization: AuthorizationOptions;
  readonly close: () => Promise<void>;
}

const NEVER = (): boolean => false;

/** Below the size of any entry, so that nothing that is derived from an operation is kept for the next request. */
const NO_CACHE_MEGABYTES = 1e-4;

/** Serves a model. Returns its problems if it doesn't compose. */
export async function serveGraph(
  model: GraphModel,
  authorization: AuthorizationOptions,
  extras: PipelineExtras,
): Promise<FederatedGraph | { readonly problems: readonly Problem[] }> {
  const found = composeGraph(model);
  if ('problems' in found) return found;
  let served: Served = {
    data: graphData(found.model, 0),
    relate: () => null,
    decided: [],
    fails: NEVER,
  };
  const executables = new Map(
    found.model.subgraphs.map(({ name }) => [
      name,
      executableSubgraph(found.model, name, {
        data: () => served.data,
        fails: (...at) => served.fails(...at),
      }),
    ]),
  );
  const relationships: RelationshipSource = {
    relate: (_context, patients) => {
      const known = patients.flatMap((patient) => {
        const relationship = served.relate(patient);
        return relationship ? [[patient, relationship] as const] : [];
      });
      return Promise.resolve({ relationships: new Map(known), failed: false, rejectedOf: null });
    },
    close: () => Promise.resolve(),
  };
  const policySource: PolicySource = {
    fulfilled: (_context, policies) =>
      Promise.resolve(policies.filter((name) => served.decided.includes(name))),
    close: () => Promise.resolve(),
  };
  const planning = shareApolloPlanner();
  const load = (more: PipelineExtras) =>
    loadInProcessGraph(
      found.composed,
      { authorization, subgraphs: executables },
      { relationships, policySource, planning, rules: ruleTree(found.model), ...more },
    );
  const graph = await load(extras);
  const plain = await load({
    joinsFetches: false,
    limits: { cacheMegabytes: NO_CACHE_MEGABYTES },
  });
  return {
    model: found.model,
    authorization,
    graph,
    plain,
    reference: createReference(found.model, {
      ...authorization,
      scopes: authorization.scopes.get(APP_ISSUER) ?? null,
      isStrict: authorization.mode === 'reject',
      reportsUnreached: authorization.unreached === 'error',
      ordersLists: authorization.lists !== 'as-is',
      pseudonymKey: Buffer.alloc(32, 7),
    }),
    schemas: new Map([...executables].map(([name, { schema }]) => [name, schema])),
    serve: (next) => {
      served = next;
    },
    close: async () => {
      await graph.close();
      await plain.close();
    },
  };
}

/** Loads Apollo's planner once, and plans equal operations once. */
function shareApolloPlanner(): LoadApolloPlanner {
  let loaded: Promise<ApolloPlanner> | null = null;
  const plans = new Map<string, ReturnType<ApolloPlanner['plan']>>();
  return async (supergraphSdl) => {
    loaded ??= planHere(supergraphSdl);
    const planner = await loaded;
    return {
      ...planner,
      plan: (operation) => {
        const plan = plans.get(operation.hash) ?? planner.plan(operation);
        plans.set(operation.hash, plan);
        return plan;
      },
    };
  };
}

/** A caller, an operation and data for a graph. */
export function randomTrial(
  { authorization, reference }: FederatedGraph,
  seed: number,
  mayFail = false,
): Trial {
  const operation = validOperation(
    reference,
    seed,
    (document) => !isJoinedByPlanner(reference, document),
  );
  return {
    operation,
    caller: randomCaller(authorization, seed),
    dataSeed: hashOf(seed, 'data'),
    failureSeed: mayFail ? hashOf(seed, 'failures') : null,
  };
}
