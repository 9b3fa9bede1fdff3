import { callerKey } from '../caller.ts';
import type { PartFailure } from '../failing-parts.ts';
import { createHttpClient, type PostOptions } from '../http-client.ts';
import type { RequestContext } from '../request-context.ts';
import type { ByteBudget } from './byte-budget.ts';
import { parseSubgraphResponse, type SubgraphResponse } from './parse-subgraph-response.ts';
import { createSharedQuota } from './shared-quota.ts';
import type { SignRequestToken } from './request-token.ts';

/** How a subgraph is reached. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Signs the bearer token of each request; null sends none. */
  readonly signRequestToken: SignRequestToken | null;
  readonly connections: number;
  /** Connections that one caller may use at a time; at most all of them. */
  readonly connectionsPerCaller: number;
  /** Bounds the response bytes that all requests hold. Default: only each response is bounded. */
  readonly bytes?: ByteBudget;
  /** Called with the outcome of each call that the gateway did not cancel; null is a GraphQL response. */
  readonly onOutcome?: (failure: PartFailure | null) => void;
}

/** A subgraph behind a connection pool. */
export interface SubgraphClient {
  /**
   * Posts a GraphQL request for a caller or (null) for the gateway itself. Resolves to null where no GraphQL
   * response arrives in time and within its size.
   */
  readonly post: (
    body: string,
    context: RequestContext | null,
    signal: AbortSignal | null,
  ) => Promise<SubgraphResponse | null>;
  /** Aborts every call under way. */
  readonly close: () => Promise<void>;
}

/**
 * Creates a client. Only the body of a response is used: status, headers and cookies are dropped. No header of a
 * client's request is forwarded; the gateway's bearer token alone identifies the caller.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const client = createHttpClient({
    ...options,
    headers: { accept: 'application/graphql-response+json, application/json' },
    onFailure: (failure) => options.onOutcome?.({ code: `SUBGRAPH_${failure}` }),
  });
  const { bytes } = options;
  const connections = createSharedQuota(options.connections, options.connectionsPerCaller);
  const quotasOf = (context: RequestContext): Pick<PostOptions, 'connection' | 'acquireBytes'> => {
    const holder = callerKey(context.caller);
    return {
      connection: {
        acquire: (signal) => connections.acquire(holder, 1, signal),
        release: () => connections.release(holder, 1),
      },
      ...(bytes && { acquireBytes: (count, signal) => bytes.acquire(context, count, signal) }),
    };
  };
  return {
    post: async (body, context, signal) => {
      const token =
        options.signRequestToken &&
        (await options.signRequestToken({ subgraph: options.name, body, context }));
      const answer = await client.post(body, signal, {
        ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
        ...(context !== null && quotasOf(context)),
      });
      if (answer === null) return null;
      const response = parseSubgraphResponse(answer.text);
      const { status } = answer;
      options.onOutcome?.(response === null ? { code: 'SUBGRAPH_MALFORMED', status } : null);
      return response;
    },
    close: client.close,
  };
}
