import { EventEmitter } from 'node:events';
import { Pool, type Dispatcher } from 'undici';

/** The URL that JSON is posted to, and the limits of its responses. */
export interface HttpClientOptions {
  readonly url: string;
  /** For the whole response, to its last byte. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Sent with each request, in addition to `content-type: application/json`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Called for each request that gives no response, unless its signal or `close` ended it. */
  readonly onFailure?: (failure: HttpFailure) => void;
}

/** Why there is no response. `BUSY`: the gateway's own limit of bytes or connections. */
export type HttpFailure = 'LATE' | 'TOO_LARGE' | 'UNREACHABLE' | 'BUSY';

/** What one request is sent with. */
export interface PostOptions {
  /** Sent beside those of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Waited for before it is sent; false once `end` emits `abort`. */
  readonly turn?: {
    readonly enter: (end: EventEmitter) => Promise<boolean>;
    readonly leave: () => void;
  };
  /** Asked before bytes of the response are read; waits until they may be where `end` is given. */
  readonly take?: (bytes: number, end: EventEmitter | null) => boolean | Promise<boolean>;
}

/** A request under way. */
interface Call {
  readonly end: EventEmitter;
  readonly options: PostOptions;
  /** For the gateway itself, and not for the other side. */
  isWaiting: boolean;
  hasEnded: boolean;
}

/** A response as it came. Its headers stay here, and a redirect is a response like any other. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One address behind a pool of connections. */
export interface HttpClient {
  /**
   * Posts JSON. Null for whatever gives no response in time and within
   * its size.
   */
  readonly post: (
    body: string,
    signal: AbortSignal | null,
    options?: PostOptions,
  ) => Promise<HttpAnswer | null>;
  /** Aborts what is under way, so that no answer of the other side is waited for. */
  readonly close: () => Promise<void>;
}

/** Connections to one address. */
export const MAX_CONNECTIONS = 64;

/** Opens a client. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const url = new URL(options.url);
  const pool = new Pool(url.origin, {
    connections: MAX_CONNECTIONS,
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
  const send = async (body: string, call: Call): Promise<HttpAnswer | HttpFailure> => {
    const { headers: more, turn, take } = call.options;
    if (turn !== undefined) {
      if (!(await turn.enter(call.end))) return 'BUSY';
      if (call.hasEnded) {
        turn.leave();
        return 'BUSY';
      }
    }
    try {
      call.isWaiting = false;
      const headers = more ? { ...always, ...more } : always;
      const response = await pool.request({ ...request, headers, body, signal: call.end });
      const text = await readText(response, options.maxResponseBytes, async (bytes, mayWait) => {
        if (take === undefined) return true;
        call.isWaiting = true;
        const isTaken = await take(bytes, mayWait ? call.end : null);
        call.isWaiting = false;
        return isTaken;
      });
      return typeof text === 'object' ? text.failure : { status: response.statusCode, text };
    } catch {
      // How a request failed is not for a client; that it failed is noted.
      return 'UNREACHABLE';
    } finally {
      turn?.leave();
    }
  };
  return {
    post: async (body, signal, more = {}) => {
      if (signal?.aborted) return null;
      // What an AbortController does, for a fifth of its time.
      const call: Call = {
        end: new EventEmitter(),
        options: more,
        isWaiting: true,
        hasEnded: false,
      };
      call.end.setMaxListeners(0);
      const giveUp = (how: 'LATE' | 'CANCELLED') => {
        const failure = how === 'LATE' && call.isWaiting ? 'BUSY' : how;
        call.hasEnded = true;
        call.end.emit('abort', failure);
      };
      // Undici heeds it only once there is a connection.
      const givenUp = new Promise<HttpFailure | 'CANCELLED'>((resolve) => {
        call.end.once('abort', resolve);
      });
      const timer = setTimeout(giveUp, options.timeoutMs, 'LATE');
      const cancel = () => giveUp('CANCELLED');
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const answer = await Promise.race([givenUp, send(body, call)]);
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
    const body = await readText(response, maxResponseBytes, () => Promise.resolve(true));
    return typeof body === 'object' ? null : { status: response.statusCode, text: body };
  } catch {
    return null;
  } finally {
    await pool.destroy();
  }
}

/** The body as text, or why it was not read to its end. */
async function readText(
  { body, headers }: Pick<Dispatcher.ResponseData, 'body' | 'headers'>,
  maxBytes: number,
  take: (bytes: number, mayWait: boolean) => Promise<boolean>,
): Promise<string | { readonly failure: HttpFailure }> {
  const give = (failure: HttpFailure) => {
    // An error event without a listener would end the process.
    body.on('error', () => undefined).destroy();
    return { failure };
  };
  const known = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  if (known !== null && known > maxBytes) return give('TOO_LARGE');
  if (known !== null && !(await take(known, true))) return give('BUSY');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) return { failure: 'UNREACHABLE' };
    if (known === null && !(await take(chunk.byteLength, size === 0))) return give('BUSY');
    size += chunk.byteLength;
    if (size > maxBytes) return give('TOO_LARGE');
    chunks.push(chunk);
  }
  const [only] = chunks;
  return (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString('utf8');
}
