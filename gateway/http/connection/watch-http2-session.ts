import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { announceEnd, endSession, failStream } from './end-connection.ts';

/** Time limits of connections over HTTP/2, ms. */
export interface Http2Times {
  /** How long a connection may have no stream after its start. */
  readonly first: number;
  /** How long a connection may have no open stream later. */
  readonly idle: number;
  /** How long a client has from the notice of the end to the end. */
  readonly notice: number;
  /** How long a request may take to arrive. */
  readonly request: number;
  /** How long a response may make no progress. */
  readonly stalled: number;
  /** How often the others are checked. */
  readonly check: number;
}

/** As for HTTP/1.1. */
export const HTTP2_TIMES: Http2Times = {
  first: 5_000,
  idle: 30_000,
  notice: 2_000,
  request: 15_000,
  stalled: 10_000,
  check: 1_000,
};

/** Streams that may be reset before their response on a connection, at once and then per second. */
const MAX_RESETS = 200;
const RESETS_PER_SECOND = 20;

/**
 * Holds the time limits of a connection over HTTP/2. Those of Node.js begin anew with every frame, such as PING, and with
 * every byte that another stream sends. A connection also ends if too many of its streams are reset, by the client or
 * because of its errors: each costs work that the limit of open streams does not see
 * (https://www.cve.org/CVERecord?id=CVE-2023-44487, https://www.cve.org/CVERecord?id=CVE-2025-8671).
 *
 * `onLate` is called once for a stream whose request has not arrived in time. A stream that was answered before its request
 * has arrived is reset: the rest is not waited for.
 */
export function watchHttp2Session(
  session: ServerHttp2Session,
  socket: Socket,
  options: {
    readonly times: Http2Times;
    readonly onLate: (stream: ServerHttp2Stream) => void;
  },
): void {
  const { first, idle, notice, check } = options.times;
  const open = new Map<ServerHttp2Stream, OpenStream>();
  let idleSince = performance.now();
  let allowedIdle = first;
  let resets = 0;
  const countReset = () => {
    resets += 1;
    if (resets > MAX_RESETS)
      session.destroy(new Error('TOO_MANY_RESETS'), constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
  session.on('stream', (stream: ServerHttp2Stream) => {
    if (stream.destroyed) {
      countReset();
      return;
    }
    const since = performance.now();
    const state = { since, isLate: false, pending: 0, pendingSince: since };
    open.set(stream, state);
    allowedIdle = idle;
    // A slice of the response is sent, and the next one may be as long.
    stream.on('drain', () => (state.pendingSince = performance.now()));
    stream.once('close', () => {
      open.delete(stream);
      idleSince = performance.now();
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) countReset();
    });
  });
  const timer = setInterval(() => {
    const now = performance.now();
    resets = Math.max(0, resets - (RESETS_PER_SECOND * check) / 1_000);
    for (const [stream, state] of open) checkStream(stream, state, { ...options, now });
    const idleMs = open.size > 0 ? 0 : now - idleSince;
    if (idleMs > allowedIdle + notice) endSession(session, socket);
    else if (idleMs > allowedIdle) announceEnd(session);
  }, check);
  session.once('close', () => clearInterval(timer));
}

interface OpenStream {
  /** Times of `performance.now()`. */
  readonly since: number;
  isLate: boolean;
  /** Bytes of the response that wait. */
  pending: number;
  pendingSince: number;
}

function checkStream(
  stream: ServerHttp2Stream,
  state: OpenStream,
  { times, now, onLate }: Parameters<typeof watchHttp2Session>[2] & { readonly now: number },
): void {
  const { localClose, remoteClose } = stream.state;
  if (localClose === 1) stream.close();
  else if (remoteClose !== 1 && !state.isLate && now - state.since > times.request) {
    state.isLate = true;
    onLate(stream);
  }
  const { bufferSize } = stream;
  if (bufferSize === 0 || bufferSize !== state.pending) {
    state.pending = bufferSize;
    state.pendingSince = now;
  } else if (now - state.pendingSince > times.stalled) failStream(stream);
}
