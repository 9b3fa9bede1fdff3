import { createHash, createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT, type JWTPayload } from 'jose';
import { stringify } from 'yaml';
import {
  openIdentityKey,
  type IdentityKey,
} from '../../gateway/access/identity/open-identity-key.ts';
import { startHealthSubgraphs } from '../support/start-health-subgraphs.ts';
import type { RunningSubgraph } from '../../schema/health/start-subgraph.ts';
import type { ObservedRequest } from '../../schema/health/subgraph-server.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { startGateway, type StackGateway } from '../support/stack-gateway.ts';
import { startIssuer, type StackIssuer } from '../support/stack-issuer.ts';

/** A request on its way to a subgraph. */
interface Captured {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const folder = mkdtempSync(join(tmpdir(), 'phi-subgraph-identity-'));
const keyPath = join(folder, 'gateway.key');
const received: ObservedRequest[] = [];
const captured: Captured[] = [];

let key: IdentityKey;
let issuer: StackIssuer;
let subgraphs: readonly RunningSubgraph[];
let wire: Server;
let gateway: StackGateway;

beforeAll(async () => {
  key = await openIdentityKey(keyPath);
  [issuer, subgraphs] = await Promise.all([
    startIssuer(),
    startHealthSubgraphs({
      indexDir: join(folder, 'index'),
      port: 0,
      gateway: { jwks: `${keyPath}.jwks.json`, issuer: 'phi-gateway' },
      onRequest: (request) => void received.push(request),
    }),
  ]);
  wire = await tap(urlOf('patients'));
  gateway = await startGateway(folder, 'signed', config({ key: keyPath }));
});

afterAll(async () => {
  await gateway.stop();
  wire.closeAllConnections();
  wire.close();
  await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
  await issuer.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  received.length = 0;
  captured.length = 0;
});

function urlOf(name: string): string {
  return subgraphs.find((subgraph) => subgraph.name === name)?.url ?? '';
}

/** A proxy that captures what passes between gateway and subgraph. */
async function tap(target: string): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      captured.push({ headers: request.headers, body });
      void post(target, body, request.headers).then(({ status, text }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(text),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function config(identity: { readonly key: string } | null): object {
  const tapped = `http://127.0.0.1:${(wire.address() as AddressInfo).port}/graphql`;
  return {
    server: { port: 0 },
    graph: {
      subgraphs: subgraphs.map(({ name, url }) => ({
        name,
        url: name === 'patients' ? tapped : url,
      })),
    },
    identity: {
      issuers: [{ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwksUrl }],
    },
    authorization: {
      reach: {
        patient: 'self',
        physician: 'all',
        nurse: 'all',
        billing: 'all',
        researcher: 'all',
        privacy_officer: 'all',
      },
    },
    audit: { db: join(folder, 'audit.db') },
    ...(identity && { subgraph: { identity } }),
  };
}

/** Posts to a subgraph directly. */
function post(
  url: string,
  body: string,
  headers: IncomingHttpHeaders = {},
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const { authorization, ...others } = headers;
    const sent = httpRequest(url, {
      method: 'POST',
      headers: {
        ...others,
        ...(authorization !== undefined && { authorization }),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => void (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.end(body);
  });
}

const QUERY = '{"query":"{ patients(first: 1) { id name ssn } }"}';
const digestOf = (body: string) =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** A token as the gateway signs it, but for the changes. */
function token(
  change: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
  by: IdentityKey['privateKey'] = key.privateKey,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims: JWTPayload = {
    iss: 'phi-gateway',
    aud: 'patients',
    iat: now,
    exp: now + 60,
    jti: Math.random().toString(),
    sub: 'ada',
    roles: ['privacy_officer'],
    content_digest: digestOf(QUERY),
    ...change,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'phi-gateway-request+jwt', ...header })
    .sign(by);
}

const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An unsigned token, or one signed with the public key as an HMAC secret, as faulty verifiers have accepted. */
async function forgedAs(alg: 'none' | 'HS256'): Promise<string> {
  const [, payload = ''] = (await token()).split('.');
  const input = `${encode({ alg, kid: key.kid, typ: 'phi-gateway-request+jwt' })}.${payload}`;
  const pem = createPublicKey(key.privateKey).export({ format: 'pem', type: 'spki' });
  const mac = createHmac('sha256', pem).update(input).digest('base64url');
  return `${input}.${alg === 'none' ? '' : mac}`;
}

describe('a request sent directly to a subgraph, not through the gateway', () => {
  it.each<[string, () => IncomingHttpHeaders | Promise<IncomingHttpHeaders>]>([
    ['no Authorization header', () => ({})],
    [
      'headers that claim an identity',
      () => ({
        'x-user': 'ada',
        'x-roles': 'privacy_officer',
        'x-forwarded-user': 'ada',
        'x-phi-gateway-identity': '{"roles":["privacy_officer"]}',
      }),
    ],
    [
      'the access token of a client',
      () => bearer(issuer.token('ada', { roles: ['privacy_officer'] })),
    ],
    ['a malformed token', () => bearer('x.y.z')],
    ['a token with the scheme Basic', async () => ({ authorization: `Basic ${await token()}` })],
    [
      'two tokens',
      async () => ({ authorization: `Bearer ${await token()}, Bearer ${await token()}` }),
    ],
    ['a token without a signature', async () => bearer(await forgedAs('none'))],
    ['a token signed with the public key as a secret', async () => bearer(await forgedAs('HS256'))],
    [
      'a token of another key with the same key id',
      async () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        return bearer(await token({}, {}, privateKey));
      },
    ],
    [
      'a token with its own key in the header',
      async () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const jwk = publicKey.export({ format: 'jwk' });
        return bearer(await token({}, { jwk, kid: undefined }, privateKey));
      },
    ],
    ['a token of another gateway', async () => bearer(await token({ iss: 'other-gateway' }))],
    ['a token for another subgraph', async () => bearer(await token({ aud: 'claims' }))],
    ['a token without an audience', async () => bearer(await token({ aud: undefined }))],
    ['an expired token', async () => bearer(await token({ iat: ago(120), exp: ago(60) }))],
    [
      'an old token with a long lifetime',
      async () => bearer(await token({ iat: ago(120), exp: ago(-9e6) })),
    ],
    ['a token without an expiry', async () => bearer(await token({ exp: undefined }))],
    ['a token of another type', async () => bearer(await token({}, { typ: 'at+jwt' }))],
    [
      'a token for another body',
      async () => bearer(await token({ content_digest: digestOf('{}') })),
    ],
    [
      'a token without a body digest',
      async () => bearer(await token({ content_digest: undefined })),
    ],
  ])(
    'is refused with 401 UNAUTHENTICATED and not executed if it has %s',
    async (_what, headers) => {
      const answer = await post(urlOf('patients'), QUERY, await headers());
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toEqual({
        errors: [{ message: 'Only the gateway may ask.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
      expect(received).toEqual([]);
    },
  );

  it.each(['patients', 'encounters', 'clinical', 'medications', 'claims'])(
    'is refused with 401 by the %s subgraph if it has no token, even for { _service { sdl } }',
    async (name) => {
      for (const body of ['{"query":"{ _service { sdl } }"}', '{"query":"{ __typename }"}'])
        expect((await post(urlOf(name), body)).status).toBe(401);
      expect(received).toEqual([]);
    },
  );

  it('is answered with 200 if its token is signed with the key of the gateway', async () => {
    const answer = await post(urlOf('patients'), QUERY, bearer(await token()));
    expect(answer.status).toBe(200);
    expect(received).toHaveLength(1);
  });
});

describe('an observer between gateway and subgraph', () => {
  it('gets 401 for sending a captured token again: with the same body, a changed body or to another subgraph', async () => {
    const question = { query: '{ patients(first: 1) { id name } }' };
    const asker = issuer.token('ada', { roles: ['physician'] });
    expect((await gateway.ask(asker, question)).status).toBe(200);
    const [{ headers, body } = { headers: {}, body: '' }] = captured;
    const { authorization = '' } = headers;
    received.length = 0;
    for (const [to, text] of [
      ['patients', body],
      ['patients', body.replace('first', 'first ')],
      ['patients', `${body} `],
      ['patients', QUERY],
      ['claims', body],
    ] as const)
      expect((await post(urlOf(to), text, { authorization })).status).toBe(401);
    expect(received).toEqual([]);
  });

  it('sees in the token the subject, roles and request id of the caller, but no patient claim and no name', async () => {
    const patient = 'patient-4711';
    const question = { query: '{ patients(first: 1) { id } }' };
    const claims = { roles: ['patient', 'nurse'], patient, name: 'Ada Lovelace' };
    const { requestId } = await gateway.ask(issuer.token('ada', claims), question);
    const [{ headers } = { headers: {} as IncomingHttpHeaders }] = captured;
    const payload = decodeJwt(headers.authorization?.slice('Bearer '.length) ?? '');
    expect(payload).toMatchObject({
      iss: 'phi-gateway',
      aud: 'patients',
      sub: 'ada',
      roles: ['nurse', 'patient'],
      request_id: requestId,
    });
    expect(JSON.stringify(payload)).not.toMatch(/patient-4711|Lovelace/);
  });
});

describe('a client of a gateway that signs its subgraph requests', () => {
  it('cannot have its own headers sent to a subgraph', async () => {
    const accessToken = issuer.token('ada', { roles: ['physician'] });
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        'x-roles': 'privacy_officer',
        'x-user': 'somebody else',
        'x-client-ip': '10.0.0.1',
        'apollo-federation-include-trace': 'ftv1',
        cookie: 'session=1',
        'content-digest': 'sha-256=:AAAA:',
      },
      body: JSON.stringify({ query: '{ patients(first: 1) { id name } }' }),
    });
    expect(response.status).toBe(200);
    expect(captured.length).toBeGreaterThan(0);
    for (const { headers } of captured) {
      expect(Object.keys(headers).toSorted()).toEqual([
        'accept',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'traceparent',
        'x-request-id',
      ]);
      expect(headers.authorization).not.toContain(accessToken);
    }
  });

  it('can query all five subgraphs and run a mutation without errors', async () => {
    const asker = issuer.token('ada', { roles: ['physician', 'billing', 'nurse'] });
    const query = `{ patients(first: 2) { id name encounters(first: 1) { id } conditions(first: 1) { id }
      medications(first: 1) { id } claims(first: 1) { id } } }`;
    const answer = await gateway.ask(asker, { query });
    expect(answer).toMatchObject({ status: 200, errors: [] });
    expect(new Set(received.map(({ subgraph }) => subgraph)).size).toBe(5);
    const [first] = (answer.data as { patients: { id: string }[] }).patients;
    const write = `mutation($id: ID!) { correctAddress(patientId: $id,
      address: { line: "1 Found Way", city: "Acton", state: "Massachusetts", zip: "01720" }) { id } }`;
    expect(await gateway.ask(asker, { query: write, variables: { id: first?.id } })).toMatchObject({
      status: 200,
      errors: [],
    });
  });

  it("finds the gateway's public key at /.well-known/jwks.json, and no private key", async () => {
    const response = await fetch(new URL('/.well-known/jwks.json', gateway.url));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual(key.jwks);
    expect(text).toBe(readFileSync(`${keyPath}.jwks.json`, 'utf8').trim());
    expect(text).not.toContain('"d"');
  });
});

describe('a token that the gateway signs for a subgraph', () => {
  it("is refused with 401 as an access token for its type, even if the gateway's key set is configured as an issuer's", async () => {
    const trusting = config({ key: keyPath }) as { identity: { issuers: object[] } };
    trusting.identity.issuers = trusting.identity.issuers.map((each) => ({
      ...each,
      namesPatients: true,
    }));
    trusting.identity.issuers.push({
      namesPatients: true,
      issuer: 'phi-gateway',
      audience: 'patients',
      jwks: `${keyPath}.jwks.json`,
    });
    const audit = { db: join(folder, 'trusting.db') };
    const other = await startGateway(folder, 'trusting', { ...trusting, audit });
    const question = { query: '{ patients(first: 1) { id } }' };
    await other.ask(issuer.token('ada', { roles: ['physician'] }), question);
    const [{ headers } = { headers: {} as IncomingHttpHeaders }] = captured;
    const signed = headers.authorization?.slice('Bearer '.length) ?? '';
    for (const own of [signed, await token({ roles: ['privacy_officer'] })]) {
      expect(own).toMatch(/^ey/);
      expect((await other.ask(own, question)).status).toBe(401);
    }
    // The same claims without a token type are accepted, so the type is what is refused.
    const plain = await token({ roles: ['physician'] }, { typ: undefined });
    expect((await other.ask(plain, question)).status).toBe(200);
    await other.stop();
  });
});

describe('a gateway without an identity key to sign subgraph tokens', () => {
  it('exits with 1 and names the subgraph if its subgraphs require signed tokens', async () => {
    const file = join(folder, 'unsigned.yaml');
    writeFileSync(file, stringify(config(null)));
    const { code, err } = await runPhiGateway(['serve', '--config', file], folder);
    expect(code).toBe(1);
    expect(err).toContain('subgraph patients: ');
    expect(err).toContain('it refuses the gateway with 401');
  });
});
