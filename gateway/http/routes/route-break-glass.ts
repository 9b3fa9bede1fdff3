import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BreakGlassOfCallers } from '../../access/break-glass/create-break-glass.ts';
import { parseStart } from '../../access/break-glass/parse-start.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { RequestOutcome } from '../../platform/metrics/metrics.ts';
import { routeOf, type AuthenticateRequest } from '../authentication/authenticate-request.ts';
import { isDenialCode, type DenyCaller } from '../authentication/deny-caller.ts';
import { enforceRateLimit } from '../authentication/enforce-rate-limit.ts';

export interface BreakGlassRoutes {
  readonly breakGlass: BreakGlassOfCallers;
  readonly authenticate: AuthenticateRequest;
  readonly denyCaller: DenyCaller;
  /** Called with the code of each refusal that has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  readonly onAnswer: (outcome: RequestOutcome) => void;
}

/**
 * Adds `POST /break-glass`, which starts a grant and responds 201 with it, and `POST /break-glass/stop`, which ends the
 * grant in the `x-break-glass` header and responds 204. Both are authenticated like `/graphql`.
 */
export function routeBreakGlass(
  app: FastifyInstance,
  { breakGlass, authenticate, denyCaller, onRefusal, onAnswer }: BreakGlassRoutes,
): void {
  const deny = async (request: FastifyRequest, reply: FastifyReply, code: FaultCode) => {
    const denied = { ...authenticate.contextOf(request), path: routeOf(request) };
    try {
      return await denyCaller(reply, denied, new GatewayError(code));
    } catch (error) {
      if (error instanceof GatewayError && !isDenialCode(error.code)) onRefusal(error.code);
      throw error;
    }
  };

  app.route({
    method: 'POST',
    url: '/break-glass',
    bodyLimit: START_BYTES,
    onRequest: authenticate.forBreakGlassStart,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const context = authenticate.contextOf(request);
      if (!breakGlass.mayUse(context.caller)) return deny(request, reply, 'FORBIDDEN');
      const start = parseStart(request.body, breakGlass.isPatientId);
      const admission = await breakGlass.admitStart(context.caller);
      if (!admission.ok) onRefusal('RATE_LIMITED');
      enforceRateLimit(reply, admission);
      const { grant, id, patient, until } = await breakGlass.start(context, start);
      onAnswer('ok');
      return reply.code(201).send({ grant, id, patient, until: new Date(until).toISOString() });
    },
  });
  app.route({
    method: 'POST',
    url: '/break-glass/stop',
    bodyLimit: START_BYTES,
    onRequest: authenticate.forOperation,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const context = authenticate.contextOf(request);
      if (context.breakGlass === null) return deny(request, reply, 'BREAK_GLASS_INVALID');
      await breakGlass.stop(context, context.breakGlass);
      onAnswer('ok');
      return reply.code(204).send();
    },
  });
}

/** Enough for a patient and a reason in any script, JSON escapes included. */
const START_BYTES = 8_192;
