import type { SecureContextOptions } from 'node:tls';
import { callerKey } from '../caller.ts';
import type { CancelSignal } from '../cancel-signal.ts';
import type { HttpAnswer } from '../net/exchange-messages.ts';
import { CONTENT_TYPE, createHttpClient, type PostOptions } from '../net/http-client.ts';
import type { Reloaded } from '../reloaded.ts';
import type { RequestContext } from '../request-context.ts';
import { TURNS } from '../turns.ts';
import type { ByteBudget } from './byte-budget.ts';
import {
  createResilientCall,
  type AttemptFailure,
  type CallObserver,
  type ResilienceSettings,
} from './create-resilient-call.ts';
import {
  isResponseFault,
  type ResponseFault,
  type SentRequest,
  type SignRequest,
  type VerifyResponse,
} from './message-signatures.ts';
import {
  parseSubgraphResponse,
  REJECTED_RESPONSE,
  type SubgraphResponse,
} from './parse-subgraph-response.ts';
import { createSharedQuota } from './shared-quota.ts';
import type { CreateRequestHeaders, RequestHeaders } from './request-headers.ts';

/** How a subgraph is reached. */
export interface SubgraphClientOptions extends ResilienceSettings {
  readonly name: string;
  readonly url: string;
  readonly maxResponseBytes: number;
  /** Signs each request as a whole; null signs none. */
  readonly signRequest: SignRequest | null;
  /** Verifies each response; null accepts every one. */
  readonly verifyResponse: VerifyResponse | null;
  /** Creates the headers of each request, in addition to those that describe its body. Never rejects. */
  readonly headersOf: CreateRequestHeaders;
  /** Certificates of connections; null has the authorities of Node.js and presents none. */
  readonly tls: Reloaded<SecureContextOptions> | null;
  /** Whether HTTP/2 is offered. */
  readonly http2: boolean;
  readonly connections: number;
  /** Connections that one caller may use at a time; at most all of them. */
  readonly connectionsPerCaller: number;
  /** Calls that may wait for a connection. */
  readonly queue: number;
  readonly queuePerCaller: number;
  /** Bounds the response bytes that all requests hold. Default: only each response is bounded. */
  readonly bytes?: ByteBudget;
  /** Null: no call is refused by a circuit breaker. */
  readonly observer: CallObserver | null;
  /** Keeps the errors in responses, in development mode only. */
  readonly noteErrors?: NoteSubgraphErrors;
}

/** Notes the errors in the body of a response; null for a subgraph that gave none. */
export type NoteSubgraphErrors = (
  context: RequestContext,
  subgraph: string,
  body: string | null,
) => void;

/** A subgraph behind a connection pool. */
export interface SubgraphClient {
  /**
   * Sends a query for a caller or (null) for the gateway itself. Resolves to null where no GraphQL response arrives in
   * time and within its size, or the subgraph is not called, and to {@link REJECTED_RESPONSE} for a response that is not
   * the subgraph's. A query may be sent again.
   */
  readonly query: SendToSubgraph;
  /** As `query`, for a mutation, which is never sent again. */
  readonly mutate: SendToSubgraph;
  /** Aborts every call under way. */
  readonly close: () => Promise<void>;
}

type SendToSubgraph = (
  body: string,
  context: RequestContext | null,
  signal: CancelSignal | null,
) => Promise<SubgraphResponse | null>;

