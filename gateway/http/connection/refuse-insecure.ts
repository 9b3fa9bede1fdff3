import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../platform/errors.ts';
import { createFailureLine } from '../../platform/failure-line.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { Log, LogFacts } from '../../platform/log.ts';
import type { ClientConnection, ReadConnection } from './read-connection.ts';

/**
 * Refuses requests that crossed a network in plain HTTP, before anything else of them is read: 45 CFR 164.312(e). Health
 * checks stay possible, since load balancers make them in plain HTTP and their responses hold no PHI.
 */
export function refuseInsecure(
  app: FastifyInstance,
  {
    readConnection,
    onRefusal,
    log,
  }: {
    readonly readConnection: ReadConnection;
    readonly onRefusal: (code: FaultCode) => void;
    readonly log: Log;
  },
): void {
  // At most one line a second, so that a flood does not fill the log.
  const logRefused = createFailureLine('requests refused', { log, now: () => performance.now() });
  app.addHook('onRequest', ({ id, raw, routeOptions }, _reply, done) => {
    const isHealthCheck = routeOptions.url?.startsWith('/health/') === true;
    const connection = readConnection(raw);
    if (isHealthCheck || connection.isSecure) {
      done();
      return;
    }
    logRefused({ requestId: id, code: 'HTTPS_REQUIRED', ...reasonOf(connection) });
    onRefusal('HTTPS_REQUIRED');
    throw new GatewayError('HTTPS_REQUIRED');
  });
}

/** The reason, and the setting that mends it. */
function reasonOf({
  isThroughProxy,
  statesProtocol,
  isUnlistedProxy,
}: ClientConnection): Pick<LogFacts, 'reason' | 'setting'> {
  if (isUnlistedProxy) return { reason: 'PROXY_NOT_TRUSTED', setting: 'server.trustedProxies' };
  if (!isThroughProxy) return { reason: 'NO_TLS' };
  return { reason: statesProtocol ? 'PROXY_STATES_HTTP' : 'PROXY_STATES_NO_PROTOCOL' };
}
