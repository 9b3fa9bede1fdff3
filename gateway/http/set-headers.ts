import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerConfig } from './server-config.ts';

/**
 * Sets the headers of a response, fault or not: nothing may be stored, guessed or framed, and the request
 * id ties it to the ledger and the log. Over TLS, browsers are told to stay there (RFC 6797).
 */
export function setHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { tls }: ServerConfig,
): void {
  void reply
    .removeHeader('etag')
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .header('x-request-id', request.id);
  if (tls !== null) void reply.header('strict-transport-security', 'max-age=31536000');
}
