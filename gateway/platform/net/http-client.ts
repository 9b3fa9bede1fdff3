import type { SecureContextOptions } from 'node:tls';
import { Pool } from 'undici';
import { createCancelSignal, type CancelSignal } from '../cancel-signal.ts';
import { errorCodeOf } from './error-code.ts';
import { exchangeMessages, type HttpAnswer } from './exchange-messages.ts';

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
  /** Acquired before the request is sent; `acquire` resolves to false once `signal` aborts. */
  readonly connection?: {
    readonly acquire: (signal: CancelSignal) => boolean | Promise<boolean>;
    readonly release: () => void;
  };
  /**
   * Acquires bytes of the response before they are read. With a signal it waits for them until the signal aborts; with
   * null it does not wait. False: the response is not read.
   */
  readonly acquireBytes?: (
    bytes: number,
    signal: CancelSignal | null,
  ) => boolean | Promise<boolean>;
}

/** A request under way. */
interface Call {
  /** Aborts when the request times out or is canceled. */
  readonly signal: CancelSignal;
  readonly options: PostOptions;
  /** Whether the request waits for a connection or bytes of the gateway, and not for the server. */
  isWaiting: boolean;
}

/** One address behind a pool of connections. */
export interface HttpClient {
  /** Posts JSON. Resolves to the reason if no response arrives in time and within its size, or if `signal` cancels it. */
  readonly send: (
    body: string,
    signal: CancelSignal | null,
    options?: PostOptions,
  ) => Promise<HttpAnswer | FailedRequest>;
  /** As `send`, with null for every reason. */
  readonly post: (
    body: string,
    signal: CancelSignal | null,
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
  const path = url.pathname + url.search;
  let isClosed = false;
  const exchange = async (body: string, call: Call): Promise<HttpAnswer | FailedRequest> => {
    const { headers: more, connection, acquireBytes, isRepeatable = false } = call.options;
    if (connection !== undefined) {
      const acquired = connection.acquire(call.signal);
      if (!(typeof acquired === 'boolean' ? acquired : await acquired)) return failed('BUSY');
      if (call.signal.aborted) {
        connection.release();
        return failed('BUSY');
      }
    }
    try {
      call.isWaiting = false;
      const headers = { 'content-type': CONTENT_TYPE, ...options.headers, ...more };
      const { single, shared } = pools.now();
      const answer = await exchangeMessages(
        isRepeatable ? shared : single,
        { method: 'POST', path, headers, body, idempotent: isRepeatable },
        {
          maxBytes: options.maxResponseBytes,
          signal: call.signal,
          acquire: (bytes, mayWait) => {
            const acquired = acquireBytes?.(bytes, mayWait ? call.signal : null) ?? true;
            if (typeof acquired === 'boolean') return acquired;
            call.isWaiting = true;
            return acquired.finally(() => {
              call.isWaiting = false;
            });
          },
        },
      );
      return typeof answer === 'string' ? failed(answer) : answer;
    } catch (error) {
      if (isGoAway(error)) return { reason: 'GOING_AWAY', errorCode: null };
      return { reason: 'UNREACHABLE', errorCode: errorCodeOf(error) };
    } finally {
      connection?.release();
    }
  };
  const send: HttpClient['send'] = (body, signal, more = {}) => {
    if (signal?.aborted === true) return Promise.resolve(failed('CANCELED'));
    return new Promise((resolve, reject) => {
      const { signal: ended, cancel: abort } = createCancelSignal();
      const call: Call = { signal: ended, options: more, isWaiting: true };
      const end = (answer: HttpAnswer | FailedRequest) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        resolve('reason' in answer && isClosed ? failed('CANCELED') : answer);
      };
      // undici aborts a request only once it has a connection, so its end is not awaited.
      const giveUp = (how: 'LATE' | 'CANCELED') => {
        const failure = how === 'LATE' && call.isWaiting ? 'BUSY' : how;
        abort();
        end(failed(failure));
      };
      const cancel = () => giveUp('CANCELED');
      const timer = setTimeout(giveUp, more.timeoutMs ?? options.timeoutMs, 'LATE');
      signal?.addEventListener('abort', cancel);
      exchange(body, call).then(end, reject);
    });
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
  const { signal, cancel } = createCancelSignal();
  const timer = setTimeout(cancel, timeoutMs);
  try {
    const request = { method: 'GET', path: url.pathname + url.search } as const;
    const limits = { maxBytes: maxResponseBytes, acquire: () => true, signal };
    const answer = await exchangeMessages(pool, request, limits);
    return typeof answer === 'string' ? null : answer;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    await pool.destroy();
  }
}

function failed(reason: HttpFailure): FailedRequest {
  return { reason, errorCode: null };
}
