import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEY_SET, tokenFor } from '../support/edge.ts';
import { freePort } from '../support/free-port.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { startRawSubgraph, type RawSubgraph } from '../support/raw-subgraph.ts';
import { readSamples } from '../support/read-samples.ts';

const SDL = 'type Query { value: String @phi @role(anyOf: ["doctor"]) }';
const answer: Parameters<typeof startRawSubgraph>[1] = ({ query }, response) => {
  const key = /\{\s*(\w+)/.exec(query)?.[1] ?? 'value';
  response.end(JSON.stringify({ data: { [key]: 'yes' } }));
};
const ISSUER = { issuer: 'https://id.example', audience: 'phi' };

let subgraph: RawSubgraph;
beforeAll(async () => void (subgraph = await startRawSubgraph(SDL, answer)));
afterAll(() => subgraph.close());

async function serveKeys(port: number): Promise<Server> {
  const server = createServer((_request, response) => response.end(KEY_SET));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function ask(gateway: FrontingGateway, token = tokenFor('doc', { roles: ['doctor'] })) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"query":"{ value }"}',
  });
  return { status: response.status, text: await response.text() };
}

async function ready(gateway: FrontingGateway, headers: Record<string, string> = {}) {
  const response = await fetch(new URL('/health/ready', gateway.url), { headers });
  return { status: response.status, text: await response.text() };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 300) throw new Error('It never came to that.');
    await sleep(50);
  }
}

const lines = (gateway: FrontingGateway, text: string) =>
  gateway.logged.filter((line) => line.includes(text));

describe('a token issuer with unavailable signing keys', () => {
  it('gives 503 for requests and readiness, is named in readiness except to proxied requests, is logged once, and is down in metrics until it recovers', async () => {
    const port = await freePort();
    const jwks = `http://127.0.0.1:${port}/jwks`;
    const gateway = await startFronting(
      { values: subgraph.url },
      { identity: { issuers: [{ ...ISSUER, jwks }] }, server: { port: 0, metrics: { port: 0 } } },
    );
    const metrics = gateway.metricsUrl ?? '';
    expect(await ready(gateway)).toEqual({
      status: 503,
      text: expect.stringContaining('issuer https://id.example: KEYS_UNAVAILABLE'),
    });
    const forwarded = await ready(gateway, { 'x-forwarded-for': '203.0.113.7' });
    expect(forwarded.status).toBe(503);
    expect(forwarded.text).not.toContain('issuer');
    const watched = await fetch(new URL('/health/ready', metrics));
    expect(watched.status).toBe(503);
    expect(await watched.text()).toContain('issuer https://id.example: KEYS_UNAVAILABLE');
    for (let count = 0; count < 5; count += 1) expect((await ask(gateway)).status).toBe(503);
    expect((await readSamples(metrics)).of('phi_gateway_issuer_up{index="0"}')).toBe(0);
    expect(lines(gateway, 'issuer has begun to fail')).toHaveLength(1);

    const issuer = await serveKeys(port);
    await until(async () => (await ready(gateway)).status === 200);
    expect((await ask(gateway)).status).toBe(200);
    expect(await ready(gateway)).toEqual({ status: 200, text: '{"status":"ready"}' });
    expect((await readSamples(metrics)).of('phi_gateway_issuer_up{index="0"}')).toBe(1);
    expect(lines(gateway, 'issuer answers again')).toHaveLength(1);
    await gateway.close();
    issuer.closeAllConnections();
    issuer.close();
  });

  it('is named in the readiness response, which stays 200, if another issuer works', async () => {
    const issuer = await serveKeys(0);
    const up = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
    const down = `http://127.0.0.1:${await freePort()}/jwks`;
    const issuers = [
      { ...ISSUER, namesPatients: true, jwks: up },
      { ...ISSUER, issuer: 'https://other.example', namesPatients: false, jwks: down },
    ];
    const gateway = await startFronting({ values: subgraph.url }, { identity: { issuers } });
    const { status, text } = await ready(gateway);
    expect(status).toBe(200);
    expect(text).toContain('issuer https://other.example: KEYS_UNAVAILABLE');
    expect(text).not.toContain('id.example: ');
    expect((await ask(gateway)).status).toBe(200);
    await gateway.close();
    issuer.closeAllConnections();
    issuer.close();
  });
});

