import { callerKey } from '../caller.ts';
import { createHttpClient, type PostOptions } from '../http-client.ts';
import type { RequestContext } from '../request-context.ts';
import type { ByteBudget } from './byte-budget.ts';
import {
  createResilientCall,
  type AttemptFailure,
  type CallObserver,
  type ResilienceSettings,
} from './create-resilient-call.ts';
import { parseSubgraphResponse, type SubgraphResponse } from './parse-subgraph-response.ts';
import { createSharedQuota } from './shared-quota.ts';
import type { SignRequestToken } from './request-token.ts';

/** How a subgraph is reached. */
export interface SubgraphClientOptions extends ResilienceSettings {
  readonly name: string;
  readonly url: string;
  readonly maxResponseBytes: number;
  /** Signs the bearer token of each request; null sends none. */
  readonly signRequestToken: SignRequestToken | null;
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
}

/** A subgraph behind a connection pool. */
export interface SubgraphClient {
  /**
   * Sends a query for a caller or (null) for the gateway itself. Resolves to null where no GraphQL response arrives in
   * time and within its size, or the subgraph is not called. A query may be sent again.
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
  signal: AbortSignal | null,
) => Promise<SubgraphResponse | null>;

/**
 * Creates a client. Only the body of a response is used: status, headers and cookies are dropped. No header of a
 * client's request is forwarded; the gateway's bearer token alone identifies the caller.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const client = createHttpClient({
    ...options,
    headers: { accept: 'application/graphql-response+json, application/json' },
  });
  const quotasOf = createCallQuotas(options);
  const call = createResilientCall(options, options.observer);

  const sendOnce = async (
    body: string,
    context: RequestContext | null,
    { signal, ...more }: PostOptions & { readonly signal: AbortSignal | null },
  ): Promise<SubgraphResponse | AttemptFailure> => {
    const token =
      options.signRequestToken &&
      (await options.signRequestToken({ subgraph: options.name, body, context }));
    const answer = await client.send(body, signal, {
      ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
      ...more,
    });
    if (typeof answer === 'string') return { reason: answer };
    return parseSubgraphResponse(answer.text) ?? { reason: 'MALFORMED', status: answer.status };
  };
  const sendWith =
    (isRead: boolean): SendToSubgraph =>
    (body, context, signal) => {
      const caller = context === null ? GATEWAY : callerKey(context.caller);
      const quotas = quotasOf(caller, context);
      const attempt = (timeoutMs: number) =>
        sendOnce(body, context, { ...quotas, timeoutMs, signal });
      return call({ attempt, caller, isRead, signal });
    };
  return { query: sendWith(true), mutate: sendWith(false), close: client.close };
}

/** The caller of the gateway's own calls. No caller has this key. */
const GATEWAY = '';

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
  return (
    caller: string,
    context: RequestContext | null,
  ): Pick<PostOptions, 'connection' | 'acquireBytes'> => {
    const quota = context === null ? gateway : callers;
    return {
      connection: {
        acquire: (signal) => quota.acquire(caller, 1, signal),
        release: () => quota.release(caller, 1),
      },
      ...(context !== null &&
        bytes && { acquireBytes: (count, signal) => bytes.acquire(context, count, signal) }),
    };
  };
}
