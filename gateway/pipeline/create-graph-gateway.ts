import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface';
import { GatewayError } from '../platform/errors.ts';
import { faultOf } from '../platform/fault-of.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { executeOperation, type ExecutionDependencies } from './execute-operation.ts';
import { CostError } from './limits/assert-cost.ts';
import { parseRequestContext } from './parse-request-context.ts';
import { respondFault } from './respond.ts';

/**
 * Creates the request path as a gateway of Apollo Server, which parses and validates each request against the client
 * schema and passes it to {@link executeOperation}. Errors of any kind become coded responses here.
 */
export function createGraphGateway(
  dependencies: ExecutionDependencies,
  {
    supergraphSdl,
    log,
    underWay = new Set(),
    onEnd,
  }: {
    readonly supergraphSdl: string;
    readonly log: Log;
    /** Holds each request until it is answered and recorded. */
    readonly underWay?: Set<Promise<unknown>>;
    /** Called when a request is answered and recorded. */
    readonly onEnd?: (context: RequestContext) => void;
  },
): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (callback) => {
      const { schema } = dependencies.current().graph;
      callback({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, queryHash, request, context }) => {
          const requestContext = parseRequestContext(context);
          const executing = executeOperation(dependencies, {
            document,
            queryHash,
            operationName: request.operationName ?? null,
            variables: request.variables ?? null,
            reportsCost: request.http?.headers.get(COST_HEADER) === 'report',
            context: requestContext,
          });
          underWay.add(executing);
          try {
            return await executing;
          } catch (error) {
            return respondAndLog(error, requestContext, log);
          } finally {
            underWay.delete(executing);
            onEnd?.(requestContext);
          }
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** With the value `report`, the response states the cost of the operation. */
export const COST_HEADER = 'graphql-cost';

/** Turns an error into a response. Unexpected errors are logged, and the cost of refused operations. */
function respondAndLog(
  error: unknown,
  { requestId }: RequestContext,
  log: Log,
): GatewayExecutionResult {
  if (faultOf(error).code === 'INTERNAL_SERVER_ERROR')
    log.error('request failed', { requestId, error });
  else if (error instanceof GatewayError && error.cause instanceof CostError)
    log.info('operation costs more than it may', { requestId, count: error.cause.cost });
  return respondFault(error);
}
