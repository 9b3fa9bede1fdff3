import { createHttpClient } from '../http-client.ts';
import { parseAnswer, type Answer } from './parse-answer.ts';

/** How a subgraph is reached. */
export interface SubgraphClientOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** A subgraph behind a pool of connections. */
export interface SubgraphClient {
  /** Posts a GraphQL request. Null for whatever isn't a GraphQL answer in time and within its size. */
  readonly post: (body: string, signal: AbortSignal | null) => Promise<Answer | null>;
  readonly close: () => Promise<void>;
}

/** Opens a client. Only the body of an answer is used: its status, headers and cookies stay here. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const client = createHttpClient({
    ...options,
    headers: { accept: 'application/graphql-response+json, application/json' },
  });
  return {
    post: async (body, signal) => {
      const response = await client.post(body, signal);
      return response === null ? null : parseAnswer(response.text);
    },
    close: client.close,
  };
}
