import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { printClientSchema } from '../../../schema/client-schema.ts';
import { operationFromDocument, Supergraph } from '../../../schema/federation-internals.ts';
import { innerSupergraph } from '../../../schema/inner-supergraph.ts';
import { GatewayError } from '../../platform/errors.ts';
import { NOT_PLANNABLE, type ApolloPlanner } from './apollo-planner.ts';

/**
 * Creates query plans in this thread, as an ApolloGateway does before it executes, with Apollo's limits for slow plans.
 * Importing ApolloGateway itself would take longer than everything else before the first plan.
 */
export async function planHere(supergraphSdl: string): Promise<ApolloPlanner> {
  // The supergraph was validated when it was composed or read.
  const supergraph = Supergraph.build(innerSupergraph(supergraphSdl), {
    validateSupergraph: false,
  });
  const api = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return {
    schema: printClientSchema(supergraph.schema),
    plan: async ({ text }) => {
      const document = parse(text, { noLocation: true });
      try {
        return planner.buildQueryPlan(operationFromDocument(api, document));
      } catch (cause) {
        throw new GatewayError('OPERATION_NOT_SUPPORTED', { reason: NOT_PLANNABLE, cause });
      }
    },
    close: () => Promise.resolve(),
  };
}
