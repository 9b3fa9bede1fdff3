import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An issuer of access tokens that serves its keys over HTTP, as an identity provider does. */
export interface StackIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** A signed token (RFC 9068). `claims` are added to the default claims or replace them. */
  token(subject: string, claims?: Readonly<Record<string, unknown>>): string;
  /** The same token, signed with a forged key that has the issuer's key id. */
  forge(subject: string, claims?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

/** Starts an issuer on a free port of loopback. */
export async function startIssuer(): Promise<StackIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/jwk-set+json').end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = 'urn:phi-gateway:test';

  const tokenWith =
    (key: KeyObject) =>
    (subject: string, claims: Readonly<Record<string, unknown>> = {}): string => {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: issuer, aud: audience, sub: subject, iat: now, exp: now + 3_600 };
      const payload = { ...all, jti: randomUUID(), ...claims };
      const input = `${encode({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })}.${encode(payload)}`;
      const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
      return `${input}.${signature.toString('base64url')}`;
    };
  return {
    issuer,
    audience,
    jwksUrl: `${issuer}/jwks`,
    token: tokenWith(privateKey),
    forge: tokenWith(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
