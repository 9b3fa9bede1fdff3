import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { GatewayError } from '../platform/errors.ts';
import { faultOf, type Fault } from '../platform/fault-of.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';

/**
 * Creates the Apollo Server plugin that sets the HTTP status of faults.
 *
 * Apollo Server answers errors before execution, such as those of the limits, with status 500; the plugin replaces them
 * with an error that has the status of its code. A response without data gets the status of its first error.
 *
 * `onRefusal` is called with the code of each request that exceeds a limit, unless the ledger has a record of it: a
 * response with too many PHI fields is recorded before it is refused.
 */
export function faultStatusPlugin(
  log: Log,
  onRefusal: (code: FaultCode) => void,
): ApolloServerPlugin<RequestContext> {
  const countRefusal = ({ code, isLimit, isRecorded }: Fault): void => {
    if (isLimit && !isRecorded) onRefusal(code);
  };
  return {
    unexpectedErrorProcessingRequest: async ({ error, requestContext }) => {
      const fault = faultOf(error);
      const { code } = fault;
      if (code === 'INTERNAL_SERVER_ERROR') {
        const { requestId } = requestContext.contextValue;
        log.error('request failed unexpectedly', { requestId, code, error });
      }
      countRefusal(fault);
      const http = { status: fault.status, headers: new HeaderMap(retryAfter(fault)) };
      throw new GraphQLError(code, {
        // Development mode shows what is wrong with the document.
        originalError: error instanceof GatewayError ? error : null,
        extensions: { code, http },
      });
    },
    requestDidStart: async () => ({
      // `errors` are the errors before they are formatted: the response keeps only their codes and public messages.
      willSendResponse: async ({ response, errors = [] }) => {
        // The gateway has no incremental delivery.
        if (response.body.kind !== 'single') return;
        const [first] = errors;
        if (response.body.singleResult.data != null || first === undefined) return;
        const fault = faultOf(first);
        countRefusal(fault);
        // A more specific status of Apollo Server, such as 405 for a bad request, is kept.
        const isRefined = isClientError(fault.status) && isClientError(response.http.status ?? 200);
        if (!isRefined) response.http.status = fault.status;
        // An executed operation must not be retried.
        if (first.extensions['executed'] === true) return;
        for (const [name, value] of retryAfter(fault)) response.http.headers.set(name, value);
      },
    }),
  };
}

/** An unavailable part may be back in a second; budgets of operations are counted per minute. */
function retryAfter({ status, retryAfterSeconds }: Fault): readonly (readonly [string, string])[] {
  const seconds = retryAfterSeconds ?? (status === 503 ? 1 : status === 429 ? 60 : null);
  return seconds === null ? [] : [['retry-after', String(seconds)]];
}

function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}
