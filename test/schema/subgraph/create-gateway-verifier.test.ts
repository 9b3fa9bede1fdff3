import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createSignRequest } from '../../../gateway/access/identity/create-sign-request.ts';
import { createSignRequestToken } from '../../../gateway/access/identity/create-sign-request-token.ts';
import { contentDigest } from '../../../schema/subgraph/content-digest.ts';
import {
  createGatewayVerifier,
  type GatewayVerifierOptions,
  type ReceivedRequest,
  type VerifyGatewayRequest,
} from '../../../schema/subgraph/create-gateway-verifier.ts';
import { callerOf, contextOf } from '../../support/in-process-graph.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const ADDRESS = 'https://patients.internal/graphql';
const BODY = '{"query":"{ é }"}';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = jwksOf(key.publicKey);

function jwksOf(publicKey: KeyObject) {
  return { keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'EC', kid: 'k', alg: 'ES256' }] };
}

const context = contextOf(
  callerOf(['nurse', 'patient'], { issuer: 'https://id.example', subject: 'ada' }),
  {
    requestId: 'request-1',
    purpose: 'TREAT',
    breakGlass: { id: 'grant-1', patient: 'patient-4711', until: NOW + 1_000 },
  },
);

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as the gateway sends it with `signRequests`, and with the credentials of a subgraph if there are any. */
async function send({
  privateKey = key.privateKey,
  kid = 'k',
  at = NOW,
  url = ADDRESS,
  subgraph = 'patients',
  body = BODY,
  isOwn = false,
  credentials = '',
} = {}): Promise<Sent> {
  const sign = { privateKey, kid, jwks: { keys: [] } };
  const signToken = createSignRequestToken(sign, 'phi-gateway', () => at);
  const token = await signToken({ subgraph, body, context: isOwn ? null : context });
  const fields: Record<string, string> = {
    'content-type': 'application/json',
    authorization: credentials === '' ? `Bearer ${token}` : credentials,
    ...(credentials !== '' && { 'phi-gateway-identity': token }),
  };
  const signMessage = createSignRequest(sign, () => at);
  const signed = await signMessage({ method: 'POST', url, fields, body });
  return { headers: { ...fields, ...signed }, body };
}

function verifier(options: Partial<GatewayVerifierOptions> = {}): VerifyGatewayRequest {
  return createGatewayVerifier({
    subgraph: 'patients',
    jwks,
    url: ADDRESS,
    now: () => NOW,
    ...options,
  });
}

/** A verifier of tokens alone. */
function tokenVerifier(): VerifyGatewayRequest {
  return createGatewayVerifier({ subgraph: 'patients', jwks, now: () => NOW });
}

describe('a request from the gateway', () => {
  it('is verified and names caller, roles, purpose, request and break-glass grant, without the patient of the grant', async () => {
    const sent = await send();
    expect(await verifier()(sent)).toEqual({
      gateway: 'phi-gateway',
      caller: { issuer: 'https://id.example', subject: 'ada' },
      roles: ['nurse', 'patient'],
      purpose: 'TREAT',
      breakGlass: 'grant-1',
      requestId: 'request-1',
      tokenId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      signature: sent.headers['signature'],
    });
  });

  it('is verified with no caller, roles, request id or purpose if the gateway sends it on its own behalf', async () => {
    const verified = await verifier()(await send({ isOwn: true }));
    expect(verified).toMatchObject({ caller: null, roles: [], requestId: null, purpose: null });
  });

  it.each<[string, (sent: Sent) => ReceivedRequest]>([
    ['its body as bytes', ({ headers, body }) => ({ headers, body: Buffer.from(body) })],
    ['a Headers object of fetch', ({ headers, body }) => ({ headers: new Headers(headers), body })],
    [
      'each header as a list of lines, as from undici',
      ({ headers, body }) => ({
        headers: Object.fromEntries(Object.entries(headers).map(([name, line]) => [name, [line]])),
        body,
      }),
    ],
    [
      'further headers, one with characters outside of ASCII',
      ({ headers, body }) => ({ headers: { ...headers, 'x-name': 'é', 'x-roles': 'root' }, body }),
    ],
    [
      'a further signature of a proxy',
      ({ headers, body }) => ({
        headers: {
          ...headers,
          'signature-input': `${headers['signature-input']}, proxy=("@method");created=1`,
          signature: `${headers['signature']}, proxy=:AAAA:`,
        },
        body,
      }),
    ],
  ])('is verified with %s', async (_what, received) => {
    expect(await verifier()(received(await send()))).toMatchObject({ purpose: 'TREAT' });
  });

  it('is verified if it was signed 64 seconds ago or 5 seconds in the future', async () => {
    for (const at of [NOW - 64_000, NOW + 5_000])
      expect(await verifier()(await send({ at }))).toMatchObject({ gateway: 'phi-gateway' });
  });

  it('is verified by its token alone if the verifier has no URL', async () => {
    const { headers, body } = await send();
    const { authorization } = headers;
    expect(await tokenVerifier()({ headers: { authorization }, body })).toMatchObject({
      roles: ['nurse', 'patient'],
      signature: null,
    });
  });

  it('is verified if it also has credentials of the subgraph in its Authorization header, and refused with BAD_SIGNATURE if these are changed or removed', async () => {
    const sent = await send({ credentials: 'Bearer of-the-subgraph' });
    expect(await verifier()(sent)).toMatchObject({ roles: ['nurse', 'patient'] });
    for (const change of [
      changed({ authorization: 'Bearer of-another' }),
      changed({ authorization: undefined }),
    ])
      await expect(verifier()(change(sent))).rejects.toMatchObject({ code: 'BAD_SIGNATURE' });
  });

  it('is refused with REPLAYED if rememberToken, called with the id and the expiry of the token, returns false', async () => {
    const asked: unknown[] = [];
    const verify = verifier({ rememberToken: (...call) => asked.push(call) === 1 });
    const { tokenId } = await verify(await send());
    await expect(verify(await send())).rejects.toMatchObject({ code: 'REPLAYED' });
    expect(asked[0]).toEqual([tokenId, NOW + 65_000]);
  });
});

