import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { Kind, type GraphQLSchema } from 'graphql';
import type { PreparedOperation } from '../../gateway/pipeline/execution/create-planner.ts';

/** A logger that writes nothing. */
export const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * The parts of Apollo's request context that ApolloGateway's executor reads: the operation, its variables and its hash.
 */
export function apolloRequest(
  { document, text, hash }: PreparedOperation,
  variables: Record<string, unknown>,
  {
    context,
    schema,
  }: { readonly context: Record<string, unknown>; readonly schema: GraphQLSchema },
): GatewayGraphQLRequestContext {
  const request = {
    request: { query: text, variables },
    logger: SILENT,
    schema,
    context,
    queryHash: hash,
    document,
    source: text,
    operationName: null,
    operation: document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION),
    metrics: {},
  };
  return request as unknown as GatewayGraphQLRequestContext;
}
