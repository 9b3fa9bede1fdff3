import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { GatewayError } from '../../platform/errors.ts';
import { faultOf, type Fault } from '../../platform/fault-of.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** The status of a response without data, and the headers that its fault adds. */
export interface FaultHead {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/**
 * Returns the head of a response by its first error, before errors are formatted; null if the response has data or no error.
 *
 * `onRefusal` is called with the code of each request that exceeds a limit, unless the ledger has a record of it: a
 * response with too many PHI fields is recorded before it is refused.
 */
export function readFaultHead(
  {
    data,
    errors = [],
  }: { readonly data: unknown; readonly errors: readonly GraphQLError[] | undefined },
  onRefusal: (code: FaultCode) => void,
): FaultHead | null {
  const [first] = errors;
  if (data != null || first === undefined) return null;
  const fault = faultOf(first);
  countRefusal(fault, onRefusal);
  // An executed operation must not be retried.
  const isExecuted = first.extensions['executed'] === true;
  return { status: fault.status, headers: isExecuted ? [] : retryAfter(fault) };
}

/**
 * Creates the Apollo Server plugin that sets the HTTP status of faults.
 *
 * Apollo Server answers errors before execution, such as those of the limits, with status 500; the plugin replaces them
 * with an error that has the status of its code. A response without data has the head of {@link readFaultHead}.
 */
export function faultStatusPlugin(
  log: Log,
  onRefusal: (code: FaultCode) => void,
): ApolloServerPlugin<RequestContext> {
  return {
    unexpectedErrorProcessingRequest: async ({ error, requestContext }) => {
      const fault = faultOf(error);
      const { code } = fault;
      if (code === 'INTERNAL_SERVER_ERROR') {
        const { requestId } = requestContext.contextValue;
        log.error('request failed unexpectedly', { requestId, code, error });
      }
      countRefusal(fault, onRefusal);
      const http = { status: fault.status, headers: new HeaderMap(retryAfter(fault)) };
      throw new GraphQLError(code, {
        // Development mode shows what is wrong with the document.
        originalError: error instanceof GatewayError ? error : null,
        extensions: { code, http },
      });
    },
    requestDidStart: async () => ({
      // `errors` are the errors before they are formatted: the response keeps only their codes and public messages.
      willSendResponse: async ({ response, errors }) => {
        // The gateway has no incremental delivery.
        if (response.body.kind !== 'single') return;
        const { data } = response.body.singleResult;
        const head = readFaultHead({ data, errors }, onRefusal);
        if (head === null) return;
        // A more specific status of Apollo Server, such as 405 for a bad request, is kept.
        const isRefined = isClientError(head.status) && isClientError(response.http.status ?? 200);
        if (!isRefined) response.http.status = head.status;
        for (const [name, value] of head.headers) response.http.headers.set(name, value);
      },
    }),
  };
}

function countRefusal(
  { code, isLimit, isRecorded }: Fault,
  onRefusal: (code: FaultCode) => void,
): void {
  if (isLimit && !isRecorded) onRefusal(code);
}

function retryAfter({ retryAfterSeconds }: Fault): readonly (readonly [string, string])[] {
  return retryAfterSeconds === null ? [] : [['retry-after', String(retryAfterSeconds)]];
}

function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}