describe('a key set at a URL', () => {
  it.each([
    'http://gateway.internal/jwks',
    'http://127.0.0.1.evil.example/jwks',
    'ftp://gateway/jwks',
  ])('is refused with a TypeError if it is neither https nor on this host: %s', (url) => {
    expect(() => createGatewayVerifier({ subgraph: 'patients', jwks: url })).toThrow(TypeError);
  });
});

/** Changes of one request that an attacker between the gateway and the subgraph can make. */
const changed =
  (change: Readonly<Record<string, string | undefined>>) =>
  ({ headers, body }: Sent): ReceivedRequest => ({ headers: { ...headers, ...change }, body });
const replaced =
  (name: string, from: string | RegExp, to: string) =>
  ({ headers, body }: Sent): ReceivedRequest => ({
    headers: { ...headers, [name]: headers[name]?.replace(from, to) },
    body,
  });

const OTHER_BODY = '{"query":"{ ssn }"}';

describe('a request that was changed on its way', () => {
  it.each<[string, string, (sent: Sent) => ReceivedRequest]>([
    ['BODY_CHANGED', 'another body', ({ headers }) => ({ headers, body: OTHER_BODY })],
    [
      'BODY_CHANGED',
      'another body with its digest',
      ({ headers }) => ({
        headers: { ...headers, 'content-digest': contentDigest(OTHER_BODY) },
        body: OTHER_BODY,
      }),
    ],
    ['BODY_CHANGED', 'another digest', changed({ 'content-digest': contentDigest(OTHER_BODY) })],
    [
      'BAD_SIGNATURE',
      'a digest of another algorithm',
      changed({
        'content-digest': `sha-512=:${createHash('sha512').update(BODY).digest('base64')}:`,
      }),
    ],
    ['BAD_SIGNATURE', 'another content type', changed({ 'content-type': 'text/plain' })],
    ['BAD_SIGNATURE', 'another method', (sent) => ({ ...sent, method: 'PUT' })],
    ['UNSIGNED', 'the signature removed', changed({ signature: undefined })],
    ['UNSIGNED', 'the input of the signature removed', changed({ 'signature-input': undefined })],
    ['UNSIGNED', 'the digest removed', changed({ 'content-digest': undefined })],
    [
      'BAD_SIGNATURE',
      'another label of the signature',
      replaced('signature', 'gateway=', 'other='),
    ],
    ['BAD_SIGNATURE', 'another tag', replaced('signature-input', 'phi-gateway-request', 'other')],
    ['BAD_SIGNATURE', 'the tag removed', replaced('signature-input', /;tag="[^"]+"/, '')],
    ['BAD_SIGNATURE', 'another nonce', replaced('signature-input', /;nonce="[^"]+"/, ';nonce="x"')],
    ['BAD_SIGNATURE', 'another key id', replaced('signature-input', 'keyid="k"', 'keyid="j"')],
    [
      'BAD_SIGNATURE',
      'the algorithm none',
      replaced('signature-input', /alg="[^"]+"/, 'alg="none"'),
    ],
    [
      'BAD_SIGNATURE',
      'the algorithm of a shared secret',
      replaced('signature-input', /alg="[^"]+"/, 'alg="hmac-sha256"'),
    ],
    [
      'BAD_SIGNATURE',
      'another algorithm',
      replaced('signature-input', /alg="[^"]+"/, 'alg="ed25519"'),
    ],
    [
      'BAD_SIGNATURE',
      'a later expiry',
      replaced('signature-input', /expires=\d+/, 'expires=9999999999'),
    ],
    [
      'BAD_SIGNATURE',
      'the authorization header no longer covered',
      replaced('signature-input', ' "authorization"', ''),
    ],
    ['BAD_SIGNATURE', 'nothing covered', replaced('signature-input', /\([^)]*\)/, '()')],
    [
      'BAD_SIGNATURE',
      'a covered component listed twice',
      replaced('signature-input', '"@method"', '"@method" "@method"'),
    ],
    ['BAD_SIGNATURE', 'a second signature', replaced('signature', /$/, ', gateway=:AAAA:')],
    [
      'BAD_SIGNATURE',
      'a second input of the signature',
      replaced('signature-input', /$/, ', gateway=("@method");created=1'),
    ],
    [
      'BAD_SIGNATURE',
      'a second content type',
      changed({ 'content-type': 'application/json, x/y' }),
    ],
    ['BAD_SIGNATURE', 'an unreadable signature', changed({ signature: 'gateway=:' })],
    ['NO_TOKEN', 'the token removed', changed({ authorization: undefined })],
    ['NO_TOKEN', 'a second token', replaced('authorization', /$/, ', Bearer x.y.z')],
    ['BAD_TOKEN', 'a changed last character of the token', replaced('authorization', /.$/, 'A_')],
  ])('is refused with %s if the change is: %s', async (code, _what, change) => {
    await expect(verifier()(change(await send()))).rejects.toMatchObject({ code, status: 401 });
  });

  it('is refused with BAD_SIGNATURE if it has the token of another request with the same body', async () => {
    const [one, two] = await Promise.all([send(), send()]);
    const { authorization = '' } = two.headers;
    await expect(verifier()(changed({ authorization })(one))).rejects.toMatchObject({
      code: 'BAD_SIGNATURE',
    });
  });

  it('is refused with BAD_SIGNATURE if the header phi-gateway-identity is added, which the signature does not cover', async () => {
    const sent = await send();
    const token = sent.headers['authorization']?.replace('Bearer ', '');
    await expect(
      verifier()(changed({ 'phi-gateway-identity': token })(sent)),
    ).rejects.toMatchObject({ code: 'BAD_SIGNATURE' });
  });

  it('is refused with REPLAYED if it comes twice, and the gateway can still send another one', async () => {
    const verify = verifier();
    const sent = await send();
    await verify(sent);
    await expect(verify(sent)).rejects.toMatchObject({ code: 'REPLAYED', status: 401 });
    expect(await verify(await send())).toMatchObject({ gateway: 'phi-gateway' });
  });

  it('does not use up the token of the original if it is refused with UNSIGNED', async () => {
    const verify = verifier();
    const sent = await send();
    const unsigned = changed({ signature: undefined })(sent);
    await expect(verify(unsigned)).rejects.toMatchObject({ code: 'UNSIGNED' });
    expect(await verify(sent)).toMatchObject({ gateway: 'phi-gateway' });
  });
});

describe('a request that is expired, from the future, for another subgraph or from another gateway', () => {
  const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it.each<[string, string, NonNullable<Parameters<typeof send>[0]>]>([
    ['EXPIRED_TOKEN', 'signed 66 seconds ago', { at: NOW - 66_000 }],
    ['EXPIRED_TOKEN', 'signed 7 seconds in the future', { at: NOW + 7_000 }],
    ['BAD_TOKEN', 'for another subgraph', { subgraph: 'claims' }],
    ['BAD_TOKEN', 'signed with another key of the same id', { privateKey: attacker.privateKey }],
    ['BAD_TOKEN', 'signed with an unknown key', { privateKey: attacker.privateKey, kid: 'a' }],
    ['BAD_SIGNATURE', 'for another URL', { url: 'https://patients.internal/other' }],
    ['BAD_SIGNATURE', 'for another host', { url: 'https://evil.example/graphql' }],
    ['BAD_SIGNATURE', 'for plain HTTP', { url: 'http://patients.internal/graphql' }],
  ])('is refused with %s: one %s', async (code, _what, how) => {
    await expect(verifier()(await send(how))).rejects.toMatchObject({ code, status: 401 });
  });

  it('is refused with BAD_TOKEN if it is from a gateway with another name', async () => {
    const verify = verifier({ issuer: 'other-gateway' });
    await expect(verify(await send())).rejects.toMatchObject({ code: 'BAD_TOKEN' });
  });

  it('is refused with a message that contains no part of the request', async () => {
    const refusal: unknown = await verifier()(await send({ subgraph: 'claims' })).catch(
      (error: unknown) => error,
    );
    expect(String(refusal)).toBe(
      'GatewayRequestError: The token is not one of the gateway for this subgraph.',
    );
  });
});
