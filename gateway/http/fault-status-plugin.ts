import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { faultOf, faultWith } from '../platform/fault-of.ts';
import { isFaultCode, type FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';

/**
 * Creates the Apollo Server plugin that sets the HTTP status of faults.
 *
 * Apollo Server answers errors before execution, such as those of the limits, with status 500; the plugin replaces them
 * with an error that has the status of its code. A response without data gets the status of its first error.
 */
export function faultStatusPlugin(
  log: Log,
  onRefusal: (code: FaultCode) => void,
): ApolloServerPlugin<RequestContext> {
  return {
    unexpectedErrorProcessingRequest: async ({ error, requestContext }) => {
      const { code, status } = faultOf(error);
      if (code === 'INTERNAL_SERVER_ERROR') {
        const { requestId } = requestContext.contextValue;
        log.error('request failed unexpectedly', { requestId, code, error });
      }
      if (code === 'OPERATION_TOO_COMPLEX') onRefusal(code);
      const headers = new HeaderMap(retryAfter(status));
      throw new GraphQLError(code, { extensions: { code, http: { status, headers } } });
    },
    requestDidStart: async () => ({
      willSendResponse: async ({ response }) => {
        if (response.body.kind !== 'single') return;
        const { data, errors } = response.body.singleResult;
        const code = errors?.[0]?.extensions?.['code'];
        if (data != null || !isFaultCode(code)) return;
        if (code === 'OPERATION_TOO_COMPLEX') onRefusal(code);
        const { status } = faultWith(code);
        // A more specific status of Apollo Server, such as 405 for a bad request, is kept.
        const isRefined = isClientError(status) && isClientError(response.http.status ?? 200);
        if (!isRefined) response.http.status = status;
        // An executed operation must not be retried.
        if (errors?.[0]?.extensions?.['executed'] === true) return;
        for (const [name, value] of retryAfter(status)) response.http.headers.set(name, value);
      },
    }),
  };
}

/** An unavailable part may be back in a second; budgets of operations are counted per minute. */
function retryAfter(status: number): readonly (readonly [string, string])[] {
  const seconds = status === 503 ? '1' : status === 429 ? '60' : null;
  return seconds === null ? [] : [['retry-after', seconds]];
}

function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}
