import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEY_SET, startEdge, tokenFor } from '../support/edge.ts';

type Key = Readonly<Record<string, unknown>>;

const [OWN = {}] = (JSON.parse(KEY_SET) as { readonly keys: readonly Key[] }).keys;

/** A key of the issuer's type and id that made no token. */
function stranger(): Key {
  const { publicKey } = generateKeyPairSync('ed25519');
  return { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' };
}
function rsa(bits: number) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { jwk: { ...publicKey.export({ format: 'jwk' }), kid: 'k1' }, privateKey };
}
const several = (count: number) => Array.from({ length: count }, stranger);

/** Answers for the key set; what is asked at any other path is an error. */
let respond: (response: ServerResponse) => void = () => undefined;
const asked: string[] = [];
const issuer = createServer((request, response) => {
  asked.push(request.url ?? '');
  respond(response);
});
beforeAll(async () => {
  issuer.listen(0, '127.0.0.1');
  await once(issuer, 'listening');
});
afterAll(() => {
  issuer.closeAllConnections();
  issuer.close();
});

/** The status of a request to a new gateway, which fetches the key set, and how long it took. */
async function send(token: string): Promise<{ readonly status: number; readonly ms: number }> {
  const { port } = issuer.address() as AddressInfo;
  const edge = await startEdge(
    `identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: "http://127.0.0.1:${port}/jwks" }] }`,
  );
  try {
    const since = performance.now();
    const { status } = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"query":"{ hello }"}',
    });
    return { status, ms: performance.now() - since };
  } finally {
    await edge.close();
  }
}

const publish = (keys: readonly unknown[]) => {
  respond = (response) => response.end(JSON.stringify({ keys }));
};

describe('a key set that an issuer publishes', () => {
  it.each<[number, string, () => readonly unknown[]]>([
    [200, 'the key alone', () => [OWN]],
    [200, 'seven other keys with its id before it', () => [...several(7), OWN]],
    [401, 'eight other keys with its id before it', () => [...several(8), OWN]],
    [200, '5,000 keys with other ids', () => [...ids(5_000), OWN]],
    [
      401,
      '5,000 other keys with its id',
      () => [...Array.from({ length: 5_000 }, (_, i) => ({ ...OTHER, n: i })), OWN],
    ],
    [
      200,
      'keys of other types with its id',
      () => [
        rsa(1_024).jwk,
        rsa(2_048).jwk,
        { kty: 'oct', k: 'AAAA', kid: 'k1' },
        { kid: 'k1' },
        OWN,
      ],
    ],
    [200, 'a damaged key with its id', () => [{ ...OWN, x: 'AAAA' }, OWN]],
    [401, 'the key for encryption', () => [{ ...OWN, use: 'enc' }]],
    [401, 'the key for other operations', () => [{ ...OWN, key_ops: ['encrypt'] }]],
    [401, 'the key for another algorithm', () => [{ ...OWN, alg: 'ES256' }]],
    [401, 'the key with another id', () => [{ ...OWN, kid: 'k2' }]],
    [401, 'no keys', () => []],
    [503, 'a value that is no key', () => [OWN, null]],
  ])('gives %i with %s', async (status, _what, keys) => {
    publish(keys());
    const found = await send(tokenFor('ada'));
    expect(found.status).toBe(status);
    expect(found.ms).toBeLessThan(5_000);
  });

  it('verifies no HMAC, neither by a symmetric key in it nor by the text of a public one', async () => {
    const [, payload = ''] = tokenFor('ada').split('.');
    const head = encode({ alg: 'HS256', kid: 'k1' });
    publish([{ kty: 'oct', k: 'c2VjcmV0', kid: 'k1', alg: 'HS256' }, OWN]);
    for (const secret of ['secret', String(OWN['x']), JSON.stringify(OWN)]) {
      const signature = createHmac('sha256', secret)
        .update(`${head}.${payload}`)
        .digest('base64url');
      expect(await send(`${head}.${payload}.${signature}`)).toMatchObject({ status: 401 });
    }
  });

  it('verifies a token without kid by its strong RSA key, although a weak one stands before it', async () => {
    const strong = rsa(2_048);
    publish([rsa(1_024).jwk, strong.jwk]);
    const [, payload = ''] = tokenFor('ada').split('.');
    const input = `${encode({ alg: 'RS256' })}.${payload}`;
    const signature = sign('sha256', Buffer.from(input), strong.privateKey).toString('base64url');
    expect(await send(`${input}.${signature}`)).toMatchObject({ status: 200 });
    expect(await send(`${input}.${signature.replace(/^./, '_')}`)).toMatchObject({ status: 401 });
  });

  it('gives 503 and is fetched from nowhere else if the issuer redirects to it', async () => {
    asked.length = 0;
    respond = (response) => response.writeHead(302, { location: '/other' }).end();
    expect(await send(tokenFor('ada'))).toMatchObject({ status: 503 });
    expect(asked).not.toContain('/other');
  });

  it('gives 503 after five seconds if the issuer sends it too slowly', async () => {
    respond = (response) => {
      const timer = setInterval(() => response.write(' '), 100);
      response.once('close', () => clearInterval(timer));
    };
    const { status, ms } = await send(tokenFor('ada'));
    expect(status).toBe(503);
    expect(ms).toBeLessThan(8_000);
  });
});

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const OTHER = stranger();

function ids(count: number): readonly Key[] {
  return Array.from({ length: count }, (_, index) => ({ ...OTHER, kid: `other-${index}` }));
}
