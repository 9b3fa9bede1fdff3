import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';

const URL_OF_CLIENTS = 'https://api.example/v1/graphql';

interface ClientKey {
  readonly privateKey: CryptoKey;
  readonly jwk: object;
  readonly thumbprint: string;
}

let edge: Edge;
let own: ClientKey;
let other: ClientKey;
beforeAll(async () => {
  edge = await startEdge(`server: { publicUrl: "${URL_OF_CLIENTS}" }`);
  [own, other] = await Promise.all([clientKey(), clientKey()]);
});
afterAll(() => edge.close());

async function clientKey(): Promise<ClientKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
const seconds = () => Math.floor(Date.now() / 1_000);

/** A proof of the client for a token, with some changes. */
function prove(
  token: string,
  claims: Readonly<Record<string, unknown>> = {},
  { header = {}, key = own }: { readonly header?: object; readonly key?: ClientKey } = {},
): Promise<string> {
  const payload = {
    jti: randomUUID(),
    htm: 'POST',
    htu: URL_OF_CLIENTS,
    iat: seconds(),
    ath: hashOf(token),
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, ...header })
    .sign(key.privateKey);
}

/** A proof for a token whose header names another algorithm; without a secret, it has no signature. */
async function relabel(token: string, alg: string, secret: string): Promise<string> {
  const [, payload = ''] = (await prove(token)).split('.');
  const header = JSON.stringify({ alg, typ: 'dpop+jwt', jwk: own.jwk });
  const input = `${Buffer.from(header).toString('base64url')}.${payload}`;
  const mac = createHmac('sha256', secret).update(input).digest('base64url');
  return `${input}.${secret === '' ? '' : mac}`;
}

const boundToken = () => tokenFor('ada', { cnf: { jkt: own.thumbprint } });

async function send(authorization: string, proofs: readonly string[], path = '/graphql') {
  const headers = new Headers({ authorization, 'content-type': 'application/json' });
  for (const proof of proofs) headers.append('dpop', proof);
  const body = JSON.stringify({ query: '{ hello }' });
  const response = await fetch(`${edge.url}${path}`, { method: 'POST', headers, body });
  const { errors = [] } = (await response.json()) as {
    errors?: { extensions: { code: string } }[];
  };
  return {
    status: response.status,
    code: errors[0]?.extensions.code,
    challenge: response.headers.get('www-authenticate'),
    reason: edge.logged.findLast((line) => line.includes('"request refused"')),
  };
}

