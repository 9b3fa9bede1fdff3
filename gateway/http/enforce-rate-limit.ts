import type { FastifyReply } from 'fastify';
import type { Admission } from '../platform/create-rate-limit.ts';
import { GatewayError } from '../platform/errors.ts';

/**
 * Refuses a request over its rate limit, with `Retry-After`.
 *
 * @throws GatewayError `RATE_LIMITED`
 */
export function enforceRateLimit(reply: FastifyReply, admission: Admission): void {
  if (admission.ok) return;
  void reply.header('retry-after', admission.retryAfterSeconds);
  throw new GatewayError('RATE_LIMITED');
}
