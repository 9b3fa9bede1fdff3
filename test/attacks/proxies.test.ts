import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdge, type Edge } from '../support/edge.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';

const REACH =
  'authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }';
const PHYSICIAN = tokenOf(['physician']);
const HTTPS = ['x-forwarded-proto', 'https'] as const;

type Headers = readonly (readonly [string, string])[];

describe('a gateway behind a proxy', () => {
  let served: ServedGateway;
  beforeAll(async () => {
    served = await startServedGateway(
      `server: { trustedProxies: [127.0.0.1, 10.0.0.0/8], clientCertificateHeader: client-cert, shutdownSeconds: 5 }
${REACH}`,
    );
  });
  afterAll(() => served.close());

  const ask = async (headers: Headers) => {
    const { status, codes } = await served.send({
      token: PHYSICIAN,
      headers: [HTTPS, ...headers],
      body: { query: '{ patients(first: 1) { id name } }' },
    });
    expect({ status, codes }).toEqual({ status: 200, codes: [] });
    return served.leaves().findLast(({ kind }) => kind === 'access')?.client;
  };

  it('records the address of the client and the chain of proxies if it trusts them all', async () => {
    expect(await ask([['x-forwarded-for', '203.0.113.9, 10.1.2.3']])).toMatchObject({
      address: '203.0.113.9',
      proxies: ['127.0.0.1', '10.1.2.3'],
    });
  });

  it('records the thumbprint of the certificate that a trusted proxy states and the token is bound to', async () => {
    const der = Buffer.from('certificate');
    const certificate = createHash('sha256').update(der).digest('base64url');
    const { status } = await served.send({
      token: tokenOf(['physician'], { cnf: { 'x5t#S256': certificate } }),
      headers: [HTTPS, ['client-cert', `:${der.toString('base64')}:`]],
      body: { query: '{ patients(first: 1) { id name } }' },
    });
    expect(status).toBe(200);
    const { client } = served.leaves().findLast(({ kind }) => kind === 'access') ?? {};
    expect(client).toMatchObject({ certificate });
  });

  it.each<[string, Headers]>([
    [
      'another address before it in X-Forwarded-For',
      [['x-forwarded-for', '198.51.100.1, 203.0.113.9']],
    ],
    [
      'addresses of trusted proxies before it in X-Forwarded-For',
      [['x-forwarded-for', '127.0.0.1, 10.9.9.9, 203.0.113.9']],
    ],
    [
      'an X-Forwarded-For header of the client before that of the proxy',
      [
        ['x-forwarded-for', '198.51.100.1'],
        ['x-forwarded-for', '203.0.113.9'],
      ],
    ],
    [
      'text before it in X-Forwarded-For',
      [['x-forwarded-for', `${'"'.repeat(99)}, ,,;, 203.0.113.9`]],
    ],
    [
      'other headers that name an address',
      [
        ['x-forwarded-for', '203.0.113.9'],
        ['forwarded', 'for=198.51.100.1;proto=https'],
        ['x-real-ip', '198.51.100.1'],
        ['cf-connecting-ip', '198.51.100.1'],
        ['true-client-ip', '198.51.100.1'],
        ['x-client-ip', '198.51.100.1'],
        ['x-forwarded-host', 'attacker.example'],
      ],
    ],
    ['a port after it in X-Forwarded-For', [['x-forwarded-for', '203.0.113.9:51234']]],
    [
      'the IPv4-mapped IPv6 form of the address in X-Forwarded-For',
      [['x-forwarded-for', '[::FFFF:203.0.113.9]:51234']],
    ],
  ])('records the client address that a trusted proxy saw, despite %s', async (_what, headers) => {
    expect(await ask(headers)).toMatchObject({ address: '203.0.113.9', proxies: ['127.0.0.1'] });
  });

  it('refuses a request that reached the trusted proxy over plain HTTP with 403 HTTPS_REQUIRED, and records no access', async () => {
    const before = served.leaves().length;
    const { status, codes } = await served.send({
      token: PHYSICIAN,
      headers: [
        ['x-forwarded-for', '203.0.113.9'],
        ['x-forwarded-proto', 'http'],
      ],
      body: { query: '{ patients(first: 1) { name } }' },
    });
    expect({ status, codes }).toEqual({ status: 403, codes: ['HTTPS_REQUIRED'] });
    expect(
      served
        .leaves()
        .slice(before)
        .filter(({ kind }) => kind === 'access'),
    ).toEqual([]);
  });

  const guess = async (address: string) => {
    const headers: Headers = [HTTPS, ['x-forwarded-for', address]];
    const { codes } = await served.send({ token: 'a.b.c', headers, body: { query: '{ a }' } });
    return codes[0];
  };

  it('limits failed authentication (RATE_LIMITED) per client address, also if the client puts another before it, and not for other clients', async () => {
    const codes = await Promise.all(Array.from({ length: 62 }, () => guess('203.0.113.50')));
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(1);
    expect(await guess('203.0.113.51')).toBe('UNAUTHENTICATED');
    // A client cannot escape its budget by addresses that it puts before its own.
    expect(await guess('198.51.100.77, 203.0.113.50')).toBe('RATE_LIMITED');
  });

  it('refuses with REQUEST_TOO_LARGE so many header lines that Node.js would drop those of the proxy', async () => {
    const { hostname, port } = new URL(served.gateway.url);
    const socket = connect(Number(port), hostname);
    socket.end(
      [
        'POST /graphql HTTP/1.1',
        'host: gateway',
        `authorization: Bearer ${PHYSICIAN}`,
        'content-type: application/json',
        'connection: close',
        'content-length: 15',
        'x-forwarded-for: 198.51.100.1',
        ...Array.from({ length: 1_000 }, () => 'a:'),
        'x-forwarded-for: 203.0.113.9',
        'x-forwarded-proto: http',
        '',
        '{"query":"{a}"}',
      ].join('\r\n'),
    );
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toContain('REQUEST_TOO_LARGE');
  });

  it('sends Strict-Transport-Security if a trusted proxy states HTTPS', async () => {
    const { headers } = await served.send({ token: PHYSICIAN, headers: [HTTPS], body: {} });
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  });

  it('releases nothing to a proxy on this machine that it does not list (HTTPS_REQUIRED), and records the address of a program on this machine', async () => {
    const direct = await served.replica({ yaml: REACH });
    try {
      const send = (...headers: Headers) =>
        direct.send({
          token: PHYSICIAN,
          headers,
          body: { query: '{ patients(first: 1) { id name } }' },
        });
      const proxied: Headers = [
        ['x-forwarded-for', '203.0.113.9'],
        ['forwarded', 'for=203.0.113.9;proto=https'],
        ['x-forwarded-proto', 'https'],
        ['x-real-ip', '203.0.113.9'],
        ['via', '1.1 proxy'],
      ];
      for (const header of proxied) {
        const { status, codes, text } = await send(header);
        expect({ status, codes }).toEqual({ status: 403, codes: ['HTTPS_REQUIRED'] });
        expect(text).not.toContain('patients');
      }
      const accesses = () => direct.leaves().filter(({ kind }) => kind === 'access');
      expect(accesses()).toEqual([]);
      expect(await send()).toMatchObject({ status: 200, codes: [] });
      expect(accesses().map(({ client }) => client)).toEqual([
        expect.objectContaining({ address: '127.0.0.1' }),
      ]);
      expect(accesses()[0]?.client).not.toHaveProperty('proxies');
    } finally {
      await direct.close();
    }
  });

  it('does not name a failed subgraph at /health/ready to a trusted proxy on the same machine', async () => {
    await served.takeDown('patients');
    await served.send({
      token: PHYSICIAN,
      headers: [HTTPS, ['x-forwarded-for', '203.0.113.9']],
      body: { query: '{ patients(first: 1) { name } }' },
    });
    const { text } = await served.send({ path: '/health/ready', method: 'GET', token: 'none' });
    expect(text).not.toContain('patients');
  });
});

