import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { parse, type GraphQLSchema } from 'graphql';
import { innerSupergraph } from '../../schema/inner-supergraph.ts';
import { GatewayError } from '../errors.ts';
import { innerRequest, SILENT } from './inner-request.ts';
import { NOT_PLANNABLE, type QueryPlans } from './query-plans.ts';

/** What ends Apollo's execution once it has a plan. */
class PlanReady extends Error {}

/**
 * Plans in this thread, by an ApolloGateway that stops where it would begin to execute: its hook takes the plan
 * and throws. It has no data sources that could be called, and keeps hardly any plan: who asks does.
 */
export async function planHere(supergraphSdl: string): Promise<QueryPlans> {
  silenceApollo();
  const plans = new WeakMap<object, QueryPlan>();
  let schema: GraphQLSchema | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: innerSupergraph(supergraphSdl),
    logger: SILENT,
    __exposeQueryPlanExperimental: false,
    experimental_approximateQueryPlanStoreMiB: 1,
    buildService: () => ({ process: () => Promise.reject(new TypeError('executed by Apollo')) }),
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

  return {
    plan: async ({ text, hash, variables }) => {
      const context = {};
      const operation = { document: parse(text, { noLocation: true }), text, hash };
      const request = innerRequest(operation, { ...variables }, { context, schema: loaded });
      const failure = await executor(request).then(
        ({ errors }) => new TypeError('the inner document has no plan', { cause: errors?.[0] }),
        (cause: unknown) =>
          new GatewayError('OPERATION_NOT_SUPPORTED', { reason: NOT_PLANNABLE, cause }),
      );
      const found = plans.get(context);
      if (!found) throw failure;
      return found;
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
