import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../errors.ts';

/** Refuses a method at an address that takes POST alone. */
export async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  void reply.header('allow', 'POST');
  throw new GatewayError('METHOD_NOT_ALLOWED');
}
