import type { FastifyReply } from 'fastify';
import { GatewayError } from '../platform/errors.ts';
import type { Admission } from '../platform/create-rate-limit.ts';

/**
 * Refuses what comes too often, and says when to come again.
 *
 * @throws GatewayError `RATE_LIMITED`
 */
export function refuseUnlessAdmitted(reply: FastifyReply, admission: Admission): void {
  if (admission.ok) return;
  void reply.header('retry-after', admission.retryAfterSeconds);
  throw new GatewayError('RATE_LIMITED');
}