describe('an access token that its cnf claim binds to a client key (DPoP)', () => {
  it('is accepted with a proof by that key for this request, even if htu differs in case, default port, query and fragment', async () => {
    const token = boundToken();
    expect(await send(`DPoP ${token}`, [await prove(token)])).toMatchObject({ status: 200 });
    const elsewhere = await prove(token, { htu: 'HTTPS://API.example:443/v1/graphql?x=1#y' });
    expect(await send(`dpop ${token}`, [elsewhere])).toMatchObject({ status: 200 });
  });

  it('is refused as a bearer token with 401 and a DPoP challenge (invalid_dpop_proof), with or without a proof', async () => {
    const token = boundToken();
    for (const proofs of [[], [await prove(token)]])
      expect(await send(`Bearer ${token}`, proofs)).toMatchObject({
        status: 401,
        code: 'UNAUTHENTICATED',
        challenge: expect.stringMatching(/^DPoP error="invalid_dpop_proof", algs="[^"]*ES256/),
      });
  });

  it.each<[string, string, (token: string) => Promise<readonly string[]>]>([
    ['no proof', 'PROOF_MISSING', async () => []],
    ['two proofs', 'PROOF_INVALID', async (token) => [await prove(token), await prove(token)]],
    ['text that is not a proof', 'PROOF_INVALID', async () => ['proof']],
    ['the token itself as the proof', 'PROOF_INVALID', async (token) => [token]],
    [
      'a proof by another key',
      'PROOF_KEY_MISMATCH',
      async (token) => [await prove(token, {}, { key: other })],
    ],
    [
      'a proof that names the bound key and is signed by another key',
      'PROOF_INVALID',
      async (token) => [await prove(token, {}, { key: other, header: { jwk: own.jwk } })],
    ],
    [
      'a proof for another token',
      'PROOF_TOKEN_MISMATCH',
      async (token) => [await prove(token, { ath: hashOf('another') })],
    ],
    [
      'a proof without the hash of a token (ath)',
      'PROOF_INVALID',
      async (token) => [await prove(token, { ath: undefined })],
    ],
    [
      'a proof for GET instead of POST',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htm: 'GET' })],
    ],
    [
      'a proof for another host',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: 'https://evil.example/v1/graphql' })],
    ],
    [
      'a proof for another path',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: 'https://api.example/v1/admin/graphql' })],
    ],
    [
      'a proof for the same URL with http:',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: 'http://api.example/v1/graphql' })],
    ],
    [
      'a proof issued 120 seconds ago',
      'PROOF_INVALID',
      async (token) => [await prove(token, { iat: seconds() - 120 })],
    ],
    [
      'a proof issued 120 seconds in the future',
      'PROOF_INVALID',
      async (token) => [await prove(token, { iat: seconds() + 120 })],
    ],
    [
      'a proof without an id (jti)',
      'PROOF_INVALID',
      async (token) => [await prove(token, { jti: undefined })],
    ],
    [
      'a proof with an empty id (jti)',
      'PROOF_INVALID',
      async (token) => [await prove(token, { jti: '' })],
    ],
    [
      'a proof for the path in percent-encoding',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: 'https://api.example/v1/%67raphql' })],
    ],
    [
      'a proof for the path with a slash at its end',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: `${URL_OF_CLIENTS}/` })],
    ],
    [
      'a proof for the path without a host',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: '/v1/graphql' })],
    ],
    [
      'a proof for a list of URLs',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htu: [URL_OF_CLIENTS] })],
    ],
    [
      'a proof for the method in lower case',
      'PROOF_URL_MISMATCH',
      async (token) => [await prove(token, { htm: 'post' })],
    ],
    [
      'a proof issued at a time that is a string',
      'PROOF_INVALID',
      async (token) => [await prove(token, { iat: String(seconds()) })],
    ],
    ['a proof with alg none', 'PROOF_INVALID', async (token) => [await relabel(token, 'none', '')]],
    [
      'a proof with alg HS256, keyed with its public key',
      'PROOF_INVALID',
      async (token) => [await relabel(token, 'HS256', JSON.stringify(own.jwk))],
    ],
    [
      'a proof of the type jwt instead of dpop+jwt',
      'PROOF_INVALID',
      async (token) => [await prove(token, {}, { header: { typ: 'jwt' } })],
    ],
  ])(
    'is refused with 401 if sent with %s, and the logged reason is %s',
    async (_what, reason, proofsFor) => {
      const token = boundToken();
      const answer = await send(`DPoP ${token}`, await proofsFor(token));
      expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect(answer.reason).toContain(`"reason":"${reason}"`);
    },
  );

  it('is accepted once if five concurrent requests use the same proof, and the other four get 401, logged as PROOF_REPLAYED', async () => {
    const token = boundToken();
    const proof = await prove(token);
    const { length: before } = edge.logged;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(`DPoP ${token}`, [proof])),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(4);
    const replayed = edge.logged.slice(before).filter((line) => line.includes('PROOF_REPLAYED'));
    expect(replayed).toHaveLength(4);
  });

  it('is refused with 401 if the proof contains a private or symmetric key as its jwk', async () => {
    const token = boundToken();
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    for (const jwk of [await exportJWK(privateKey), { kty: 'oct', k: 'c2VjcmV0' }])
      expect(
        await send(`DPoP ${token}`, [await prove(token, {}, { header: { jwk } })]),
      ).toMatchObject({ status: 401 });
  });

  it.each<[string, unknown]>([
    ['a certificate by its SHA-1 hash', { x5t: 'k'.repeat(27) }],
    ['a certificate by a hash of another length', { 'x5t#S256': 'k'.repeat(27) }],
    ['a certificate and a key', { 'x5t#S256': 'k'.repeat(43), jkt: 'k'.repeat(43) }],
    ['a key in full', { jwk: { kty: 'EC' } }],
    ['a key by its id', { kid: 'k1' }],
    ['an empty object', {}],
    ['null', null],
    ['a text', 'abc'],
    ['a list with a jkt', [{ jkt: 'k'.repeat(43) }]],
    ['a jkt that is a number', { jkt: 1 }],
    ['a jkt of another length', { jkt: 'abc' }],
  ])(
    'is refused with 401, logged as BINDING_NOT_SUPPORTED, as Bearer and DPoP, if cnf is not a single jkt or x5t#S256 but %s',
    async (_what, cnf) => {
      const token = tokenFor('ada', { cnf });
      for (const scheme of ['Bearer', 'DPoP']) {
        const answer = await send(`${scheme} ${token}`, [await prove(token)]);
        expect(answer).toMatchObject({ status: 401 });
        expect(answer.reason).toContain('BINDING_NOT_SUPPORTED');
      }
    },
  );

  it('needs a proof by the key in cnf.jkt even if a claim named "cnf.jkt" has another key', async () => {
    const token = tokenFor('ada', { cnf: { jkt: own.thumbprint }, 'cnf.jkt': other.thumbprint });
    expect(await send(`DPoP ${token}`, [await prove(token)])).toMatchObject({ status: 200 });
    expect(await send(`DPoP ${token}`, [await prove(token, {}, { key: other })])).toMatchObject({
      status: 401,
    });
  });

  it('is refused with 401, logged as PROOF_INVALID, if the jwk of the proof is malformed', async () => {
    const token = boundToken();
    const jwk = { ...own.jwk, x: ['list'] };
    const answer = await send(`DPoP ${token}`, [await prove(token, {}, { header: { jwk } })]);
    expect(answer).toMatchObject({ status: 401 });
    expect(answer.reason).toContain('PROOF_INVALID');
  });
});

