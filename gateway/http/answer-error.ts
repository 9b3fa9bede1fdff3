import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError, faultStatus } from '../platform/errors.ts';
import type { FaultCode } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Outcome } from '../platform/metrics/metrics.ts';
import { faultBody } from './fault-body.ts';

/** Answers what is thrown outside GraphQL with a coded fault; only what is a bug of ours is logged. */
export function createAnswerError({
  log,
  onAnswer,
}: {
  readonly log: Log;
  readonly onAnswer: (outcome: Outcome) => void;
}) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const code = codeOf(error);
    if (code === 'INTERNAL_SERVER_ERROR')
      log.error('request failed', { requestId: request.id, error });
    onAnswer(code);
    return send(reply, code, error instanceof GatewayError ? error.problems : []);
  };
}

/** Answers paths that don't exist. */
export function createAnswerNotFound(onAnswer: (outcome: Outcome) => void) {
  return async (_request: FastifyRequest, reply: FastifyReply) => {
    onAnswer('NOT_FOUND');
    return send(reply, 'NOT_FOUND');
  };
}

/** Answers bytes that are no HTTP request, or never became a whole one, and closes the connection. */
export function answerMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = MALFORMED.get(error.code ?? '') ?? 'BAD_REQUEST';
  const body = faultBody(code);
  socket.end(
    [
      `HTTP/1.1 ${faultStatus(code)} ${code}`,
      'connection: close',
      'cache-control: no-store',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

function send(reply: FastifyReply, code: FaultCode, problems: readonly string[] = []) {
  return reply
    .code(faultStatus(code))
    .type('application/json; charset=utf-8')
    .serializer((body: string) => body)
    .send(faultBody(code, problems));
}

const MALFORMED: ReadonlyMap<string, FaultCode> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
  ['HPE_HEADER_OVERFLOW', 'REQUEST_TOO_LARGE'],
]);

/** Fastify's codes for requests that are at fault themselves. */
const REFUSED: ReadonlyMap<string, FaultCode> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'REQUEST_TOO_LARGE'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'UNSUPPORTED_MEDIA_TYPE'],
]);

function codeOf(error: unknown): FaultCode {
  if (error instanceof GatewayError) return error.code;
  if (!isFastifyError(error)) return 'INTERNAL_SERVER_ERROR';
  const isTheirs = error.statusCode !== undefined && error.statusCode < 500;
  return REFUSED.get(error.code) ?? (isTheirs ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR');
}

function isFastifyError(error: unknown): error is FastifyError {
  return typeof error === 'object' && error !== null && ('code' in error || 'statusCode' in error);
}