describe('a failing subgraph', () => {
  it('is logged once as failing and once as recovered, counted in metrics, and named in readiness, which stays 200', async () => {
    const port = await freePort();
    const first = await startRawSubgraph(SDL, answer, port);
    const gateway = await startFronting(
      { values: first.url },
      { server: { port: 0, metrics: { port: 0 } }, subgraph: { circuitBreaker: null } },
    );
    const metrics = gateway.metricsUrl ?? '';
    const up = async () =>
      (await readSamples(metrics)).of('phi_gateway_subgraph_up{subgraph="values"}');
    expect((await ask(gateway)).text).toContain('yes');
    expect(await up()).toBe(1);
    await first.close();
    for (let count = 0; count < 20; count += 1)
      expect((await ask(gateway)).text).toContain('SUBGRAPH_FAILED');
    const failing = lines(gateway, 'subgraph has begun to fail');
    expect(failing).toHaveLength(1);
    expect(JSON.parse(failing[0] ?? '{}')).toMatchObject({
      subgraph: 'values',
      code: 'SUBGRAPH_UNREACHABLE',
      reason: 'ECONNREFUSED',
    });
    expect(await up()).toBe(0);
    const name =
      'phi_gateway_subgraph_failures_total{subgraph="values",code="SUBGRAPH_UNREACHABLE"}';
    expect((await readSamples(metrics)).of(name)).toBe(20);
    expect(await ready(gateway)).toEqual({
      status: 200,
      text: '{"status":"ready","problems":["subgraph values: SUBGRAPH_UNREACHABLE (ECONNREFUSED)"]}',
    });
    const again = await startRawSubgraph(SDL, answer, port);
    await until(async () => (await ask(gateway)).text.includes('yes'));
    await until(() => lines(gateway, 'subgraph answers again').length === 1);
    expect(await up()).toBe(1);
    expect((await ready(gateway)).text).toBe('{"status":"ready"}');
    await gateway.close();
    await again.close();
  });

  it('is named in readiness and logged with each reason after malformed, late and oversized responses, and not logged after a canceled call', async () => {
    let text: string | null = null;
    const odd = await startRawSubgraph(SDL, (_asked, response) => {
      if (text !== null) response.end(text);
    });
    const gateway = await startFronting(
      { values: odd.url },
      { subgraph: { timeoutMs: 1_500, maxResponseBytes: 100_000 } },
    );
    const leaving = new AbortController();
    const asking = fetch(gateway.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokenFor('doc', { roles: ['doctor'] })}`,
        'content-type': 'application/json',
      },
      body: '{"query":"{ value }"}',
      signal: leaving.signal,
    });
    await odd.arrived(1);
    leaving.abort();
    await expect(asking).rejects.toThrow('aborted');
    await until(() => odd.asked[0]?.isAborted === true);
    expect(lines(gateway, 'begun to fail')).toHaveLength(0);

    const failures: string[] = [];
    for (const next of ['<h1>', null, 'x'.repeat(200_000)]) {
      text = next;
      await ask(gateway);
      failures.push(/SUBGRAPH_\w+/.exec((await ready(gateway)).text)?.[0] ?? 'none');
    }
    expect(failures).toEqual(['SUBGRAPH_MALFORMED', 'SUBGRAPH_LATE', 'SUBGRAPH_TOO_LARGE']);
    await until(() => lines(gateway, 'fails for another reason').length === 2);
    for (const next of ['<h1>', '{"data":{"value":"yes"}}']) {
      text = next;
      await ask(gateway);
    }
    await until(() => lines(gateway, 'subgraph answers again').length === 1);
    const logged = lines(gateway, '"subgraph":"values"').flatMap(
      (line) => /SUBGRAPH_\w+/.exec(line)?.[0] ?? [],
    );
    expect(logged).toEqual(failures);
    await gateway.close();
    await odd.close();
  });
});

const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const rest = (token: string) => token.slice(token.indexOf('.'));

describe('a rejected access token', () => {
  const hour = Math.floor(Date.now() / 1_000) + 3_600;
  const cases: [string, () => string][] = [
    ['AUDIENCE_MISMATCH', () => tokenFor('x', { aud: 'other' })],
    ['EXPIRED', () => tokenFor('x', { exp: 1 })],
    ['NOT_YET_VALID', () => tokenFor('x', { nbf: hour })],
    ['UNKNOWN_ISSUER', () => tokenFor('x', { iss: 'https://else.example' })],
    ['CLAIM_MISSING', () => tokenFor('x', { aud: undefined })],
    ['SIGNATURE_INVALID', () => `${tokenFor('x').replace(/[^.]+$/, '')}${'A'.repeat(86)}`],
    ['UNKNOWN_KEY', () => `${header({ alg: 'EdDSA', kid: 'other' })}${rest(tokenFor('x'))}`],
    ['ALGORITHM_NOT_ALLOWED', () => `${header({ alg: 'HS256', kid: 'k1' })}${rest(tokenFor('x'))}`],
    ['MALFORMED', () => 'x.y.z'],
    ['MALFORMED', () => 'secret-of-mine'],
  ];

  let gateway: FrontingGateway;
  beforeAll(async () => void (gateway = await startFronting({ values: subgraph.url })));
  afterAll(() => gateway.close());

  it.each(cases)(
    'gets 401 and is logged with the reason %s, without any part of the token',
    async (reason, make) => {
      const token = make();
      const before = gateway.logged.length;
      const { status, text } = await ask(gateway, token);
      expect(status).toBe(401);
      expect(text).not.toContain(reason);
      const loggedLines = gateway.logged.slice(before);
      expect(loggedLines.filter((line) => line.includes(`"reason":"${reason}"`))).toHaveLength(1);
      for (const part of token.split('.').filter(({ length }) => length > 3))
        expect(loggedLines.join('')).not.toContain(part);
    },
  );
});
