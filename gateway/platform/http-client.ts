import { EventEmitter } from 'node:events';
import type { SecureContextOptions } from 'node:tls';
import { Pool, type Dispatcher } from 'undici';
import { errorCodeOf } from './error-code.ts';

/** The URL that JSON is posted to, and the limits of its responses. */
export interface HttpClientOptions {
  readonly url: string;
  /** For the whole response, to its last byte. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Connections to the address. Default: 64. */
  readonly connections?: number;
  /** Certificates; another object than before is for new connections, and no request is sent on older ones. */
  readonly tls?: { readonly current: () => SecureContextOptions } | null;
  /** Whether HTTP/2 is offered by ALPN (RFC 9113, section 3.2). Default: only HTTP/1.1. */
  readonly http2?: boolean;
  /** Sent with each request, in addition to {@link CONTENT_TYPE}. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Why there is no response. `GOING_AWAY`: the server ended the connection without an error, as before a restart; `BUSY`: the
 * gateway's own limit of bytes or connections; `CANCELED`: the request's signal or `close` ended it.
 */
export type HttpFailure = 'LATE' | 'TOO_LARGE' | 'UNREACHABLE' | 'GOING_AWAY' | 'BUSY' | 'CANCELED';

/** A request without a response. */
export interface FailedRequest {
  readonly reason: HttpFailure;
  /** Of `UNREACHABLE`: the code of the error, such as `ECONNREFUSED`; null if it has none. */
  readonly errorCode: string | null;
}

/** What one request is sent with. */
export interface PostOptions {
  /** Sent in addition to the headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether it may be sent again. Over HTTP/2 such requests share connections, and others do not, since the end of a
   * connection ends each request on it.
   */
  readonly isRepeatable?: boolean;
  /** In place of the timeout of every request. */
  readonly timeoutMs?: number;
  /** Acquired before the request is sent; `acquire` resolves to false once `signal` emits `abort`. */
  readonly connection?: {
    readonly acquire: (signal: EventEmitter) => Promise<boolean>;
    readonly release: () => void;
  };
  /**
   * Acquires bytes of the response before they are read. With a signal it waits for them until the signal emits
   * `abort`; with null it does not wait. False: the response is not read.
   */
  readonly acquireBytes?: (
    bytes: number,
    signal: EventEmitter | null,
  ) => boolean | Promise<boolean>;
}

/** A request under way. */
interface Call {
  /**
   * Emits `abort` when the request times out or is canceled. undici accepts it as a signal, and it takes a fifth of the
   * time of an AbortController.
   */
  readonly signal: EventEmitter;
  readonly options: PostOptions;
  /** Whether the request waits for a connection or bytes of the gateway, and not for the server. */
  isWaiting: boolean;
  hasEnded: boolean;
}

/** A response. Redirects are not followed. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was received: no content coding is removed. */
  readonly body: Buffer;
  /** The body, from UTF-8. */
  readonly text: string;
}

/** One address behind a pool of connections. */
export interface HttpClient {
  /** Posts JSON. Resolves to the reason if no response arrives in time and within its size, or if `signal` cancels it. */
  readonly send: (
    body: string,
    signal: AbortSignal | null,
    options?: PostOptions,
  ) => Promise<HttpAnswer | FailedRequest>;
  /** As `send`, with null for every reason. */
  readonly post: (
    body: string,
    signal: AbortSignal | null,
    options?: PostOptions,
  ) => Promise<HttpAnswer | null>;
  /** Aborts the requests under way. */
  readonly close: () => Promise<void>;
}

/** The `Content-Type` of each request. */
export const CONTENT_TYPE = 'application/json';

/** Opens a client. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const url = new URL(options.url);
  const pools = createPools(url, options);
  const request = {
    method: 'POST',
    path: url.pathname + url.search,
  } as const;
  const always = { 'content-type': CONTENT_TYPE, ...options.headers };
  let isClosed = false;
  const exchange = async (body: string, call: Call): Promise<HttpAnswer | FailedRequest> => {
    const { headers: more, connection, acquireBytes, isRepeatable = false } = call.options;
    if (connection !== undefined) {
      if (!(await connection.acquire(call.signal))) return failed('BUSY');
      if (call.hasEnded) {
        connection.release();
        return failed('BUSY');
      }
    }
    try {
      call.isWaiting = false;
      const headers = more ? { ...always, ...more } : always;
      const { signal } = call;
      const { single, shared } = pools.now();
      const how = { headers, body, signal, idempotent: isRepeatable };
      const response = await (isRepeatable ? shared : single).request({ ...request, ...how });
      const bytes = await readBytes(response, options.maxResponseBytes, async (count, mayWait) => {
        if (acquireBytes === undefined) return true;
        call.isWaiting = true;
        const isAcquired = await acquireBytes(count, mayWait ? call.signal : null);
        call.isWaiting = false;
        return isAcquired;
      });
      return 'reason' in bytes ? bytes : answerOf(response, bytes);
    } catch (error) {
      if (isGoAway(error)) return { reason: 'GOING_AWAY', errorCode: null };
      return { reason: 'UNREACHABLE', errorCode: errorCodeOf(error) };
    } finally {
      connection?.release();
    }
  };
  const send: HttpClient['send'] = async (body, signal, more = {}) => {
    if (signal?.aborted) return failed('CANCELED');
    const call: Call = {
      signal: new EventEmitter(),
      options: more,
      isWaiting: true,
      hasEnded: false,
    };
    call.signal.setMaxListeners(0);
    const giveUp = (how: 'LATE' | 'CANCELED') => {
      const failure = how === 'LATE' && call.isWaiting ? 'BUSY' : how;
      call.hasEnded = true;
      call.signal.emit('abort', failed(failure));
    };
    // undici reacts to the signal only once it has a connection.
    const givenUp = new Promise<FailedRequest>((resolve) => {
      call.signal.once('abort', resolve);
    });
    const timer = setTimeout(giveUp, more.timeoutMs ?? options.timeoutMs, 'LATE');
    const cancel = () => giveUp('CANCELED');
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const answer = await Promise.race([givenUp, exchange(body, call)]);
      return 'reason' in answer && isClosed ? failed('CANCELED') : answer;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  };
  return {
    send,
    post: async (body, signal, more) => {
      const answer = await send(body, signal, more);
      return 'reason' in answer ? null : answer;
    },
    close: () => {
      isClosed = true;
      return pools.destroy();
    },
  };
}

/**
 * Whether the server sent GOAWAY with NO_ERROR (RFC 9113, section 6.8), at which undici closes the connection and ends all
 * requests on it, those that the server would still have answered too.
 */
