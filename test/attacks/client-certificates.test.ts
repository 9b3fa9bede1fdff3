import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';
import { openHttp2 } from '../support/http2-client.ts';
import { createAuthority, selfSigned, type SelfSigned } from '../support/self-signed.ts';

const server = selfSigned();
const authority = createAuthority('Clinic CA');
/** Has the same name, but another key. */
const impostor = createAuthority('Clinic CA');
const own = authority.issue({ subject: 'portal' });
const other = authority.issue({ subject: 'other' });

const folder = mkdtempSync(join(tmpdir(), 'phi-client-certificates-'));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const tls = `cert: "${file('cert.pem', server.cert)}", key: "${file('key.pem', server.key)}", http2: true, clientCa: "${file('ca.pem', authority.cert)}"`;
afterAll(() => rmSync(folder, { recursive: true }));

const derOf = ({ cert }: SelfSigned) => new X509Certificate(cert).raw;
const thumbprintOf = (pair: SelfSigned) =>
  createHash('sha256').update(derOf(pair)).digest('base64url');
const tokenBoundTo = (pair: SelfSigned) =>
  tokenFor('ada', { cnf: { 'x5t#S256': thumbprintOf(pair) } });
/** As a proxy states it: https://www.rfc-editor.org/rfc/rfc9440#section-2.1 */
const stated = (pair: SelfSigned) => `:${derOf(pair).toString('base64')}:`;

interface Asked {
  readonly token: string;
  readonly pair?: SelfSigned | null;
  readonly scheme?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !holds();) {
    if (Date.now() > end) throw new Error('it did not happen');
    await sleep(20);
  }
}

const BODY = JSON.stringify({ query: '{ hello }' });

