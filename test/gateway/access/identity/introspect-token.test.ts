import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startEdge, tokenFor, type Edge } from '../../../support/edge.ts';

/** An authorization server's introspection endpoint: what it answers to each token, and what it received. */
let answers: Map<string, unknown>;
let received: { readonly authorization: string | undefined; readonly token: string | null }[];
let status: number;
let hold: Promise<void>;
let endless: boolean;
let server: Server;
let edge: Edge;

const ACTIVE = { active: true, sub: 'ada', aud: 'phi', roles: ['nurse'], client_id: 'chart' };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      const token = new URLSearchParams(body).get('token');
      received.push({ authorization: request.headers.authorization, token });
      void respond(token, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  edge = await startEdge(`
server: { trustedProxies: [127.0.0.1] }
identity:
  issuers:
    - { issuer: https://id.example, audience: phi, jwks: jwks.json, namesPatients: true }
    - issuer: https://opaque.example
      audience: phi
      namesPatients: true
      introspection: { url: "http://127.0.0.1:${port}/introspect", clientId: gateway, clientSecret: s3cret, cacheSeconds: 1 }
`);
});
afterAll(async () => {
  await edge.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers = new Map();
  received = [];
  status = 200;
  hold = Promise.resolve();
  endless = false;
});

async function respond(token: string | null, response: ServerResponse): Promise<void> {
  await hold;
  if (endless) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = () => {
      if (!response.destroyed) response.write(' '.repeat(65_536), () => setImmediate(more));
    };
    return more();
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answers.get(token ?? '') ?? { active: false }));
}

let count = 0;
/** A token that the gateway has not seen, and the answer about it. */
function tokenWith(answer: unknown): string {
  count += 1;
  const token = `opaque-${count}.~+/==`;
  answers.set(token, answer);
  return token;
}

let address = 0;

/** Sends a token, by default from an address of its own, so that the budget of failed authentication is never spent. */
async function send(token: string, from = `203.0.113.${(address += 1) % 250}`) {
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-forwarded-for': from,
      'x-forwarded-proto': 'https',
    },
    body: '{"query":"{ hello }"}',
  });
  const log = edge.logged.findLast((line) => line.includes('"request refused"')) ?? '{}';
  const { reason } = JSON.parse(log) as { reason?: string };
  return response.status === 200
    ? { status: 200, caller: edge.contexts.at(-1)?.caller }
    : { status: response.status, reason };
}

