import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { tokenFor } from '../support/edge.ts';
import { readSamples } from '../support/read-samples.ts';
import { startRedis } from '../support/redis.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { systemProgram } from '../support/system-program.ts';

/** A store of limits that can be stopped. */
interface Store {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** All that it holds. */
  contents(): Promise<string>;
  close(): Promise<void>;
}

const redis = systemProgram('redis-server');

/** Sends a request as the proxy at 127.0.0.1 would, which reports the client's address and protocol. */
const ask = (gateway: ServedGateway, token: string, address = '192.0.2.1') =>
  gateway.send({
    token,
    headers: [
      ['x-forwarded-for', address],
      ['x-forwarded-proto', 'https'],
    ],
    body: { query: '{ __typename }' },
  });
/** Statuses of one request after another. */
const statuses = async (token: string, gateways: readonly ServedGateway[], address?: string) => {
  const found: number[] = [];
  for (const gateway of gateways) found.push((await ask(gateway, token, address)).status);
  return found;
};
/** Read at the port of the metrics, which states the problems. */
const readiness = async ({ gateway }: ServedGateway) => {
  const response = await fetch(new URL('/health/ready', gateway.metricsUrl ?? ''));
  return { status: response.status, text: await response.text() };
};
const isStoreUp = async (gateway: ServedGateway) => {
  const { names, of } = await readSamples(gateway.gateway.metricsUrl ?? '');
  return of(names.find((name) => name.startsWith('phi_gateway_limit_store_up{')) ?? '');
};
const linesOf = ({ logged }: ServedGateway, event: string) =>
  logged.filter((line) => line.includes(event)).length;

const PUBLIC_URL = 'https://api.example/graphql';

/** A token that is bound to a key, and proofs of the key. */
async function createBoundToken() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const token = tokenFor('alan', { cnf: { jkt: await calculateJwkThumbprint(jwk) } });
  const ath = createHash('sha256').update(token).digest('base64url');
  const prove = () =>
    new SignJWT({ jti: randomUUID(), htm: 'POST', htu: PUBLIC_URL, ath })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  return { token, prove };
}

async function startRedisStore(): Promise<Store> {
  const server = await startRedis(redis ?? '');
  return { ...server, stop: () => server.kill(), contents: () => server.send('KEYS *') };
}

async function startPostgresStore(): Promise<Store> {
  const postgres = await sharedPostgres();
  const server = await postgres.createDatabase('limits');
  const proxy = await startCuttingProxy(server.port);
  return {
    url: `postgres://${server.user}:${server.password}@127.0.0.1:${proxy.port}/${server.database}`,
    // Nothing listens on port 1.
    stop: async () => proxy.redirect(1),
    start: async () => proxy.redirect(server.port),
    contents: async () => {
      const client = await connect(server);
      const { rows } = await client.query('SELECT * FROM phi_limits.counters');
      await client.end();
      return JSON.stringify(rows);
    },
    close: () => proxy.close(),
  };
}

(redis === null ? describe.skip : describe)('two gateways that share limits in Redis', () => {
  testSharing(startRedisStore);
});
describe('two gateways that share limits in PostgreSQL', () => {
  testSharing(startPostgresStore);
});

