import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../platform/errors.ts';

/**
 * Refuses requests without a route before their body is read: with 405 and `Allow` where the path has routes for other
 * methods, else with 404. Call it before the routes are added.
 */
export function refuseUnrouted(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url === ANY_PATH) return;
    const known = methods.get(url) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    methods.set(url, known);
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 && !isBareOptions(request)) {
      done();
      return;
    }
    const allowed = methods.get(request.url.split('?')[0] ?? '');
    if (allowed === undefined) throw new GatewayError('NOT_FOUND');
    void reply.header('allow', [...allowed].toSorted().join(', '));
    throw new GatewayError('METHOD_NOT_ALLOWED');
  });
}

/** The route of CORS for preflight requests. */
const ANY_PATH = '*';

/** Whether a request is OPTIONS without preflight. Where CORS is on, its route accepts OPTIONS on every path. */
function isBareOptions({ method, headers }: FastifyRequest): boolean {
  const isPreflight =
    headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
  return method === 'OPTIONS' && !isPreflight;
}
