import type { PartFailure } from '../failing-parts.ts';
import { createHttpClient } from '../http-client.ts';
import type { SignRequest } from '../identity/create-sign-request.ts';
import type { RequestContext } from '../request-context.ts';
import { parseAnswer, type Answer } from './parse-answer.ts';

/** How a subgraph is reached. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Signs each request; null sends them unsigned. */
  readonly sign: SignRequest | null;
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
  return {
    post: async (body, context, signal) => {
      const token = options.sign && (await options.sign({ subgraph: options.name, body, context }));
      const headers = token === null ? undefined : { authorization: `Bearer ${token}` };
      const response = await client.post(body, signal, headers);
      if (response === null) return null;
      const answer = parseAnswer(response.text);
      const { status } = response;
      options.onOutcome?.(answer === null ? { code: 'SUBGRAPH_MALFORMED', status } : null);
      return answer;
    },
    close: client.close,
  };
}
