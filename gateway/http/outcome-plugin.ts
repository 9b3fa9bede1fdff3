import type { ApolloServerPlugin } from '@apollo/server';
import { isFaultCode } from '../platform/errors.ts';
import type { Outcome } from '../platform/metrics/metrics.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { codeOf } from './format-fault.ts';

/**
 * Creates the Apollo Server plugin that tells what became of each request: of one that is no GraphQL request,
 * of one that failed unexpectedly, and of every other one, from what is sent.
 */
export function outcomePlugin(
  onAnswer: (outcome: Outcome) => void,
): ApolloServerPlugin<RequestContext> {
  return {
    invalidRequestWasReceived: async ({ error }) => onAnswer(codeOf(error)),
    unexpectedErrorProcessingRequest: async ({ error }) => onAnswer(codeOf(error)),
    requestDidStart: async () => ({
      willSendResponse: async ({ response }) => {
        if (response.body.kind !== 'single') return;
        const { data, errors = [] } = response.body.singleResult;
        const code = errors[0]?.extensions?.['code'];
        if (errors.length === 0) onAnswer('ok');
        else if (data != null) onAnswer('partial');
        else onAnswer(isFaultCode(code) ? code : 'INTERNAL_SERVER_ERROR');
      },
    }),
  };
}
