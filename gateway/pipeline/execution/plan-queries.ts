import { QueryPlanner } from '@apollo/query-planner';
import { getVariableValues, Kind, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { operationFromDocument, Supergraph } from '../../../schema/federation-internals.ts';
import { innerSupergraph } from '../../../schema/inner-supergraph.ts';
import { GatewayError } from '../../platform/errors.ts';
import { NOT_PLANNABLE, type ApolloPlanner } from './apollo-planner.ts';

/**
 * Creates query plans in this thread, as an ApolloGateway does before it executes, with Apollo's limits for slow plans.
 * Importing ApolloGateway itself would take longer than everything else before the first plan.
 */
export async function planHere(supergraphSdl: string): Promise<ApolloPlanner> {
  const supergraph = Supergraph.build(innerSupergraph(supergraphSdl), {
    validateSupergraph: process.env['NODE_ENV'] !== 'production',
  });
  const api = supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph);
  return {
    plan: async ({ text, variables }) => {
      const document = parse(text, { noLocation: true });
      if (variables !== null) assertFit(variables, document, schema);
      try {
        return planner.buildQueryPlan(operationFromDocument(api, document));
      } catch (cause) {
        throw new GatewayError('OPERATION_NOT_SUPPORTED', { reason: NOT_PLANNABLE, cause });
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Throws a TypeError for a variable that does not fit its declared type. */
function assertFit(
  variables: Readonly<Record<string, unknown>>,
  { definitions }: DocumentNode,
  schema: GraphQLSchema,
): void {
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const declared = operation?.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, declared, variables);
  if (errors) throw new TypeError('the inner document has no plan', { cause: errors[0] });
}