function testSharing(startStore: () => Promise<Store>): void {
  let store: Store;
  let open: ServedGateway;
  let closed: ServedGateway;

  const yaml = (
    onFailure: string,
  ) => `server: { metrics: { port: 0 }, publicUrl: "${PUBLIC_URL}", trustedProxies: [127.0.0.1] }
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }
limits: { requestsPerMinute: 4, store: { url: "${store.url}", onFailure: ${onFailure}, timeoutMs: 2000 } }`;

  beforeAll(async () => {
    store = await startStore();
    open = await startServedGateway(yaml('open'));
    closed = await open.replica({ yaml: yaml('closed') });
  });
  afterAll(async () => {
    await open.close();
    await store.close();
  });

  it('together admit a caller as often as one of them would alone, then answer 429 RATE_LIMITED with the time to retry', async () => {
    const token = tokenFor('ada');
    expect(await statuses(token, [open, closed, open, closed])).toEqual([200, 200, 200, 200]);
    for (const gateway of [open, closed]) {
      const { status, codes, headers } = await ask(gateway, token);
      expect({ status, codes }).toEqual({ status: 429, codes: ['RATE_LIMITED'] });
      const seconds = Number(headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(headers.get('ratelimit-policy')).toBe('"requests";q=4;w=60');
      expect(headers.get('ratelimit')).toBe(`"requests";r=0;t=${seconds}`);
    }
    expect((await ask(open, tokenFor('grace'))).status).toBe(200);
  });

  it('accept a proof of possession once: the other gateway refuses it with 401, and accepts a new one', async () => {
    const { token, prove } = await createBoundToken();
    const statusOf = async (gateway: ServedGateway, proof: string) =>
      (
        await gateway.send({
          token,
          headers: [
            ['authorization', `DPoP ${token}`],
            ['dpop', proof],
            ['x-forwarded-proto', 'https'],
          ],
          body: { query: '{ __typename }' },
        })
      ).status;
    const proof = await prove();
    expect(await statusOf(open, proof)).toBe(200);
    expect(await statusOf(closed, proof)).toBe(401);
    expect(await statusOf(closed, await prove())).toBe(200);
  });

  it('refuse an address with 429 after 60 failed authentications at both together', async () => {
    const both = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? open : closed));
    expect(new Set(await statuses('x.y.z', both, '192.0.2.2'))).toEqual(new Set([401]));
    expect(await statuses('x.y.z', [open, closed], '192.0.2.2')).toEqual([429, 429]);
  });

  it('leave no subject, issuer or address in the store', async () => {
    const contents = await store.contents();
    expect(contents).toContain('phi-gateway:');
    expect(contents).not.toMatch(/ada|grace|id\.example|127\.0\.0\.1|192\.0\.2\./);
  });

  it('while the store is stopped, count alone and are ready (onFailure: open), or refuse with NOT_READY and are not ready (closed), and log the failure and its effect once', async () => {
    await store.stop();
    const token = tokenFor('edsger');
    expect(await statuses(token, [open, open, open, open, open])).toEqual([
      200, 200, 200, 200, 429,
    ]);
    const refused = await ask(closed, token);
    expect(refused).toMatchObject({ status: 503, codes: ['NOT_READY'] });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await ask(closed, token)).toMatchObject({ status: 503, codes: ['NOT_READY'] });
    expect(await readiness(open)).toMatchObject({
      status: 200,
      text: expect.stringContaining('limit store'),
    });
    expect(await readiness(closed)).toMatchObject({
      status: 503,
      text: expect.stringContaining('requests cannot be counted'),
    });
    const failing = 'limit store has begun to fail';
    expect(linesOf(open, `${failing}, each gateway counts for itself`)).toBe(1);
    expect(linesOf(closed, `${failing}, requests are refused`)).toBe(1);
    for (const gateway of [open, closed]) {
      expect(linesOf(gateway, failing)).toBe(1);
      expect(await isStoreUp(gateway)).toBe(0);
    }
  });

  it('share limits again as soon as the store has started', async () => {
    await store.start();
    const until = performance.now() + 20_000;
    while ((await isStoreUp(open)) !== 1 || (await isStoreUp(closed)) !== 1) {
      if (performance.now() > until) throw new Error('The store is not used again.');
      await sleep(50);
    }
    expect((await readiness(closed)).status).toBe(200);
    const token = tokenFor('barbara');
    expect(await statuses(token, [open, closed, open, closed, open, closed])).toEqual([
      200, 200, 200, 200, 429, 429,
    ]);
    for (const gateway of [open, closed])
      expect(linesOf(gateway, 'limit store answers again')).toBe(1);
  });
}
