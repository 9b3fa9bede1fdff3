import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createVerifyResponse } from '../../../gateway/access/identity/create-verify-response.ts';
import type {
  ReceivedResponse,
  VerifyResponse,
} from '../../../gateway/platform/subgraph/message-signatures.ts';
import { contentDigest } from '../../../schema/subgraph/content-digest.ts';
import {
  createResponseSigner,
  type ResponseSigner,
} from '../../../schema/subgraph/create-response-signer.ts';
import type { GatewayRequest } from '../../../schema/subgraph/gateway-request.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const BODY = '{"data":{"é":1}}';
const folder = mkdtempSync(join(tmpdir(), 'phi-response-signer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ed25519 = generateKeyPairSync('ed25519').privateKey;
const SIGNATURE = 'gateway=:c2lnbmF0dXJlIG9mIHRoZSByZXF1ZXN0:';

/** A verified request; only its signature matters here. */
function requestWith(signature: string | null): GatewayRequest {
  return {
    gateway: 'phi-gateway',
    caller: null,
    roles: [],
    purpose: null,
    breakGlass: null,
    requestId: null,
    tokenId: 't',
    signature,
  };
}

function verifierOf({ jwks }: ResponseSigner, now = NOW): VerifyResponse {
  const path = join(folder, 'jwks.json');
  writeFileSync(path, JSON.stringify(jwks));
  return createVerifyResponse({ kind: 'file', path }, () => now);
}

/** A signed response, as the gateway receives it. */
async function respond(
  signer: ResponseSigner,
  { signature = SIGNATURE, status = 200, body = BODY } = {},
): Promise<
  Omit<ReceivedResponse, 'fields'> & { readonly fields: Readonly<Record<string, string>> }
> {
  const headers = { 'Content-Type': 'application/json' };
  const signed = await signer.sign(requestWith(signature), { status, headers, body });
  return {
    status,
    fields: { 'content-type': 'application/json', ...signed },
    body: Buffer.from(body),
    request: {
      method: 'POST',
      url: 'https://patients.internal/graphql',
      fields: { signature: SIGNATURE },
    },
  };
}

const signerOf = (key: KeyObject | string, at = NOW) => createResponseSigner(key, () => at);

describe('a signed response', () => {
  it.each<[string, KeyObject]>([
    ['ed25519', ed25519],
    ['ecdsa-p256-sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['ecdsa-p384-sha384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
    ['rsa-pss-sha512', generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey],
  ])('is accepted with a key for %s', async (algorithm, key) => {
    const signer = await signerOf(key);
    const response = await respond(signer);
    expect(response.fields['signature-input']).toContain(`;alg="${algorithm}"`);
    expect(await verifierOf(signer)(response)).toBeNull();
  });

  it('is accepted with a key in PEM, and its public half alone is in the key set', async () => {
    const signer = await signerOf(ed25519.export({ format: 'pem', type: 'pkcs8' }).toString());
    expect(await verifierOf(signer)(await respond(signer))).toBeNull();
    expect(signer.jwks.keys).toEqual([
      {
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        kid: expect.any(String),
        x: expect.any(String),
      },
    ]);
  });

  it('is accepted if the clock of the subgraph is 60 seconds off', async () => {
    for (const at of [NOW - 60_000, NOW + 60_000]) {
      const signer = await signerOf(ed25519, at);
      expect(await verifierOf(signer)(await respond(signer))).toBeNull();
    }
  });

  it('is accepted with an error status and further headers', async () => {
    const signer = await signerOf(ed25519);
    const { fields, ...response } = await respond(signer, { status: 500 });
    const received = {
      ...response,
      fields: { ...fields, 'x-name': 'é', 'set-cookie': ['a', 'b'] },
    };
    expect(await verifierOf(signer)(received)).toBeNull();
  });

  it.each<[string, string, Partial<ReceivedResponse>]>([
    ['BAD_DIGEST', 'another body', { body: Buffer.from('{"data":{}}') }],
    ['BAD_DIGEST', 'the same text in other bytes', { body: Buffer.from(BODY, 'latin1') }],
    ['BAD_SIGNATURE', 'another status', { status: 201 }],
  ])('is refused with %s if it has %s', async (fault, _what, change) => {
    const signer = await signerOf(ed25519);
    expect(await verifierOf(signer)({ ...(await respond(signer)), ...change })).toBe(fault);
  });

  it.each<[string, string, Readonly<Record<string, string | string[] | undefined>>]>([
    ['NO_DIGEST', 'no digest', { 'content-digest': undefined }],
    [
      'BAD_DIGEST',
      'a second, wrong digest',
      { 'content-digest': [contentDigest(BODY), contentDigest('')] },
    ],
    [
      'BAD_SIGNATURE',
      'a digest of another algorithm',
      { 'content-digest': `sha-512=:${createHash('sha512').update(BODY).digest('base64')}:` },
    ],
    ['UNSIGNED', 'no signature', { signature: undefined }],
    ['UNSIGNED', 'no input of the signature', { 'signature-input': undefined }],
    ['BAD_SIGNATURE', 'another content type', { 'content-type': 'text/html' }],
    ['BAD_SIGNATURE', 'no content type', { 'content-type': undefined }],
    ['BAD_SIGNATURE', 'a signature of no bytes', { signature: 'subgraph=::' }],
    [
      'BAD_SIGNATURE',
      'a text in place of the bytes of the signature',
      { signature: 'subgraph="AAAA"' },
    ],
  ])('is refused with %s if it has %s', async (fault, _what, change) => {
    const signer = await signerOf(ed25519);
    const { fields, ...response } = await respond(signer);
    expect(await verifierOf(signer)({ ...response, fields: { ...fields, ...change } })).toBe(fault);
  });

  it.each<[string, string, string | RegExp, string]>([
    ['the algorithm of a shared secret', 'signature-input', /alg="[^"]+"/, 'alg="hmac-sha256"'],
    ['another algorithm', 'signature-input', /alg="[^"]+"/, 'alg="ecdsa-p256-sha256"'],
    ['no algorithm', 'signature-input', /;alg="[^"]+"/, ''],
    ['another key id', 'signature-input', /keyid="[^"]+"/, 'keyid="other"'],
    ['the tag of a request', 'signature-input', 'phi-gateway-response', 'phi-gateway-request'],
    ['another label', 'signature-input', 'subgraph=', 'other='],
    [
      'a signature input that does not cover the signature of the request',
      'signature-input',
      '"signature";req;key="gateway"',
      '',
    ],
    [
      'a signature input that covers the signature of the response in place of that of the request',
      'signature-input',
      ';req;key="gateway"',
      '',
    ],
    [
      'a parameter of the signature that is given twice',
      'signature-input',
      ';tag=',
      ';tag="x";tag=',
    ],
    ['its signature twice', 'signature', /$/, ', subgraph=:AAAA:'],
  ])('is refused with BAD_SIGNATURE if it has %s', async (_what, name, from, to) => {
    const signer = await signerOf(ed25519);
    const { fields, ...response } = await respond(signer);
    const changed = fields[name]?.replace(from, to);
    expect(changed).not.toBe(fields[name]);
    expect(await verifierOf(signer)({ ...response, fields: { ...fields, [name]: changed } })).toBe(
      'BAD_SIGNATURE',
    );
  });

  it('is refused with BAD_SIGNATURE as the response to another request', async () => {
    const signer = await signerOf(ed25519);
    const swapped = await respond(signer, { signature: 'gateway=:b3RoZXI=:' });
    expect(await verifierOf(signer)(swapped)).toBe('BAD_SIGNATURE');
  });

  it('is refused with BAD_SIGNATURE if it was signed 122 seconds ago or 62 seconds in the future', async () => {
    for (const at of [NOW - 122_000, NOW + 62_000]) {
      const signer = await signerOf(ed25519, at);
      expect(await verifierOf(signer)(await respond(signer))).toBe('BAD_SIGNATURE');
    }
  });

  it('is refused with BAD_SIGNATURE if another subgraph has signed it, with the key id of either subgraph', async () => {
    const signer = await signerOf(ed25519);
    const other = await signerOf(generateKeyPairSync('ed25519').privateKey);
    const [{ kid = '' } = {}] = signer.jwks.keys;
    const response = await respond(other);
    const renamed = {
      ...response.fields,
      'signature-input': response.fields['signature-input']?.replace(
        /keyid="[^"]+"/,
        `keyid="${String(kid)}"`,
      ),
    };
    expect(await verifierOf(signer)(response)).toBe('BAD_SIGNATURE');
    expect(await verifierOf(signer)({ ...response, fields: renamed })).toBe('BAD_SIGNATURE');
  });

  it('is refused with KEYS_UNAVAILABLE while the key set cannot be fetched', async () => {
    const signer = await signerOf(ed25519);
    const verify = createVerifyResponse({ kind: 'url', url: 'http://127.0.0.1:9/jwks' }, () => NOW);
    expect(await verify(await respond(signer))).toBe('KEYS_UNAVAILABLE');
  });
});

describe('signing a response', () => {
  const response = { status: 200, headers: { 'content-type': 'application/json' }, body: BODY };

  it('fails with a TypeError if the signature of its request was not verified', async () => {
    const signer = await signerOf(ed25519);
    await expect(signer.sign(requestWith(null), response)).rejects.toThrow(TypeError);
  });

  it('fails if the response has no content type', async () => {
    const signer = await signerOf(ed25519);
    await expect(signer.sign(requestWith(SIGNATURE), { ...response, headers: {} })).rejects.toThrow(
      'Missing field content-type',
    );
  });

  it.each<[string, KeyObject]>([
    ['of the curve P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey],
    ['of 1,024 bits for RSA', generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey],
    ['without its private half', generateKeyPairSync('ed25519').publicKey],
  ])(
    'fails with a TypeError, already when the signer is created, with a key %s',
    async (_what, key) => {
      await expect(signerOf(key)).rejects.toThrow(TypeError);
    },
  );
});
