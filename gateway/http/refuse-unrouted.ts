import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../platform/errors.ts';

/**
 * Refuses what no route takes, before its body is read: 405 with `Allow` where the path has routes for other
 * methods, else 404. To be called before the routes are added.
 */
export function refuseUnrouted(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url === ANY_PATH) return;
    const known = methods.get(url) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    methods.set(url, known);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404 && !isBareOptions(request)) return;
    const allowed = methods.get(request.url.split('?')[0] ?? '');
    if (allowed === undefined) throw new GatewayError('NOT_FOUND');
    void reply.header('allow', [...allowed].toSorted().join(', '));
    throw new GatewayError('METHOD_NOT_ALLOWED');
  });
}

/** The route that CORS adds for preflights. */
const ANY_PATH = '*';

/** OPTIONS that is no preflight; where CORS is on, its route takes OPTIONS at every path. */
function isBareOptions({ method, headers }: FastifyRequest): boolean {
  const isPreflight =
    headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
  return method === 'OPTIONS' && !isPreflight;
}