describe('an opaque token', () => {
  it('identifies the caller by the introspection response of its issuer', async () => {
    const token = tokenWith({
      ...ACTIVE,
      exp: Date.now() / 1_000 + 60,
      iss: 'https://opaque.example',
    });
    expect(await send(token)).toMatchObject({
      status: 200,
      caller: {
        issuer: 'https://opaque.example',
        subject: 'ada',
        roles: ['nurse'],
        clientId: 'chart',
      },
    });
    expect(received).toEqual([
      { authorization: `Basic ${Buffer.from('gateway:s3cret').toString('base64')}`, token },
    ]);
  });

  it.each<[string, string, unknown]>([
    ['inactive', 'INACTIVE', { active: false }],
    ['made for another audience', 'AUDIENCE_MISMATCH', { ...ACTIVE, aud: ['other'] }],
    ['without an audience', 'AUDIENCE_MISMATCH', { active: true, sub: 'ada' }],
    ['of another issuer', 'UNKNOWN_ISSUER', { ...ACTIVE, iss: 'https://id.example' }],
    ['without a subject', 'CLAIM_MISSING', { ...ACTIVE, sub: undefined }],
    ['active and yet expired', 'EXPIRED', { ...ACTIVE, exp: 1 }],
    ['given an expiry that is a string', 'CLAIM_INVALID', { ...ACTIVE, exp: '9999999999' }],
    [
      'a refresh token by its token_use',
      'TYPE_NOT_ALLOWED',
      { ...ACTIVE, token_use: 'refresh_token' },
    ],
    [
      'a refresh token by its token_type',
      'TYPE_NOT_ALLOWED',
      { ...ACTIVE, token_type: 'refresh_token' },
    ],
    ['an ID token', 'TYPE_NOT_ALLOWED', { ...ACTIVE, typ: 'ID' }],
    ['not yet valid', 'NOT_YET_VALID', { ...ACTIVE, nbf: Date.now() / 1_000 + 600 }],
    [
      'bound to a DPoP key (cnf.jkt) and sent without a proof',
      'PROOF_MISSING',
      { ...ACTIVE, cnf: { jkt: 'k'.repeat(43) } },
    ],
    [
      'bound to a certificate that the connection does not have',
      'CERTIFICATE_MISSING',
      { ...ACTIVE, cnf: { 'x5t#S256': 'k'.repeat(43) } },
    ],
  ])(
    'is refused with 401 if it is %s, logged with the reason %s',
    async (_what, reason, answer) => {
      expect(await send(tokenWith(answer))).toEqual({ status: 401, reason });
    },
  );

  it('is introspected once and refused with 401 each time if it is sent three times and the answer names another audience', async () => {
    const token = tokenWith({ ...ACTIVE, aud: 'other' });
    for (let sent = 0; sent < 3; sent += 1)
      expect(await send(token)).toEqual({ status: 401, reason: 'AUDIENCE_MISMATCH' });
    expect(received).toHaveLength(1);
  });

  it('is refused with 429 and not introspected if its address has sent 70 inactive tokens; from another address it gets 200', async () => {
    const from = '198.51.100.7';
    for (let sent = 0; sent < 70; sent += 10)
      await Promise.all(Array.from({ length: 10 }, () => send(tokenWith({ active: false }), from)));
    received = [];
    expect(await send(tokenWith(ACTIVE), from)).toMatchObject({ status: 429 });
    expect(received).toEqual([]);
    expect(await send(tokenWith(ACTIVE), '198.51.100.8')).toMatchObject({ status: 200 });
  });

  it.each<[string, (index: number) => string]>([
    ['another address', () => '198.51.100.9'],
    ['another IPv6 network, each of an address of its own,', (index) => `2001:db8::${index}`],
  ])(
    'gets 200 if it is sent while 40 tokens of %s wait, of which at most 8 are introspected at once',
    async (_what, from) => {
      const gate = new AbortController();
      hold = once(gate.signal, 'abort').then(() => undefined);
      const invented = Array.from({ length: 40 }, (_each, index) =>
        send(tokenWith(ACTIVE), from(index + 1)),
      );
      // The others get 503 while the issuer holds its answers to 8.
      await settled(invented, 32);
      expect(received).toHaveLength(8);
      hold = Promise.resolve();
      expect(await send(tokenWith(ACTIVE), '198.51.100.10')).toMatchObject({ status: 200 });
      gate.abort();
      await Promise.all(invented);
    },
  );

  it('gets 503, logged as INTROSPECTION_UNAVAILABLE, within 4 seconds if the answer of its issuer does not end', async () => {
    endless = true;
    const started = Date.now();
    expect(await send(tokenWith(ACTIVE))).toEqual({
      status: 503,
      reason: 'INTROSPECTION_UNAVAILABLE',
    });
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  it('is introspected again only after cacheSeconds, and then gets 401, logged as INACTIVE, if it was revoked', async () => {
    const token = tokenWith(ACTIVE);
    expect(await send(token)).toMatchObject({ status: 200 });
    answers.set(token, { active: false });
    expect(await send(token)).toMatchObject({ status: 200 });
    expect(received).toHaveLength(1);
    await new Promise((resolve) => void setTimeout(resolve, 1_100));
    expect(await send(token)).toEqual({ status: 401, reason: 'INACTIVE' });
    expect(await send(token)).toEqual({ status: 401, reason: 'INACTIVE' });
    expect(received).toHaveLength(2);
  });

  it.each<[string, () => void]>([
    ['answers with 500', () => void (status = 500)],
    ['refuses the credentials of the gateway with 401', () => void (status = 401)],
  ])(
    'gets 503, logged as INTROSPECTION_UNAVAILABLE, while its issuer %s, and 200 afterwards; a signed token of another issuer gets 200 meanwhile',
    async (_what, fail) => {
      fail();
      const token = tokenWith(ACTIVE);
      expect(await send(token)).toEqual({ status: 503, reason: 'INTROSPECTION_UNAVAILABLE' });
      expect(await send(tokenFor('ada'))).toMatchObject({ status: 200 });
      status = 200;
      expect(await send(token)).toMatchObject({ status: 200 });
    },
  );

  it.each([
    ['text', 'active'],
    ['a string as "active"', { ...ACTIVE, active: 'true' }],
    ['a list', [ACTIVE]],
  ])(
    'gets 503, logged as INTROSPECTION_UNAVAILABLE, if the answer is not an introspection response: %s',
    async (_what, answer) => {
      expect(await send(tokenWith(answer))).toEqual({
        status: 503,
        reason: 'INTROSPECTION_UNAVAILABLE',
      });
    },
  );

  it('is introspected once if it is sent 10 times at once; at most 64 tokens wait for the issuer, further ones get 503', async () => {
    const gate = new AbortController();
    hold = once(gate.signal, 'abort').then(() => undefined);
    const same = tokenWith(ACTIVE);
    const first = Array.from({ length: 10 }, () => send(same));
    while (received.length === 0) await turn();
    const others = Array.from({ length: 80 }, () => send(tokenWith(ACTIVE)));
    // The issuer holds its answers to `same` and 63 others.
    const early = await settled(others, 17);
    expect(early.map((answer) => answer.status)).toEqual(Array(17).fill(503));
    gate.abort();
    expect((await Promise.all(first)).map((each) => each.status)).toEqual(Array(10).fill(200));
    await Promise.all(others);
    expect(received.filter(({ token }) => token === same)).toHaveLength(1);
    expect(received).toHaveLength(64);
  });

  it('is introspected after any number of answered ones from the same network of IPv6', async () => {
    for (let sent = 1; sent <= 9; sent += 1)
      expect(await send(tokenWith(ACTIVE), `2001:db8::${sent}`)).toMatchObject({ status: 200 });
  });
});

/** The results of the first that settle, as soon as there are this many. */
async function settled<Value>(all: readonly Promise<Value>[], wanted: number): Promise<Value[]> {
  const found: Value[] = [];
  for (const each of all) void each.then((value) => found.push(value));
  while (found.length < wanted) await turn();
  return found;
}

const turn = () => new Promise((resolve) => void setTimeout(resolve, 10));

describe('a signed token', () => {
  it('of an issuer with keys is not sent to the issuer with introspection, even if its signature is invalid', async () => {
    expect(await send(tokenFor('ada'))).toMatchObject({ status: 200 });
    expect(await send(`${tokenFor('ada')}x`)).toMatchObject({ status: 401 });
    expect(received).toEqual([]);
  });

  it('that names an issuer with introspection is introspected there, though another issuer signed it, and refused with 401 as inactive', async () => {
    const token = tokenFor('ada', { iss: 'https://opaque.example' });
    expect(await send(token)).toEqual({ status: 401, reason: 'INACTIVE' });
    expect(received).toMatchObject([{ token }]);
  });

  it('of an unknown issuer is refused with 401, logged with the reason UNKNOWN_ISSUER, and not introspected', async () => {
    const token = tokenFor('ada', { iss: 'https://else.example' });
    expect(await send(token)).toEqual({ status: 401, reason: 'UNKNOWN_ISSUER' });
    expect(received).toEqual([]);
  });
});

const withIssuer = (text: string) => startEdge(`identity: { issuers: [${text}] }`);
const INTROSPECTION = '{ url: "https://a.example/i", clientId: a, clientSecret: b }';
const introspectingIssuer = (name: string) =>
  `{ issuer: "${name}", audience: phi, namesPatients: true, introspection: ${INTROSPECTION} }`;

describe('the settings of an issuer', () => {
  it('are refused with neither or both of jwks and introspection', async () => {
    const base = 'issuer: https://a.example, audience: phi';
    await expect(withIssuer(`{ ${base} }`)).rejects.toThrow(
      'jwks: is required, or introspection in its place',
    );
    const both = `${base}, jwks: jwks.json, introspection: ${INTROSPECTION}`;
    await expect(withIssuer(`{ ${both} }`)).rejects.toThrow('introspection: contradicts jwks');
  });

  it('are refused if two issuers have introspection', async () => {
    await expect(
      withIssuer(
        `${introspectingIssuer('https://a.example')}, ${introspectingIssuer('https://b.example')}`,
      ),
    ).rejects.toThrow('must name at most one issuer with introspection');
  });
});
