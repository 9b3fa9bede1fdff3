import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../platform/errors.ts';
import { faultOf, faultWith, type Fault } from '../platform/fault-of.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import type { RequestOutcome } from '../platform/metrics/metrics.ts';
import { chooseMediaType } from './choose-media-type.ts';

/** Headers of every response: it must not be stored, sniffed, framed or run. */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Creates the handler for errors outside GraphQL, which sends a fault. Only unexpected errors are logged. */
export function createErrorHandler({
  log,
  onAnswer,
}: {
  readonly log: Log;
  readonly onAnswer: (outcome: RequestOutcome) => void;
}) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const fault = faultOf(fromFastify(error));
    if (fault.code === 'INTERNAL_SERVER_ERROR')
      log.error('request failed', { requestId: request.id, error });
    onAnswer(fault.code);
    return send(request, reply, fault);
  };
}

/** Creates the handler for unknown paths. */
export function createNotFoundHandler(onAnswer: (outcome: RequestOutcome) => void) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    onAnswer('NOT_FOUND');
    return send(request, reply, faultWith('NOT_FOUND'));
  };
}

/**
 * Responds to malformed and incomplete HTTP requests, and closes the connection. After any other error, such as that of a
 * TLS handshake that does not end, nothing can be sent: the connection is closed at once.
 */
export function rejectMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  const { code = '' } = error;
  const isOfRequest = code.startsWith('HPE_') || MALFORMED.has(code);
  if (!isOfRequest || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault = faultWith(MALFORMED.get(code) ?? 'BAD_REQUEST');
  const body = faultBody(fault);
  socket.end(
    [
      `HTTP/1.1 ${fault.status} ${fault.code}`,
      'connection: close',
      ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * Writes a fault as JSON: `{ "errors": [{ "message", "extensions": { "code" } }] }`, with `problems` in the extensions
 * where there are any.
 */
export function faultBody({ code, message, problems }: Fault): string {
  const extensions = problems.length === 0 ? { code } : { code, problems };
  return `${JSON.stringify({ errors: [{ message, extensions }] })}\n`;
}

/** Sends a fault in the media type of GraphQL if the client accepts it: clients show the messages of such a response. */
function send(request: FastifyRequest, reply: FastifyReply, fault: Fault) {
  const { headers } = request;
  const { retryAfterSeconds } = fault;
  if (retryAfterSeconds !== null) void reply.header('retry-after', retryAfterSeconds);
  return (
    reply
      .code(fault.status)
      .type(`${chooseMediaType(headers.accept)}; charset=utf-8`)
      // The body is JSON already.
      .serializer((body: string) => body)
      .send(
        fault.code === 'BATCH_NOT_SUPPORTED' ? batchBody(fault, request.body) : faultBody(fault),
      )
  );
}

/** Repeats a fault for each operation of a batch: Apollo Client shows the messages only of as many results as it expects. */
function batchBody(fault: Fault, body: unknown): string {
  const count = Array.isArray(body) ? body.length : 0;
  if (count < 2 || count > MAX_BATCH) return faultBody(fault);
  return `[${Array.from({ length: count }, () => faultBody(fault)).join(',')}]`;
}

/** Clients send far smaller batches. */
const MAX_BATCH = 100;

/** Codes of Node.js for requests that it cannot read; any other one of its parser (`HPE_`) is `BAD_REQUEST`. */
const MALFORMED: ReadonlyMap<string, FaultCode> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
  ['HPE_HEADER_OVERFLOW', 'REQUEST_TOO_LARGE'],
]);

/** Fastify's codes for invalid requests. */
const REFUSED: ReadonlyMap<string, FaultCode> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'REQUEST_TOO_LARGE'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'UNSUPPORTED_MEDIA_TYPE'],
]);

/** Turns Fastify's errors about invalid requests into errors of the gateway. */
function fromFastify(error: unknown): unknown {
  if (error instanceof GatewayError || !isFastifyError(error)) return error;
  const isClientError = error.statusCode !== undefined && error.statusCode < 500;
  const code = REFUSED.get(error.code) ?? (isClientError ? 'BAD_REQUEST' : null);
  return code === null ? error : new GatewayError(code, { cause: error });
}

function isFastifyError(error: unknown): error is FastifyError {
  return typeof error === 'object' && error !== null && ('code' in error || 'statusCode' in error);
}
