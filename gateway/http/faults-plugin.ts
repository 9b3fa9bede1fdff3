import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { faultStatus, isFaultCode } from '../platform/errors.ts';
import type { FaultCode } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { codeOf } from './format-fault.ts';

/**
 * Creates the Apollo Server plugin that gives every refusal the HTTP status of its code.
 *
 * Apollo Server takes what is thrown before execution for a bug and answers 500; what the limits throw
 * there is turned back into an error with its status. A response without data gets the status of its first
 * error, so that a fault looks alike wherever it was found.
 */
export function faultsPlugin(
  log: Log,
  onRefusal: (code: FaultCode) => void,
): ApolloServerPlugin<RequestContext> {
  return {
    unexpectedErrorProcessingRequest: async ({ error, requestContext }) => {
      const code = codeOf(error);
      if (code === 'INTERNAL_SERVER_ERROR') {
        const { requestId } = requestContext.contextValue;
        log.error('request failed unexpectedly', { requestId, code, error });
      }
      if (code === 'OPERATION_TOO_COMPLEX') onRefusal(code);
      const status = faultStatus(code);
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
        const status = faultStatus(code);
        // A status that says more of the same, such as 405 for a bad request, stays.
        const isRefined = isClientFault(status) && isClientFault(response.http.status ?? 200);
        if (!isRefined) response.http.status = status;
        // What was executed must not be sent again; anything else may, once the part that is down is back.
        if (errors?.[0]?.extensions?.['executed'] === true) return;
        for (const [name, value] of retryAfter(status)) response.http.headers.set(name, value);
      },
    }),
  };
}

/** A part that is down is tried again soon; budgets of operations are counted by the minute. */
function retryAfter(status: number): readonly (readonly [string, string])[] {
  const seconds = status === 503 ? '1' : status === 429 ? '60' : null;
  return seconds === null ? [] : [['retry-after', seconds]];
}

function isClientFault(status: number): boolean {
  return status >= 400 && status < 500;
}