/** Sends a query on a connection of its own. Rejects if the handshake fails. */
async function ask(
  edge: Edge,
  { token, pair = null, scheme = 'Bearer', headers = {} }: Asked,
): Promise<{ readonly status: number; readonly challenge: unknown; readonly reason: string }> {
  const request = edge.url.startsWith('https:') ? requestHttps : requestHttp;
  const sent = request(new URL('/graphql', edge.url), {
    method: 'POST',
    agent: false,
    ca: server.cert,
    ...(pair && { cert: pair.cert, key: pair.key }),
    headers: {
      authorization: `${scheme} ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
  });
  sent.end(BODY);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  const line = edge.logged.findLast((each) => each.includes('"request refused"')) ?? '{}';
  return {
    status: response.statusCode ?? 0,
    challenge: response.headers['www-authenticate'],
    reason: response.statusCode === 200 ? '' : (JSON.parse(line) as { reason: string }).reason,
  };
}

describe('an access token that its cnf claim binds to a client certificate (RFC 8705)', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(`server: { tls: { ${tls}, clientCertificates: optional } }`);
  });
  afterAll(() => edge.close());

  it('is accepted over HTTP/1.1 and HTTP/2 connections with that certificate, whose thumbprint the caller then has, and gets 401 over one with another certificate', async () => {
    const token = tokenBoundTo(own);
    expect(await ask(edge, { token, pair: own })).toMatchObject({ status: 200 });
    const client = await openHttp2(edge.url, { ca: server.cert, cert: own.cert, key: own.key });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect(await client.send({ headers, body: BODY })).toMatchObject({ status: 200 });
    expect(edge.contexts.slice(-2).map(({ caller }) => caller.certificate)).toEqual([
      thumbprintOf(own),
      thumbprintOf(own),
    ]);
    // The certificate of the connection is not that of this token.
    const foreign = { ...headers, authorization: `Bearer ${tokenBoundTo(other)}` };
    expect(await client.send({ headers: foreign, body: BODY })).toMatchObject({ status: 401 });
    client.close();
  });

  it.each<[string, string, Omit<Asked, 'token'>]>([
    ['no certificate', 'CERTIFICATE_MISSING', {}],
    ['another certificate of the same authority', 'CERTIFICATE_MISMATCH', { pair: other }],
    [
      'a certificate of another authority with the same name',
      'CERTIFICATE_NOT_VERIFIED',
      { pair: impostor.issue({ subject: 'portal' }) },
    ],
    ['a self-signed certificate', 'CERTIFICATE_NOT_VERIFIED', { pair: selfSigned() }],
    [
      'an expired certificate of the authority',
      'CERTIFICATE_NOT_VERIFIED',
      { pair: authority.issue({ days: -0.5 }) },
    ],
    [
      'no certificate, but a Client-Cert header that the client sends',
      'CERTIFICATE_MISSING',
      { headers: { 'client-cert': stated(own) } },
    ],
    [
      'another certificate, and a Client-Cert header that the client sends',
      'CERTIFICATE_MISMATCH',
      { pair: other, headers: { 'client-cert': stated(own) } },
    ],
    ['the certificate, but the scheme DPoP', 'TOKEN_NOT_BOUND', { pair: own, scheme: 'DPoP' }],
  ])(
    'is refused with 401 over a connection with %s, and the logged reason is %s',
    async (_what, reason, asked) => {
      const answer = await ask(edge, { token: tokenBoundTo(own), ...asked });
      expect(answer).toMatchObject({ status: 401, reason });
      // The scheme DPoP asks for another kind of proof.
      expect(answer.challenge).toMatch(
        reason === 'TOKEN_NOT_BOUND'
          ? /^DPoP error="invalid_token"/
          : /^Bearer error="invalid_token", error_description="[^"]+client certificate/,
      );
    },
  );

  it.each<[string, SelfSigned]>([
    ['an expired certificate', authority.issue({ days: -0.5 })],
    ['a certificate of another authority', impostor.issue()],
  ])(
    'is refused with 401 over a connection with %s even if the token is bound to that certificate',
    async (_what, pair) => {
      const answer = await ask(edge, { token: tokenBoundTo(pair), pair });
      expect(answer).toMatchObject({ status: 401, reason: 'CERTIFICATE_NOT_VERIFIED' });
    },
  );

  it('is accepted on a resumed TLS session with that certificate, and refused with 401 on one without a certificate', async () => {
    const agents = [own, null].map(
      (pair) =>
        new Agent({
          keepAlive: false,
          ca: server.cert,
          maxCachedSessions: 10,
          ...(pair && { cert: pair.cert, key: pair.key }),
        }),
    );
    const send = async (agent: Agent | undefined) => {
      const sent = requestHttps(new URL('/graphql', edge.url), {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${tokenBoundTo(own)}`,
          'content-type': 'application/json',
        },
      });
      sent.end(BODY);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const isReused = response.socket instanceof TLSSocket && response.socket.isSessionReused();
      response.resume();
      await once(response, 'end');
      return [response.statusCode, isReused];
    };
    const [withIt, without] = agents;
    expect([await send(withIt), await send(withIt)]).toEqual([
      [200, false],
      [200, true],
    ]);
    expect([await send(without), await send(without)]).toEqual([
      [401, false],
      [401, true],
    ]);
  });

  it('is not needed: a token without cnf is accepted with and without a certificate', async () => {
    const token = tokenFor('ada');
    expect(await ask(edge, { token })).toMatchObject({ status: 200 });
    expect(await ask(edge, { token, pair: other })).toMatchObject({ status: 200 });
    expect(edge.contexts.at(-1)?.caller.certificate).toBeNull();
  });
});

