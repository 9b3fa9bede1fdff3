import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../platform/errors.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { Log } from '../../platform/log.ts';
import { isFromThisMachine, namesThisMachine } from './local-request.ts';

/**
 * Refuses requests that do not come from this machine to this machine, before anything else of them is read. In
 * development mode any program on this machine can have any role; a page or a proxy that leads others to the gateway gets
 * none.
 */
export function refuseRemote(
  app: FastifyInstance,
  { onRefusal, log }: { readonly onRefusal: (code: FaultCode) => void; readonly log: Log },
): void {
  app.addHook('onRequest', async ({ id, raw }) => {
    if (isFromThisMachine(raw) && namesThisMachine(raw)) return;
    const code = 'FORBIDDEN';
    log.info('request refused', { requestId: id, code, reason: 'DEVELOPMENT_ON_LOOPBACK_ONLY' });
    onRefusal(code);
    throw new GatewayError(code, { problems: [PROBLEM] });
  });
}

const PROBLEM =
  'With development: true, the gateway answers only requests from this machine, to localhost or a loopback address, without a proxy.';
