import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { innerSupergraph } from '../../schema/inner-supergraph.ts';
import { subgraphKeys } from '../../schema/subgraph-keys.ts';
import { compilePlan, type PlanStep } from './compile-plan.ts';
import type { PreparedOperation } from './inner-gateway.ts';
import { innerRequest, SILENT } from './inner-request.ts';
import { provenanceOf, type Provenance } from './provenance.ts';

/** How an operation is fetched. */
export interface Planned {
  readonly plan: PlanStep;
  readonly provenance: Provenance;
}

/** Plans operations over one supergraph. */
export interface Planner {
  /** The graph with every output field nullable and nothing inaccessible. */
  readonly schema: GraphQLSchema;
  readonly plan: (
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
  ) => Promise<Planned>;
  readonly close: () => Promise<void>;
}

/** What ends Apollo's execution once it has a plan. */
class PlanReady extends Error {}

/**
 * An ApolloGateway that stops where it would begin to execute: its hook takes the plan and throws. It has
 * no data sources that could be called.
 */
export async function createPlanner(
  supergraphSdl: string,
  onSubgraph: (name: string, url: string) => void,
): Promise<Planner> {
  silenceApollo();
  const plans = new WeakMap<object, QueryPlan>();
  let schema: GraphQLSchema | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: innerSupergraph(supergraphSdl),
    logger: SILENT,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    buildService: ({ name, url }) => {
      if (url === undefined) throw new TypeError(`subgraph ${name} has no URL`);
      onSubgraph(name, url);
      return { process: () => Promise.reject(new TypeError('executed by Apollo')) };
    },
    experimental_didResolveQueryPlan: ({ queryPlan, requestContext }) => {
      plans.set(requestContext.context, queryPlan);
      throw new PlanReady();
    },
  });
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  const { executor } = await gateway.load();
  if (!schema) throw new TypeError('the graph did not load');
  const loaded = schema;
  const keys = subgraphKeys(supergraphSdl);

  return {
    schema: loaded,
    plan: async (operation, variables) => {
      const context = {};
      const request = innerRequest(operation, { ...variables }, { context, schema: loaded });
      const failure = await executor(request).then(
        ({ errors }) => errors?.[0] ?? new TypeError('no plan'),
        (error: unknown) => error,
      );
      const found = plans.get(context);
      if (!found) throw new TypeError('the inner document has no plan', { cause: failure });
      return {
        plan: compilePlan(found, { schema: loaded, keys }),
        provenance: provenanceOf(found),
      };
    },
    close: () => gateway.stop(),
  };
}

/** ApolloGateway reads these when it is made: it would send metrics home, and could drop its own limits. */
function silenceApollo(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  delete process.env['APOLLO_DISABLE_SECURITY_RECURSIVE_SELECTIONS_CHECK'];
  delete process.env['APOLLO_DISABLE_SECURITY_NON_LOCAL_SELECTIONS_CHECK'];
}
