import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultWith } from '../platform/fault-of.ts';
import { isLoopback } from '../platform/is-loopback.ts';
import type { Readiness } from '../platform/readiness.ts';
import type { ReadConnection } from './read-connection.ts';
import { faultBody } from './send-fault.ts';

/**
 * Adds `GET /health/live` and `GET /health/ready`. Only requests from this machine get the problems, because they name
 * subgraphs and issuers.
 */
export function routeHealth(
  app: FastifyInstance,
  {
    readConnection,
    readiness,
    isClosing,
  }: {
    readonly readConnection: ReadConnection;
    readonly readiness: () => Readiness;
    readonly isClosing: () => boolean;
  },
): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (request, reply) => {
    const { isReady, problems: all } = readiness();
    const problems = isFromThisMachine(request, readConnection) ? all : [];
    if (!isClosing() && isReady)
      return { status: 'ready', ...(problems.length > 0 && { problems }) };
    const body = faultBody({ ...faultWith('NOT_READY'), problems });
    return reply.code(503).type('application/json; charset=utf-8').send(body);
  });
}

/** Whether a request comes from this machine, and not through a proxy on it. */
function isFromThisMachine({ raw }: FastifyRequest, readConnection: ReadConnection): boolean {
  const { remoteAddress } = raw.socket;
  const isForwarded = FORWARDED.some((name) => raw.headers[name] !== undefined);
  return (
    remoteAddress !== undefined &&
    isLoopback(remoteAddress) &&
    !isForwarded &&
    !readConnection(raw).isThroughProxy
  );
}

/** Headers that proxies add to forwarded requests. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
] as const;
