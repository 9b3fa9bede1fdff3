import type { PartFailure } from '../../platform/failing-parts.ts';
import { createHttpClient, MAX_CONNECTIONS, type PostOptions } from '../../platform/http-client.ts';
import type { SignRequest } from '../../access/identity/create-sign-request.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { ByteBudget } from './byte-budget.ts';
import { createShares } from './create-shares.ts';
import { holderOf } from './holder-of.ts';
import { parseAnswer, type Answer } from './parse-answer.ts';

/** How a subgraph is reached. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Signs each request; null sends them unsigned. */
  readonly sign: SignRequest | null;
  /** Connections that one caller may have at a time; without it, all there are. */
  readonly connectionsPerCaller?: number;
  /** Bounds what callers' requests hold of responses; without it, only each response is bounded. */
  readonly bytes?: ByteBudget;
  /** Called with how each call ended, unless the gateway ended it itself; null is a GraphQL answer. */
  readonly onOutcome?: (failure: PartFailure | null) => void;
}

/** A subgraph behind a pool of connections. */
export interface SubgraphClient {
  /**
   * Posts a GraphQL request, for a caller or (null) for the gateway itself. Null for whatever isn't a GraphQL
   * answer in time and within its size.
   */
  readonly post: (
    body: string,
    context: RequestContext | null,
    signal: AbortSignal | null,
  ) => Promise<Answer | null>;
  /** Aborts what is under way. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a client. Only the body of an answer is used: its status, headers and cookies stay here. No header of
 * a client's request ever gets here; who asks is told by the gateway's signature alone.
 */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const client = createHttpClient({
    ...options,
    headers: { accept: 'application/graphql-response+json, application/json' },
    onFailure: (failure) => options.onOutcome?.({ code: `SUBGRAPH_${failure}` }),
  });
  const { connectionsPerCaller = MAX_CONNECTIONS, bytes } = options;
  const connections = createShares(MAX_CONNECTIONS, connectionsPerCaller);
  const sharesOf = (context: RequestContext): Pick<PostOptions, 'turn' | 'take'> => {
    const holder = holderOf(context);
    return {
      turn: {
        enter: (end) => connections.take(holder, 1, end),
        leave: () => connections.give(holder, 1),
      },
      ...(bytes && { take: (count, end) => bytes.take(context, count, end) }),
    };
  };
  return {
    post: async (body, context, signal) => {
      const token = options.sign && (await options.sign({ subgraph: options.name, body, context }));
      const response = await client.post(body, signal, {
        ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
        ...(context !== null && sharesOf(context)),
      });
      if (response === null) return null;
      const answer = parseAnswer(response.text);
      const { status } = response;
      options.onOutcome?.(answer === null ? { code: 'SUBGRAPH_MALFORMED', status } : null);
      return answer;
    },
    close: client.close,
  };
}
