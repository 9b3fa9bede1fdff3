import { Pool, type Dispatcher } from 'undici';
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
  const url = new URL(options.url);
  const pool = new Pool(url.origin, {
    connections: 64,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    connect: { timeout: options.timeoutMs },
  });
  const request = {
    method: 'POST',
    path: url.pathname + url.search,
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
    },
  } as const;
  return {
    post: async (body, signal) => {
      try {
        const response = await pool.request({ ...request, body, signal });
        const text = await readText(response.body, options.maxResponseBytes);
        return text === null ? null : parseAnswer(text);
      } catch {
        // How a fetch failed is not for a client; that it failed is noted by the caller.
        return null;
      }
    },
    close: () => pool.close(),
  };
}

/** The body as text, or null once it is larger than allowed. */
async function readText(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) return null;
    size += chunk.byteLength;
    if (size > maxBytes) {
      body.destroy();
      return null;
    }
    chunks.push(chunk);
  }
  const [only] = chunks;
  return (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString('utf8');
}
