import type { Server as HttpsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { createFailureLine, type FailureLine } from '../../platform/failure-line.ts';
import type { Log } from '../../platform/log.ts';

/**
 * Logs why the TLS handshakes of clients are refused for their certificate, such as `CERT_HAS_EXPIRED` (a code of OpenSSL),
 * at most one line a second for each reason. Other handshakes that fail are those of scanners and health checks.
 */
export function logHandshakes(server: HttpsServer, log: Log): void {
  const lines = new Map<string, FailureLine>();
  const lineOf = (reason: string) => {
    const known = lines.get(reason);
    if (known !== undefined) return known;
    const line = createFailureLine('client certificate refused', {
      log,
      now: () => performance.now(),
    });
    lines.set(reason, line);
    return line;
  };
  server.on('tlsClientError', (error: Error & { readonly code?: string }, socket: TLSSocket) => {
    const reason =
      error.code === NO_CERTIFICATE ? 'CERTIFICATE_MISSING' : verificationError(socket);
    if (reason !== null) lineOf(reason)({ reason });
  });
}

const NO_CERTIFICATE = 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE';

/** Node.js declares an Error here, and assigns its code. */
function verificationError({ authorizationError }: TLSSocket): string | null {
  const code: unknown = authorizationError;
  return typeof code === 'string' ? code : null;
}
