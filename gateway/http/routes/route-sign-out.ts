import type { FastifyInstance } from 'fastify';
import type { RequestOutcome } from '../../platform/metrics/metrics.ts';
import type { AuthenticateRequest } from '../authentication/authenticate-request.ts';
import type { RemoteSignIns } from '../authentication/sign-ins.ts';

/**
 * Adds `POST /admin/sign-out`, which ends the caller's sign-in and responds 204. Its tokens, including refreshed ones,
 * no longer read reports on this gateway and others with the same store of limits. 503 `NOT_READY` while that store fails.
 */
export function routeSignOut(
  app: FastifyInstance,
  {
    signIns,
    authenticate,
    onAnswer,
  }: {
    readonly signIns: Pick<RemoteSignIns, 'end'>;
    readonly authenticate: AuthenticateRequest;
    readonly onAnswer: (outcome: RequestOutcome) => void;
  },
): void {
  app.route({
    method: 'POST',
    url: '/admin/sign-out',
    // The body is not used.
    bodyLimit: 1_024,
    onRequest: authenticate.forReport,
    handler: async (request, reply) => {
      await signIns.end(authenticate.contextOf(request).caller);
      onAnswer('ok');
      return reply.code(204).send();
    },
  });
}
