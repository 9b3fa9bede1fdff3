import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface';
import { InputError } from '../../directives/operation/inputs.ts';
import { SelectionError } from '../../directives/operation/select.ts';
import { GatewayError } from '../platform/errors.ts';
import { CostError } from './limits/assert-cost.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { answer } from './answer.ts';
import { parseRequestContext } from './parse-request-context.ts';
import type { AnswerParts } from './request-path.ts';
import { respondFault } from './respond.ts';

/**
 * The request path as Apollo Server sees it: a gateway. Apollo Server parses and validates against the client's
 * schema, then gives each request to {@link answer}; one catch here turns whatever is thrown into an error of
 * ours.
 */
export function createGraphGateway(
  parts: AnswerParts,
  {
    supergraphSdl,
    log,
    underWay = new Set(),
    onEnd,
  }: {
    readonly supergraphSdl: string;
    readonly log: Log;
    /** Holds each request until it has been answered and recorded. */
    readonly underWay?: Set<Promise<unknown>>;
    /** Called when a request has been answered and recorded. */
    readonly onEnd?: (context: RequestContext) => void;
  },
): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: parts.current().graph.schema, coreSupergraphSdl: supergraphSdl });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, queryHash, request, context }) => {
          const requestContext = parseRequestContext(context);
          const answering = answer(parts, {
            document,
            queryHash,
            operationName: request.operationName ?? null,
            variables: request.variables ?? null,
            context: requestContext,
          });
          underWay.add(answering);
          try {
            return await answering;
          } catch (error) {
            return fault(log, requestContext, error);
          } finally {
            underWay.delete(answering);
            onEnd?.(requestContext);
          }
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** What was thrown, as an answer. Only a fault that nobody expected is worth a line in the log. */
function fault(log: Log, { requestId }: RequestContext, error: unknown): GatewayExecutionResult {
  if (error instanceof SelectionError)
    return respondFault(
      new GatewayError(
        error.reason === 'too-large' ? 'OPERATION_TOO_COMPLEX' : 'GRAPHQL_VALIDATION_FAILED',
      ),
    );
  if (error instanceof InputError) return respondFault(new GatewayError('BAD_USER_INPUT'));
  if (!(error instanceof GatewayError)) log.error('request failed', { requestId, error });
  else if (error.cause instanceof CostError)
    log.info('operation costs more than it may', { requestId, count: error.cause.cost });
  return respondFault(error);
}