function isGoAway(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith('"GOAWAY" frame received with code 0');
}

/** The connections to an address with one set of certificates. */
interface Pools {
  /** Has one request at a time on each connection. */
  readonly single: Pool;
  /** Has several on each connection over HTTP/2; otherwise the same. */
  readonly shared: Pool;
}

/** Requests at a time on one connection over HTTP/2. The limit of connections counts requests, whatever they share. */
const STREAMS = 32;

/**
 * Creates the connections with the current certificates. Those with previous certificates close once their requests have
 * ended.
 */
function createPools(
  { origin }: URL,
  { connections = 64, timeoutMs, tls = null, http2 = false }: HttpClientOptions,
): { readonly now: () => Pools; readonly destroy: () => Promise<void> } {
  const open = (certificates: SecureContextOptions | null): Pools => {
    const options = {
      connections,
      allowH2: http2,
      // undici's own timeouts restart with each byte, so a server that sends slowly would never reach them.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { ...certificates, timeout: timeoutMs },
    };
    const single = new Pool(origin, options);
    return {
      single,
      shared: http2 ? new Pool(origin, { ...options, pipelining: STREAMS }) : single,
    };
  };
  let certificates = tls?.current() ?? null;
  let pools = open(certificates);
  const closing = new Set<Pool>();

  const replace = (next: SecureContextOptions) => {
    const previous = new Set([pools.single, pools.shared]);
    certificates = next;
    pools = open(next);
    for (const pool of previous) {
      closing.add(pool);
      const forget = () => closing.delete(pool);
      // It rejects if `destroy` comes first.
      void pool.close().then(forget, forget);
    }
  };
  return {
    now: () => {
      const next = tls?.current() ?? null;
      if (next !== null && next !== certificates) replace(next);
      return pools;
    },
    destroy: async () => {
      const all = new Set([pools.single, pools.shared, ...closing]);
      await Promise.all([...all].map((pool) => pool.destroy()));
    },
  };
}

/** Gets one text; null if no response arrives in time and within its size. Follows no redirect. */
export async function getText({
  url: text,
  timeoutMs,
  maxResponseBytes,
}: Pick<HttpClientOptions, 'url' | 'timeoutMs' | 'maxResponseBytes'>): Promise<HttpAnswer | null> {
  const url = new URL(text);
  const pool = new Pool(url.origin, { connections: 1, connect: { timeout: timeoutMs } });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const path = url.pathname + url.search;
    const response = await pool.request({ method: 'GET', path, signal });
    const body = await readBytes(response, maxResponseBytes, () => Promise.resolve(true));
    return 'reason' in body ? null : answerOf(response, body);
  } catch {
    return null;
  } finally {
    await pool.destroy();
  }
}

function failed(reason: HttpFailure): FailedRequest {
  return { reason, errorCode: null };
}

function answerOf({ statusCode, headers }: Dispatcher.ResponseData, body: Buffer): HttpAnswer {
  return { status: statusCode, headers, body, text: body.toString('utf8') };
}

/** The body, or why it was not read to its end. */
async function readBytes(
  { body, headers }: Pick<Dispatcher.ResponseData, 'body' | 'headers'>,
  maxBytes: number,
  acquire: (bytes: number, mayWait: boolean) => Promise<boolean>,
): Promise<Buffer | FailedRequest> {
  const discard = (reason: HttpFailure) => {
    // An error event without a listener would end the process.
    body.on('error', () => undefined).destroy();
    return failed(reason);
  };
  const known = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  if (known !== null && known > maxBytes) return discard('TOO_LARGE');
  if (known !== null && !(await acquire(known, true))) return discard('BUSY');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) return failed('UNREACHABLE');
    // After the first chunk the response holds bytes, so it must not wait for more.
    if (known === null && !(await acquire(chunk.byteLength, size === 0))) return discard('BUSY');
    size += chunk.byteLength;
    if (size > maxBytes) return discard('TOO_LARGE');
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}
