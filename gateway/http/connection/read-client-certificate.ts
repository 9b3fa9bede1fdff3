import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { tokenRefused } from '../../access/identity/token-refusals.ts';
import type { ServerConfig } from '../server-config.ts';

/**
 * Reads the SHA-256 thumbprint of the certificate with which the client of a request authenticated itself (`x5t#S256`, RFC
 * 8705, section 3.1). Null without a certificate. Throws GatewayError `UNAUTHENTICATED` if it was not verified, or the
 * header that states it cannot be read.
 */
export type ReadClientCertificate = (
  request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>,
  connection: { readonly isThroughProxy: boolean },
) => string | null;

/**
 * Creates the function that reads client certificates. Of a request through a trusted proxy, only the configured header
 * counts: the connection's own certificate is that of the proxy. From any other peer, the header is ignored.
 */
export function createReadClientCertificate({
  tls,
  clientCertificateHeader,
}: Pick<ServerConfig, 'tls' | 'clientCertificateHeader'>): ReadClientCertificate {
  const ofConnections = new WeakMap<Socket, string | null>();
  const asksForCertificates = tls !== null && tls.clientCa !== null;
  return ({ socket, headersDistinct }, { isThroughProxy }) => {
    if (isThroughProxy) {
      if (clientCertificateHeader === null) return null;
      return ofHeader(headersDistinct[clientCertificateHeader] ?? []);
    }
    if (!asksForCertificates) return null;
    const known = ofConnections.get(socket);
    if (known !== undefined) return known;
    const thumbprint = ofConnection(socket);
    ofConnections.set(socket, thumbprint);
    return thumbprint;
  };
}

/**
 * With optional certificates, a connection may have one that no authority has signed, or that has ended. A connection that is
 * closed already may have been that of a proxy.
 */
function ofConnection(socket: Socket): string | null {
  if (!(socket instanceof TLSSocket) || socket.remoteAddress === undefined) return null;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  if (!socket.authorized) throw tokenRefused('CERTIFICATE_NOT_VERIFIED');
  return thumbprintOf(certificate.raw);
}

/** A byte sequence with the certificate in DER: https://www.rfc-editor.org/rfc/rfc9440#section-2.1 */
function ofHeader(values: readonly string[]): string | null {
  const [value, ...more] = values;
  if (value === undefined) return null;
  const base64 = /^\s*:([A-Za-z\d+/]+={0,2}):\s*$/.exec(value)?.[1];
  if (base64 === undefined || more.length > 0) throw tokenRefused('CERTIFICATE_UNREADABLE');
  return thumbprintOf(Buffer.from(base64, 'base64'));
}

function thumbprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('base64url');
}
