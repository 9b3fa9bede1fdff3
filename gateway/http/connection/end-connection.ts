import type { IncomingMessage } from 'node:http';
import {
  constants,
  type Http2ServerRequest,
  type Http2Session,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Lets the connection of a request end after its response, and has the client send its next request on another one.
 * HTTP/1.1 has a header for this, HTTP/2 a frame.
 */
export function endAfterResponse({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (!isHttp2(raw)) void reply.header('connection', 'close');
  else if (raw.stream.session !== undefined) announceEnd(raw.stream.session);
}

/** Whether a request came over HTTP/2. */
export function isHttp2(raw: IncomingMessage | Http2ServerRequest): raw is Http2ServerRequest {
  return raw.httpVersionMajor === 2;
}

/**
 * Notifies a client once that the connection will end. Requests that it sends until it reads this are still accepted:
 * https://www.rfc-editor.org/rfc/rfc9113#section-6.8
 */
export function announceEnd(session: Http2Session): void {
  if (announced.has(session) || session.destroyed) return;
  announced.add(session);
  session.goaway(constants.NGHTTP2_NO_ERROR, MAX_STREAM_ID);
}

const announced = new WeakSet<Http2Session>();

/** The id of no stream that was accepted already: further ones are too. */
const MAX_STREAM_ID = 2 ** 31 - 1;

/** Resets a stream. With other codes, some clients take what they have for the whole response. */
export function failStream(stream: ServerHttp2Stream): void {
  stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

/** Lets no further request begin on a connection. Those under way go on. */
export function refuseFurther(session: Http2Session): void {
  if (!session.destroyed) session.goaway(constants.NGHTTP2_NO_ERROR);
}

/** Ends a connection without requests, also if the client does not read the last frames. */
export function endSession(session: ServerHttp2Session, socket: Socket): void {
  session.destroy();
  setTimeout(() => socket.destroy(), FLUSH_MS).unref();
}

/** How long the last frames have to leave. */
const FLUSH_MS = 1_000;