/**
 * Creates a client. Only the body of a response is used; status and headers serve to verify it, and status 401 to renew
 * credentials. Nothing is sent without the headers of `headersOf`.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { url, signRequest, verifyResponse } = options;
  const client = createHttpClient({
    ...options,
    headers: {
      accept: 'application/graphql-response+json, application/json',
      // RFC 9530, section 4
      ...(verifyResponse && { 'want-content-digest': 'sha-256=10' }),
    },
  });
  const quotasOf = createCallQuotas(options);
  const call = createResilientCall(options, options.observer);

  const sendOnce = async (
    body: string,
    context: RequestContext | null,
    {
      signal,
      timeoutMs,
      quotas: { connection, acquireBytes },
      isRepeatable,
    }: {
      readonly signal: CancelSignal | null;
      readonly timeoutMs: number;
      readonly quotas: CallQuotas;
      readonly isRepeatable: boolean;
    },
  ): Promise<SubgraphResponse | AttemptFailure> => {
    const end = performance.now() + timeoutMs;
    const creating = options.headersOf(body, context);
    const created = creating instanceof Promise ? await endBy(end, creating, NO_HEADERS) : creating;
    if (!created.ok) return { reason: 'CREDENTIALS', failure: created.failure };
    const signature = signRequest && (await signRequest({ ...requestOf(url, created), body }));
    const headers = signature === null ? created.headers : { ...created.headers, ...signature };
    const answer = await client.send(body, signal, {
      headers,
      isRepeatable,
      timeoutMs: end - performance.now(),
      connection,
      acquireBytes,
    });
    if (context !== null)
      options.noteErrors?.(context, options.name, 'reason' in answer ? null : String(answer.body));
    if ('reason' in answer) return answer;
    const { status } = answer;
    if (status === 401)
      return { reason: 'UNAUTHENTICATED', status, isRenewed: created.onUnauthorized() };
    let fault: ResponseFault | null = null;
    if (verifyResponse !== null) {
      const received = { ...messageOf(answer), request: requestOf(url, { headers }) };
      fault = await endBy(end, verifyResponse(received), 'KEYS_UNAVAILABLE' as const);
    }
    if (context !== null && answer.body.length >= LARGE_BYTES) await TURNS.goOn(context.received);
    return readResponse(answer, fault);
  };
  const sendWith =
    (isRead: boolean): SendToSubgraph =>
    async (body, context, signal) => {
      const caller = context === null ? GATEWAY : callerKey(context.caller);
      const quotas = quotasOf(caller, context);
      let isRejected = false;
      const attempt = async (timeoutMs: number) => {
        const how = { quotas, isRepeatable: isRead, timeoutMs, signal };
        const result = await sendOnce(body, context, how);
        isRejected = 'reason' in result && isResponseFault(result.reason);
        return result;
      };
      const response = await call({ attempt, caller, isRead, signal });
      return isRejected ? REJECTED_RESPONSE : response;
    };
  return { query: sendWith(true), mutate: sendWith(false), close: client.close };
}

/** A response of at least so many bytes is parsed in turn; to parse a smaller one takes less time than a turn. */
const LARGE_BYTES = 4_096;

/** Headers that could not be created in time: the only ones that take time are tokens. */
const NO_HEADERS: RequestHeaders = {
  ok: false,
  failure: { code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE', reason: 'LATE' },
};

/** Resolves as a promise does, or at the time `end` (monotonic, in ms) to `late`. */
function endBy<Value>(end: number, promise: Promise<Value>, late: Value): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, end - performance.now(), late);
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function requestOf(
  url: string,
  { headers }: { readonly headers: Readonly<Record<string, string>> },
): SentRequest {
  return { method: 'POST', url, fields: { 'content-type': CONTENT_TYPE, ...headers } };
}

function messageOf({ status, headers, body }: HttpAnswer) {
  return { status, fields: headers, body };
}

/**
 * Reads a response, unless it has a fault. What is neither GraphQL nor signed comes from a proxy in front of the subgraph,
 * such as its page for status 503, so it is not a response of the subgraph that was changed.
 */
function readResponse(
  { status, body }: HttpAnswer,
  fault: ResponseFault | null,
): SubgraphResponse | AttemptFailure {
  const response = parseSubgraphResponse(String(body));
  const isUnsigned = fault === 'NO_DIGEST' || fault === 'UNSIGNED';
  if (fault !== null && !(isUnsigned && response === null)) return { reason: fault, status };
  return response ?? { reason: 'MALFORMED', status };
}

/** The caller of the gateway's own calls. No caller has this key. */
const GATEWAY = '';

type CallQuotas = Required<Pick<PostOptions, 'connection' | 'acquireBytes'>>;

/** Creates the limits of connections and bytes of each call. The gateway's own calls may use all connections. */
function createCallQuotas({
  connections,
  connectionsPerCaller,
  queue,
  queuePerCaller,
  bytes,
}: SubgraphClientOptions) {
  const callers = createSharedQuota(connections, connectionsPerCaller, {
    total: queue,
    perHolder: queuePerCaller,
  });
  const gateway = createSharedQuota(connections, connections, { total: queue, perHolder: queue });
  return (caller: string, context: RequestContext | null): CallQuotas => {
    const quota = context === null ? gateway : callers;
    return {
      connection: {
        acquire: (signal) => quota.acquire(caller, 1, signal),
        release: () => quota.release(caller, 1),
      },
      acquireBytes: (count, signal) =>
        context === null || bytes === undefined || bytes.acquire(context, count, signal),
    };
  };
}
