import type { FastifyInstance } from 'fastify';
import type { Outcome } from '../platform/metrics/metrics.ts';
import type { Admit } from './admit.ts';
import type { SignIns } from './sign-ins.ts';

/**
 * Adds `POST /admin/sign-out`, which ends the caller's sign-in and answers 204: its tokens, refreshed ones
 * included, read no reports here any more.
 */
export function routeSignOut(
  app: FastifyInstance,
  {
    signIns,
    admit,
    onAnswer,
  }: {
    readonly signIns: SignIns;
    readonly admit: Admit;
    readonly onAnswer: (outcome: Outcome) => void;
  },
): void {
  app.route({
    method: 'POST',
    url: '/admin/sign-out',
    bodyLimit: 1_024,
    onRequest: admit.onReport,
    handler: async (request, reply) => {
      signIns.end(admit.contextOf(request).caller);
      onAnswer('ok');
      return reply.code(204).send();
    },
  });
}
