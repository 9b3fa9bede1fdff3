import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BreakGlass } from '../access/break-glass/create-break-glass.ts';
import { parseStart } from '../access/break-glass/parse-start.ts';
import { GatewayError, type FaultCode } from '../platform/errors.ts';
import type { Outcome } from '../platform/metrics/metrics.ts';
import { routeOf, type Admit } from './admit.ts';
import { isDenial, type DenyCaller } from './deny-caller.ts';
import { refuseUnlessAdmitted } from './refuse-unless-admitted.ts';

/** What the routes are made of. */
export interface BreakGlassRoutes {
  readonly breakGlass: BreakGlass;
  readonly admit: Admit;
  readonly denyCaller: DenyCaller;
  /** Told the code of each request that is turned away. */
  readonly onRefusal: (code: FaultCode) => void;
  readonly onAnswer: (outcome: Outcome) => void;
}

/**
 * Adds `POST /break-glass`, which starts a grant and answers 201 with it, and `POST /break-glass/stop`, which
 * ends the one that its `x-break-glass` header presents and answers 204. Both go through the gate that
 * `/graphql` has.
 */
export function routeBreakGlass(
  app: FastifyInstance,
  { breakGlass, admit, denyCaller, onRefusal, onAnswer }: BreakGlassRoutes,
): void {
  const deny = async (request: FastifyRequest, reply: FastifyReply, code: FaultCode) => {
    const denied = { ...admit.contextOf(request), path: routeOf(request) };
    try {
      return await denyCaller(reply, denied, new GatewayError(code));
    } catch (error) {
      if (error instanceof GatewayError && !isDenial(error.code)) onRefusal(error.code);
      throw error;
    }
  };

  app.route({
    method: 'POST',
    url: '/break-glass',
    bodyLimit: START_BYTES,
    onRequest: admit.onEmergency,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const context = admit.contextOf(request);
      if (!breakGlass.isFor(context.caller)) return deny(request, reply, 'FORBIDDEN');
      const start = parseStart(request.body, breakGlass.isPatientId);
      const admission = await breakGlass.admitStart(context.caller);
      if (!admission.ok) onRefusal('RATE_LIMITED');
      refuseUnlessAdmitted(reply, admission);
      const { grant, id, patient, until } = await breakGlass.start(context, start);
      onAnswer('ok');
      return reply.code(201).send({ grant, id, patient, until: new Date(until).toISOString() });
    },
  });
  app.route({
    method: 'POST',
    url: '/break-glass/stop',
    bodyLimit: START_BYTES,
    onRequest: admit.onRequest,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const context = admit.contextOf(request);
      if (context.breakGlass === null) return deny(request, reply, 'BREAK_GLASS_INVALID');
      await breakGlass.stop(context, context.breakGlass);
      onAnswer('ok');
      return reply.code(204).send();
    },
  });
}

/** A patient and a reason, in any alphabet, and as JSON may escape them. */
const START_BYTES = 8_192;
