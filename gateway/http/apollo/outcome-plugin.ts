import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { faultOf } from '../../platform/fault-of.ts';
import { isFaultCode } from '../../platform/faults.ts';
import type { RequestOutcome } from '../../platform/metrics/metrics.ts';
import type { RequestContext } from '../../platform/request-context.ts';

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
        onAnswer(outcomeOf(response.body.singleResult));
      },
    }),
  };
}

/** A response whose errors are formatted. */
export interface FormattedResponse {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The outcome of a response, as the metrics count it. */
export function outcomeOf({ data, errors = [] }: FormattedResponse): RequestOutcome {
  // The first error also decides the HTTP status.
  const code = errors[0]?.extensions?.['code'];
  if (errors.length === 0) return 'ok';
  if (data != null) return 'partial';
  return isFaultCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}
