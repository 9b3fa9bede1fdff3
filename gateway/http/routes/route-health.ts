import type { FastifyInstance } from 'fastify';
import { faultWith } from '../../platform/fault-of.ts';
import type { Readiness } from '../../platform/readiness.ts';
import { isFromThisMachine } from '../development/local-request.ts';
import type { ReadConnection } from '../connection/read-connection.ts';
import { faultBody } from '../send-fault.ts';

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
    readonly readiness: () => Readiness | Promise<Readiness>;
    readonly isClosing: () => boolean;
  },
): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (request, reply) => {
    const { isReady, problems: all } = await readiness();
    const isFromHere =
      isFromThisMachine(request.raw) && !readConnection(request.raw).isThroughProxy;
    const problems = isFromHere ? all : [];
    if (!isClosing() && isReady)
      return { status: 'ready', ...(problems.length > 0 && { problems }) };
    const body = faultBody({ ...faultWith('NOT_READY'), problems });
    return reply.code(503).type('application/json; charset=utf-8').send(body);
  });
}
