import { EventEmitter } from 'node:events';
import { Pool, type Dispatcher } from 'undici';

/** What JSON is posted to, and how long and how much of an answer is taken. */
export interface HttpClientOptions {
  readonly url: string;
  /** For the whole of an answer, to its last byte. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Sent with each request, beside `content-type: application/json`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Called for each request that gives no response, unless its signal or `close` ended it. */
  readonly onFailure?: (failure: HttpFailure) => void;
}

/** Why there was no response. */
export type HttpFailure = 'LATE' | 'TOO_LARGE' | 'UNREACHABLE';

/** A response as it came. Its headers stay here, and a redirect is a response like any other. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One address behind a pool of connections. */
export interface HttpClient {
  /**
   * Posts JSON, with further headers for this request. Null for whatever gives no response in time and within
   * its size.
   */
  readonly post: (
    body: string,
    signal: AbortSignal | null,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<HttpAnswer | null>;
  /** Aborts what is under way, so that no answer of the other side is waited for. */
  readonly close: () => Promise<void>;
}

/** Opens a client. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const url = new URL(options.url);
  const pool = new Pool(url.origin, {
    connections: 64,
    // Undici's own time-outs begin anew with each byte: a server that drips would never meet them.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: options.timeoutMs },
  });
  const request = {
    method: 'POST',
    path: url.pathname + url.search,
  } as const;
  const always = { 'content-type': 'application/json', ...options.headers };
  let isClosed = false;
  /** One request, until it is ended. */
  const send = async (
    body: string,
    end: EventEmitter,
    more: Readonly<Record<string, string>> | undefined,
  ): Promise<HttpAnswer | HttpFailure> => {
    try {
      const headers = more ? { ...always, ...more } : always;
      const response = await pool.request({ ...request, headers, body, signal: end });
      const text = await readText(response.body, options.maxResponseBytes);
      return text === null ? 'TOO_LARGE' : { status: response.statusCode, text };
    } catch {
      // How a request failed is not for a client; that it failed is noted.
      return 'UNREACHABLE';
    }
  };
  return {
    post: async (body, signal, more) => {
      if (signal?.aborted) return null;
      // What an AbortController does, for a fifth of its time.
      const end = new EventEmitter();
      const giveUp = (how: 'LATE' | 'CANCELLED') => void end.emit('abort', how);
      // Undici heeds it only once there is a connection.
      const givenUp = new Promise<'LATE' | 'CANCELLED'>((resolve) => {
        end.once('abort', resolve);
      });
      const timer = setTimeout(giveUp, options.timeoutMs, 'LATE');
      const cancel = () => giveUp('CANCELLED');
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const answer = await Promise.race([givenUp, send(body, end, more)]);
        if (typeof answer === 'object') return answer;
        if (answer !== 'CANCELLED' && !isClosed) options.onFailure?.(answer);
        return null;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      }
    },
    close: () => {
      isClosed = true;
      return pool.destroy();
    },
  };
}

/** Gets one text; null for whatever gives no response in time and within its size. Follows no redirect. */
export async function getText({
  url: text,
  timeoutMs,
  maxResponseBytes,
}: Omit<HttpClientOptions, 'headers'>): Promise<HttpAnswer | null> {
  const url = new URL(text);
  const pool = new Pool(url.origin, { connections: 1, connect: { timeout: timeoutMs } });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const path = url.pathname + url.search;
    const response = await pool.request({ method: 'GET', path, signal });
    const body = await readText(response.body, maxResponseBytes);
    return body === null ? null : { status: response.statusCode, text: body };
  } catch {
    return null;
  } finally {
    await pool.destroy();
  }
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
