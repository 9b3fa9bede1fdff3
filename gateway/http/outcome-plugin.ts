import type { ApolloServerPlugin } from '@apollo/server';
import { faultOf } from '../platform/fault-of.ts';
import { isFaultCode } from '../platform/faults.ts';
import type { RequestOutcome } from '../platform/metrics/metrics.ts';
import type { RequestContext } from '../platform/request-context.ts';

/** Creates the Apollo Server plugin that reports the outcome of each request, including invalid and failed ones. */
export function outcomePlugin(
  onAnswer: (outcome: RequestOutcome) => void,
): ApolloServerPlugin<RequestContext> {
  return {
    invalidRequestWasReceived: async ({ error }) => onAnswer(faultOf(error).code),
    unexpectedErrorProcessingRequest: async ({ error }) => onAnswer(faultOf(error).code),
    requestDidStart: async () => ({
      willSendResponse: async ({ response }) => {
        // The gateway has no incremental delivery.
        if (response.body.kind !== 'single') return;
        const { data, errors = [] } = response.body.singleResult;
        // The first error also decides the HTTP status.
        const code = errors[0]?.extensions?.['code'];
        if (errors.length === 0) onAnswer('ok');
        else if (data != null) onAnswer('partial');
        else onAnswer(isFaultCode(code) ? code : 'INTERNAL_SERVER_ERROR');
      },
    }),
  };
}