describe('a gateway that requires client certificates, with an issuer that has requireMutualTls', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(`server: { publicUrl: "https://api.example/graphql", tls: { ${tls} } }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json, requireMutualTls: true }] }`);
  });
  afterAll(() => edge.close());

  it.each<[string, 'TLSv1.2' | 'TLSv1.3', string, SelfSigned | null]>([
    ['no certificate', 'TLSv1.2', 'CERTIFICATE_MISSING', null],
    ['no certificate', 'TLSv1.3', 'CERTIFICATE_MISSING', null],
    ['a certificate of another authority', 'TLSv1.2', 'CERT_SIGNATURE_FAILURE', impostor.issue()],
    ['a certificate of another authority', 'TLSv1.3', 'CERT_SIGNATURE_FAILURE', impostor.issue()],
    ['an expired certificate', 'TLSv1.3', 'CERT_HAS_EXPIRED', authority.issue({ days: -0.5 })],
  ])(
    'refuses the handshake of a client without a valid certificate, for health checks too: %s, %s, and logs %s',
    async (_what, version, reason, pair) => {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(new URL(edge.url).port),
        ca: server.cert,
        minVersion: version,
        maxVersion: version,
        ...(pair && { cert: pair.cert, key: pair.key }),
      });
      let received = '';
      socket.on('data', (data: Buffer) => void (received += data.toString()));
      socket.on('error', () => undefined);
      // In TLS 1.3, the client learns of the refusal after its own part of the handshake.
      socket.once('secureConnect', () =>
        socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n'),
      );
      await new Promise((resolve) => void socket.once('close', resolve));
      expect(received).toBe('');
      // Of equal refusals within a second, the first has a line.
      await until(() => edge.logged.some((line) => line.includes(`"reason":"${reason}"`)));
    },
  );

  it('accepts only a token bound to the certificate, logs others as CERTIFICATE_NOT_BOUND, and announces such tokens in its metadata', async () => {
    expect(await ask(edge, { token: tokenBoundTo(own), pair: own })).toMatchObject({ status: 200 });
    for (const cnf of [undefined, { jkt: 'k'.repeat(43) }])
      expect(await ask(edge, { token: tokenFor('ada', { cnf }), pair: own })).toMatchObject({
        status: 401,
        reason: 'CERTIFICATE_NOT_BOUND',
      });
    const client = await openHttp2(edge.url, { ca: server.cert, cert: own.cert, key: own.key });
    const { text } = await client.send({
      method: 'GET',
      path: '/.well-known/oauth-protected-resource',
    });
    client.close();
    expect(JSON.parse(text)).toMatchObject({ tls_client_certificate_bound_access_tokens: true });
  });
});

const behind = (settings: string) => startEdge(`server: { ${settings} }`);

describe('a token that is bound to a certificate, behind a proxy', () => {
  const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };

  it('is accepted if a trusted proxy states exactly this certificate in its Client-Cert header, and refused with 401 if it states another or no readable one', async () => {
    const edge = await behind('trustedProxies: [127.0.0.1], clientCertificateHeader: client-cert');
    const token = tokenBoundTo(own);
    const send = (value: string | string[] | null) =>
      ask(edge, { token, headers: { ...https, ...(value !== null && { 'client-cert': value }) } });
    expect(await send(stated(own))).toMatchObject({ status: 200 });
    expect(await send(stated(other))).toMatchObject({
      status: 401,
      reason: 'CERTIFICATE_MISMATCH',
    });
    const unreadable = [
      null,
      '',
      '::',
      [stated(own), stated(other)],
      [stated(other), stated(own)],
      `${stated(own)}, ${stated(other)}`,
      stated(own).slice(1),
      `${stated(own)};a=1`,
      encodeURIComponent(own.cert),
      own.cert.replaceAll('\n', ' '),
    ];
    for (const value of unreadable)
      expect({ value, ...(await send(value)) }).toMatchObject({
        status: 401,
        reason: value === null ? 'CERTIFICATE_MISSING' : 'CERTIFICATE_UNREADABLE',
      });
    await edge.close();
  });

  it('is refused with 401 if the Client-Cert header is not configured, or comes from an address that is not a trusted proxy', async () => {
    for (const [settings, more] of [
      ['trustedProxies: [127.0.0.1]', https],
      // With headers of a proxy, the request would be refused before its token is read.
      ['trustedProxies: [10.1.2.3], clientCertificateHeader: client-cert', {}],
    ] as const) {
      const edge = await behind(settings);
      const headers = { ...more, 'client-cert': stated(own) };
      const answer = await ask(edge, { token: tokenBoundTo(own), headers });
      expect(answer).toMatchObject({ status: 401, reason: 'CERTIFICATE_MISSING' });
      await edge.close();
    }
  });

  it('is refused with 401 if it is bound to the certificate with which the proxy connects to the gateway', async () => {
    const edge = await behind(`trustedProxies: [127.0.0.1], tls: { ${tls} }`);
    const answer = await ask(edge, { token: tokenBoundTo(own), pair: own, headers: https });
    expect(answer).toMatchObject({ status: 401, reason: 'CERTIFICATE_MISSING' });
    await edge.close();
  });
});
