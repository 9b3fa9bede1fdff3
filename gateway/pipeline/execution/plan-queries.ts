import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { printClientSchema } from '../../../schema/client-schema.ts';
import { operationFromDocument, Supergraph } from '../../../schema/federation-internals.ts';
import { innerSupergraph } from '../../../schema/inner-supergraph.ts';
import { GatewayError } from '../../platform/errors.ts';
import { NOT_PLANNABLE, tooComplexToPlan, type ApolloPlanner } from './apollo-planner.ts';

/**
 * Creates query plans in this thread, as an ApolloGateway does before it executes, but with lower limits for slow plans.
 * Importing ApolloGateway itself would take longer than everything else before the first plan.
 */
export async function planHere(supergraphSdl: string): Promise<ApolloPlanner> {
  // The supergraph was validated when it was composed or read.
  const supergraph = Supergraph.build(innerSupergraph(supergraphSdl), {
    validateSupergraph: false,
  });
  const api = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, { debug: LIMITS });
  return {
    schema: printClientSchema(supergraph.schema),
    plan: async ({ text }) => {
      const document = parse(text, { noLocation: true });
      try {
        return planner.buildQueryPlan(operationFromDocument(api, document));
      } catch (cause) {
        if (cause instanceof Error && LIMIT_EXCEEDED.test(cause.message))
          throw tooComplexToPlan(cause);
        throw new GatewayError('OPERATION_NOT_SUPPORTED', { reason: NOT_PLANNABLE, cause });
      }
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Where interfaces or entities have the same fields in several subgraphs, the ways to fetch a field multiply with each level of
 * the operation. Apollo's own limits are 10,000 plans and no limit of paths, which takes minutes and gigabytes.
 */
const LIMITS = {
  /** Plans that are compared. With more, the cheapest may be missed; every plan is correct. */
  maxEvaluatedPlans: 1_000,
  /** Ways to fetch one selection. */
  pathsLimit: 5_000,
};

/** The messages of Apollo's planner for an operation above a limit. */
const LIMIT_EXCEEDED = /^(?:Too many options generated|Number of non-local selections exceeds)/;
