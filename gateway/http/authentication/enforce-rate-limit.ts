import type { FastifyReply } from 'fastify';
import type { Admission, Quota } from '../../platform/rates/create-rate-limit.ts';
import { GatewayError } from '../../platform/errors.ts';

/**
 * States what is left of a client's limits, and refuses a request over one of them, with `Retry-After`.
 *
 * @throws GatewayError `RATE_LIMITED`
 */
export function enforceRateLimit(reply: FastifyReply, admission: Admission): void {
  setRateLimitHeaders(reply, admission.quotas);
  if (admission.ok) return;
  const { retryAfterSeconds } = admission;
  throw new GatewayError('RATE_LIMITED', { retryAfterSeconds });
}

/**
 * Sets `RateLimit-Policy`, what is allowed, and `RateLimit`, what is left of it. The unit `cost` is the gateway's own.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export function setRateLimitHeaders(reply: FastifyReply, quotas: readonly Quota[]): void {
  if (quotas.length === 0) return;
  void reply.headers({
    'ratelimit-policy': quotas.map(printPolicy).join(', '),
    ratelimit: quotas.map(printRemaining).join(', '),
  });
}

/** `requests` is the default unit. */
function printPolicy({ policy, unit, limit, seconds }: Quota): string {
  return `"${policy}";q=${limit}${unit === 'requests' ? '' : `;qu="${unit}"`};w=${seconds}`;
}

function printRemaining({ policy, limit, used, secondsLeft }: Quota): string {
  return `"${policy}";r=${Math.max(0, limit - used)};t=${secondsLeft}`;
}
