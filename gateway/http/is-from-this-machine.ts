import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../platform/is-loopback.ts';

/**
 * Whether a request was made on this machine, as its connection tells. One that a proxy on this machine passes on
 * for others was not.
 */
export function isFromThisMachine({ raw }: FastifyRequest): boolean {
  const { remoteAddress } = raw.socket;
  const isForwarded = FORWARDED.some((name) => raw.headers[name] !== undefined);
  return remoteAddress !== undefined && isLoopback(remoteAddress) && !isForwarded;
}

/** Headers by which a proxy says that it passes a request on. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'] as const;
