import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { GatewayError } from '../platform/errors.ts';
import { faultOf } from '../platform/fault-of.ts';
import type { Log } from '../platform/log.ts';
import { requestContextOf, type RequestContext } from '../platform/request-context.ts';
import { TURNS } from '../platform/turns.ts';
import type { ExecutionDependencies } from './authorized-execution.ts';
import { executeOperation } from './execute-operation.ts';
import { ExpectationError } from './limits/over-limit.ts';
import type { OperationRequest } from './operation/resolve-operation.ts';
import {
  asObject,
  asText,
  respondFault,
  type OperationResponse,
  type WriteData,
} from './respond.ts';

/** The request path, behind Apollo Server or without it. */
export interface GraphGateway extends GatewayInterface {
  /**
   * Executes an operation of a valid document. The data is JSON text. Errors of any kind are in the response; it never
   * rejects.
   */
  readonly execute: (request: OperationRequest) => Promise<OperationResponse<string>>;
}

/**
 * Creates the request path as a gateway of Apollo Server, which parses and validates each document against the client
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
): GraphGateway {
  const executeAs = async <Data>(
    request: OperationRequest,
    writeData: WriteData<Data>,
  ): Promise<OperationResponse<Data>> => {
    const executing = executeInTurn(dependencies, request, writeData);
    underWay.add(executing);
    try {
      return await executing;
    } catch (error) {
      return respondAndLog(error, request.context, log);
    } finally {
      underWay.delete(executing);
      onEnd?.(request.context);
    }
  };
  return {
    execute: (request) => executeAs(request, asText),
    onSchemaLoadOrUpdate: (callback) => {
      const { schema } = dependencies.current().graph;
      callback({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, queryHash, request, context }) =>
          executeAs(
            {
              document,
              queryHash,
              operationName: request.operationName ?? null,
              variables: request.variables ?? null,
              reportsCost: asksForCost(request.http?.headers.get(COST_HEADER)),
              context: requestContextOf(context),
            },
            asObject,
          ),
      }),
    stop: () => Promise.resolve(),
  };
}

/**
 * Executes an operation once it may begin. One whose client has disconnected by then is not executed, neither query nor
 * mutation, since it would only delay the operations of others.
 */
async function executeInTurn<Data>(
  dependencies: ExecutionDependencies,
  request: OperationRequest,
  writeData: WriteData<Data>,
): Promise<OperationResponse<Data>> {
  await TURNS.begin();
  if (request.context.clientGone?.aborted === true) throw new GatewayError('OVERLOADED');
  return executeOperation(dependencies, request, writeData);
}

/** With the value `report`, the response states the cost of the operation. */
export const COST_HEADER = 'graphql-cost';

/** Whether a value of {@link COST_HEADER} asks for the cost. */
export function asksForCost(header: string | readonly string[] | null | undefined): boolean {
  return header === 'report';
}

/** Turns an error into a response. Unexpected errors are logged, and the cost of refused operations. */
function respondAndLog(
  error: unknown,
  { requestId }: RequestContext,
  log: Log,
): OperationResponse<never> {
  if (faultOf(error).code === 'INTERNAL_SERVER_ERROR')
    log.error('request failed', { requestId, error });
  else if (error instanceof GatewayError && error.cause instanceof ExpectationError)
    log.info(error.cause.message, { requestId, count: error.cause.expected });
  return respondFault(error);
}