describe('an access token without a cnf claim', () => {
  it('is accepted as Bearer, and refused as DPoP with a proof: 401 invalid_token, logged as TOKEN_NOT_BOUND', async () => {
    const token = tokenFor('ada');
    expect(await send(`Bearer ${token}`, [])).toMatchObject({ status: 200 });
    const answer = await send(`DPoP ${token}`, [await prove(token)]);
    expect(answer).toMatchObject({
      status: 401,
      challenge: expect.stringMatching(/^DPoP error="invalid_token"/),
    });
    expect(answer.reason).toContain('TOKEN_NOT_BOUND');
  });
});

describe('an issuer with requireDpop: true', () => {
  const issuers =
    'identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json, requireDpop: true }] }';

  it('stops the start with an error if server.publicUrl is not configured', async () => {
    await expect(startEdge(issuers)).rejects.toThrow(
      'identity.issuers[0].requireDpop: needs server.publicUrl',
    );
  });

  it('makes the gateway refuse its tokens without a cnf claim with 401, logged as TOKEN_NOT_BOUND', async () => {
    const strict = await startEdge(`${issuers}\nserver: { publicUrl: "${URL_OF_CLIENTS}" }`);
    try {
      const response = await fetch(`${strict.url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokenFor('ada')}`, 'content-type': 'application/json' },
        body: '{"query":"{ hello }"}',
      });
      expect(response.status).toBe(401);
      expect(strict.logged.join('')).toContain('TOKEN_NOT_BOUND');
    } finally {
      await strict.close();
    }
  });
});

describe('a gateway without server.publicUrl', () => {
  it('refuses a DPoP-bound token with 401, logged as PROOF_NOT_SUPPORTED, since it cannot check the URL of the proof', async () => {
    const unknown = await startEdge();
    const token = boundToken();
    try {
      const response = await fetch(`${unknown.url}/graphql`, {
        method: 'POST',
        headers: {
          authorization: `DPoP ${token}`,
          dpop: await prove(token, { htu: `${unknown.url}/graphql` }),
          'content-type': 'application/json',
        },
        body: '{"query":"{ hello }"}',
      });
      expect(response.status).toBe(401);
      expect(unknown.logged.join('')).toContain('PROOF_NOT_SUPPORTED');
    } finally {
      await unknown.close();
    }
  });
});
