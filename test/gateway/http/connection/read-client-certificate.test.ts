import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createReadClientCertificate } from '../../../../gateway/http/connection/read-client-certificate.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom } from '../../../support/federated/random.ts';
import { createAuthority, selfSigned, type SelfSigned } from '../../../support/self-signed.ts';

const { numRuns: REQUESTS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  500,
  2_000,
);
const HEADER = 'client-cert';
const SETTINGS = {
  tls: { cert: '', key: '', http2: false, clientCa: 'ca.pem', clientCertificates: 'optional' },
  clientCertificateHeader: HEADER,
} as const;

const own = selfSigned();
const authority = createAuthority('Clinic CA');
/** Has the same name, but another key. */
const impostor = createAuthority('Clinic CA');
const verified = [authority.issue(), authority.issue(), authority.issue({ subject: 'other' })];
/** What the client of each connection authenticates itself with. */
const CLIENTS = [...verified, ...verified, impostor.issue(), impostor.issue(), null, null];

let server: Server;
const connections: { readonly socket: Socket; readonly client: SelfSigned | null }[] = [];
const clients: TLSSocket[] = [];

beforeAll(async () => {
  server = createServer({
    ...own,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (const client of CLIENTS) {
    const accepted = once(server, 'secureConnection');
    clients.push(connect({ port, host: '127.0.0.1', ca: own.cert, ...client }));
    const [socket] = (await accepted) as [TLSSocket];
    connections.push({ socket, client });
  }
});
afterAll(() => {
  for (const socket of clients) socket.destroy();
  server.close();
});

describe(`the certificate of a client (TEST_SEED=${SEED})`, () => {
  it('is the one that the client has, or is refused, whether that of its connection is remembered or read for the first time', () => {
    const random = createRandom(SEED);
    const remembering = createReadClientCertificate(SETTINGS);
    const seen = new Set<string | null>();
    const differences: object[] = [];
    for (let number = 0; number < REQUESTS; number += 1) {
      const { socket, client } = random.pick(connections);
      const isThroughProxy = random.chance(20);
      const stated = random.pick([...verified, null]);
      const headers = stated === null ? {} : { [HEADER]: [statementOf(stated)] };
      const [found, anew] = [remembering, createReadClientCertificate(SETTINGS)].map((read) =>
        outcomeOf(() => read({ socket, headersDistinct: headers }, { isThroughProxy })),
      );
      const expected = isThroughProxy ? thumbprintOf(stated) : expectedOf(client);
      if (found !== expected || anew !== expected)
        differences.push({ number, found, anew, expected });
      seen.add(expected);
    }
    expect(differences).toEqual([]);
    expect(seen.size).toBe(verified.length + 2);
  });
});

function outcomeOf(read: () => string | null): string | null {
  try {
    return read();
  } catch (error) {
    return String((error as { reason?: unknown }).reason);
  }
}

function expectedOf(client: SelfSigned | null): string | null {
  return client === null || verified.includes(client)
    ? thumbprintOf(client)
    : 'CERTIFICATE_NOT_VERIFIED';
}

/** OpenSSL's own thumbprint, in base64url. */
function thumbprintOf(client: SelfSigned | null): string | null {
  if (client === null) return null;
  const { fingerprint256 } = new X509Certificate(client.cert);
  return Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
}

/** As a proxy states it: https://www.rfc-editor.org/rfc/rfc9440#section-2.1 */
function statementOf({ cert }: SelfSigned): string {
  return `:${new X509Certificate(cert).raw.toString('base64')}:`;
}
