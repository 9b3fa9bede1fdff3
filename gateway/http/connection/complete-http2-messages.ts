import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { GatewayError } from '../../platform/errors.ts';
import { failStream } from './end-connection.ts';

/**
 * Gives a request over HTTP/2 and its response what Node.js gives only to those over HTTP/1.1, so that all other code
 * works with both:
 * - `headersDistinct`, headers that can be replaced, and a socket also after the end of the request;
 * - `destroyed` of the response;
 * - a body that the client cancels ends with an error, its response does not count as finished, and a response that is
 *   destroyed fails at the client;
 * - a long response is written in slices, so that it shows whether the client reads it.
 */
export function completeHttp2Messages(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  socket: TLSSocket,
): void {
  const { stream, headers, rawHeaders } = request;
  let distinct: HeadersDistinct | null = null;
  Object.defineProperties(request, {
    headers: { value: headers, writable: true },
    headersDistinct: { get: () => (distinct ??= distinctHeaders(rawHeaders)) },
    socket: { value: socket },
  });
  request.once('aborted', () => {
    if (isRead(request)) request.destroy(new Error('aborted'));
  });

  const end = response.end.bind(response);
  Object.defineProperties(response, {
    destroyed: { get: () => stream.destroyed },
    // Node.js ends the response of a stream that the client resets.
    writableFinished: { get: () => stream.writableFinished && !stream.aborted },
    destroy: {
      // Its own code is NO_ERROR.
      value: () => {
        if (!stream.writableFinished) failStream(stream);
      },
    },
    end: {
      value: (...given: readonly unknown[]): unknown =>
        isLong(given[0])
          ? Readable.from(slicesOf(given[0])).pipe(response)
          : Reflect.apply(end, undefined, given),
    },
  });
}

/** Answers a request whose body has not arrived in time, or resets its stream if the body is not being read. */
export function refuseLate(
  stream: ServerHttp2Stream,
  request: Http2ServerRequest | undefined,
): void {
  if (request !== undefined && isRead(request))
    request.destroy(new GatewayError('REQUEST_TIMEOUT'));
  else failStream(stream);
}

/** Whether a parser waits for the body, which handles an error of the request. */
function isRead(request: Http2ServerRequest): boolean {
  return request.listenerCount('error') > 0;
}

type HeadersDistinct = IncomingMessage['headersDistinct'];

/** The values of each header, each line for itself, without pseudo-headers (RFC 9113, section 8.3). */
function distinctHeaders(rawHeaders: readonly string[]): HeadersDistinct {
  const distinct = new Map<string, string[]>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    if (name.startsWith(':')) continue;
    const values = distinct.get(name);
    if (values === undefined) distinct.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(distinct);
}

const SLICE_BYTES = 16_384;

function isLong(chunk: unknown): chunk is string | Uint8Array {
  const isBody = typeof chunk === 'string' || chunk instanceof Uint8Array;
  return isBody && chunk.length > SLICE_BYTES;
}

function* slicesOf(body: string | Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}