const post = (edge: Edge, headers: Readonly<Record<string, string>>) =>
  fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ hello }"}',
  });

const codesIn = ({ logged }: Edge) =>
  logged.flatMap((line) => /"(?:reason|code)":"(PROXY_\w+)"/.exec(line)?.[1] ?? []);

describe('the log of a gateway behind a proxy', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['PROXY_STATES_NO_PROTOCOL', {}],
    ['PROXY_STATES_HTTP', { 'x-forwarded-proto': 'http' }],
  ])(
    'names %s as the reason of a request over plain HTTP that is refused with 403 (%j)',
    async (reason, headers) => {
      const edge = await startEdge('server: { trustedProxies: [127.0.0.1] }');
      try {
        expect((await post(edge, headers)).status).toBe(403);
        expect(codesIn(edge)).toEqual([reason]);
      } finally {
        await edge.close();
      }
    },
  );

  it('names once that a trusted proxy names no client', async () => {
    const edge = await startEdge('server: { trustedProxies: [127.0.0.1] }');
    try {
      for (const address of ['203.0.113.9', 'unknown', '']) {
        const headers = { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' };
        expect((await post(edge, headers)).status).toBe(401);
      }
      expect(codesIn(edge)).toEqual(['PROXY_NAMES_NO_CLIENT']);
    } finally {
      await edge.close();
    }
  });

  it('names the setting that lists proxies if it refuses one on this machine that is not listed', async () => {
    const edge = await startEdge();
    try {
      const headers = { 'x-forwarded-for': '203.0.113.9' };
      const statuses = [];
      for (const sent of [{}, headers, headers]) statuses.push((await post(edge, sent)).status);
      expect(statuses).toEqual([401, 403, 403]);
      expect(edge.logged.filter((line) => line.includes('PROXY_NOT_TRUSTED'))).toEqual([
        expect.stringContaining('"setting":"server.trustedProxies"'),
      ]);
    } finally {
      await edge.close();
    }
  });
});

const [ownAddress] = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .filter(({ internal, family }) => !internal && family === 'IPv4')
  .map(({ address }) => address);

// Needs an address of this machine that is not loopback.
(ownAddress === undefined ? describe.skip : describe)('plain HTTP on a network address', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge(`server: { host: "${ownAddress}", trustedProxies: [192.0.2.1] }`);
  });
  afterAll(() => edge.close());

  it('is refused with 403 HTTPS_REQUIRED for a peer that is not a trusted proxy, even with X-Forwarded-Proto: https', async () => {
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '203.0.113.9',
      },
      body: '{"query":"{ hello }"}',
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('HTTPS_REQUIRED');
    expect(edge.refused).toContain('HTTPS_REQUIRED');
  });

  it('is accepted at /health/live', async () => {
    expect((await fetch(`${edge.url}/health/live`)).status).toBe(200);
  });
});
