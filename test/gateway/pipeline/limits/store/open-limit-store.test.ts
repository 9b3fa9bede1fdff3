import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PostgresServer } from '../../../../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../../../../gateway/audit/store/postgres/connect.ts';
import { limitsSchema } from '../../../../../gateway/pipeline/limits/limits-config.ts';
import { openLimitStore } from '../../../../../gateway/pipeline/limits/store/open-limit-store.ts';
import { openSession } from '../../../../../gateway/audit/store/postgres/open-session.ts';
import { StartError } from '../../../../../gateway/platform/errors.ts';
import type { SharedCounters } from '../../../../../gateway/platform/rates/shared-counters.ts';
import { packageFile } from '../../../../../schema/package-file.ts';
import { freePort } from '../../../../support/free-port.ts';
import type { LedgerLogins } from '../../../../support/postgres-server.ts';
import { startRedis, type RedisProcess } from '../../../../support/redis.ts';
import { selfSigned } from '../../../../support/self-signed.ts';
import { sharedPostgres, type SharedPostgres } from '../../../../support/shared-postgres.ts';
import { systemProgram } from '../../../../support/system-program.ts';

const opened: SharedCounters[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** Opens a store with these settings. */
async function open(settings: object) {
  const codes: (string | null)[] = [];
  const { store } = limitsSchema('/').parse({ store: { timeoutMs: 2_000, ...settings } });
  const note = (_part: unknown, failure: { readonly code: string } | null) =>
    void codes.push(failure && failure.code);
  const shared = await openLimitStore(store, { note });
  if (shared === null) throw new Error('There is no store.');
  opened.push(shared);
  return { shared, codes };
}

/** The line that the operator reads when the gateway does not start. */
async function problem(settings: object): Promise<string> {
  try {
    await open(settings);
  } catch (error) {
    if (error instanceof StartError) return error.problems.join('\n');
    throw error;
  }
  return '';
}

async function totals(stores: readonly SharedCounters[]) {
  const found: (number | undefined)[] = [];
  for (const store of stores) found.push((await store.add('a caller', 1, 60))?.total);
  return found;
}

function urlOf({ user, password, port, database }: PostgresServer): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** The statements of the documentation. */
const [, DOCUMENTED = ''] =
  /```sql\n([^`]*phi_limits[^`]*)```/.exec(readFileSync(packageFile('docs/network.md'), 'utf8')) ??
  [];

describe('a store of limits in PostgreSQL', () => {
  let postgres: SharedPostgres;
  let ledger: LedgerLogins;
  beforeAll(async () => {
    postgres = await sharedPostgres();
    ledger = await postgres.createLedger('limits');
  });

  it('counts for several gateways together, even if they start at the same time and its table does not exist yet', async () => {
    const url = urlOf(await postgres.createDatabase('limits'));
    const stores = await Promise.all([1, 2, 3].map(() => open({ url })));
    expect(await totals(stores.map(({ shared }) => shared))).toEqual([1, 2, 3]);
  });

  it('begins a new count after the end of a window, and counts beyond 32 bits', async () => {
    const server = await postgres.createDatabase('limits');
    const { shared } = await open({ url: urlOf(server) });
    expect((await shared.add('a caller', 10_000_000_000, 60))?.total).toBe(10_000_000_000);
    expect((await shared.read('a caller'))?.total).toBe(10_000_000_000);
    const client = await connect(server);
    await client.query('UPDATE phi_limits.counters SET expire = expire - 60000');
    await client.end();
    expect((await shared.read('a caller'))?.total).toBe(0);
    expect(await shared.add('a caller', 1, 60)).toMatchObject({ total: 1 });
  });

  it('in the database of the ledger stops the start until the documented SQL is run, then counts, and the ledger still opens', async () => {
    const url = urlOf(ledger.writer);
    expect(await problem({ url })).toMatch(
      /^limits\.store: .*phi_limits\.counters.*docs\/network\.md/,
    );
    expect(DOCUMENTED).toContain('CREATE UNLOGGED TABLE');
    await postgres.execute(ledger.owner.database, DOCUMENTED);
    expect(await totals([(await open({ url })).shared])).toEqual([1]);
    const session = await openSession(ledger.writer, 'append');
    session.destroy();
    // A login without the granted rights.
    expect(await problem({ url: urlOf(ledger.stranger) })).toMatch(/42501/);
  });

  it('refuses a wrong password and a missing database at the start, without the password in the message', async () => {
    const line = await problem({ url: urlOf({ ...ledger.writer, password: 'hunter2' }) });
    expect(line).toMatch(/^limits\.store: .*28P01.* Correct the user or the password$/);
    expect(line).not.toContain('hunter2');
    const missing = await problem({ url: urlOf({ ...ledger.writer, database: 'nothing' }) });
    expect(missing).toMatch(/3D000/);
  });
});

const program = systemProgram('redis-server');
(program === null ? describe.skip : describe)('a store of limits in Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phi-limits-'));
  const { cert, key } = selfSigned();
  let redis: RedisProcess;
  let tlsPort: number;
  beforeAll(async () => {
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'other.pem'), selfSigned().cert);
    tlsPort = await freePort();
    const options = {
      requirepass: 'secret',
      'tls-port': String(tlsPort),
      'tls-auth-clients': 'no',
      'tls-cert-file': join(folder, 'cert.pem'),
      'tls-key-file': join(folder, 'key.pem'),
      'tls-ca-cert-file': join(folder, 'cert.pem'),
    };
    redis = await startRedis(
      program ?? '',
      Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    );
  });
  afterAll(async () => {
    await redis.close();
    rmSync(folder, { recursive: true });
  });

  const withPassword = (password: string) => redis.url.replace('//', `//:${password}@`);

  it('counts for all gateways that use the same database together, and separately in another database', async () => {
    const [one, other, apart] = await Promise.all([
      open({ url: withPassword('secret') }),
      open({ url: withPassword('secret') }),
      open({ url: `${withPassword('secret')}/2` }),
    ]);
    const stores = [one, other, apart].map(({ shared }) => shared);
    expect(await totals(stores)).toEqual([1, 2, 1]);
    expect(await one.shared.read('a caller')).toMatchObject({ total: 2 });
  });

  it('is used over TLS only if the configured authority signed its certificate, and a failure is reported otherwise', async () => {
    const url = `rediss://:secret@localhost:${tlsPort}/3`;
    const trusted = await open({ url, ca: join(folder, 'cert.pem') });
    expect(await totals([trusted.shared])).toEqual([1]);
    const { shared, codes } = await open({ url, ca: join(folder, 'other.pem') });
    expect(codes).toEqual([expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/)]);
    expect(await shared.add('a caller', 1, 60)).toBeNull();
  });

  it('refuses a wrong or missing password at the start, without the password in the message', async () => {
    const line = await problem({ url: withPassword('hunter2') });
    expect(line).toMatch(/^limits\.store: .*WRONGPASS.* Correct the user or the password$/);
    expect(line).not.toContain('hunter2');
    expect(await problem({ url: redis.url })).toMatch(/NOAUTH/);
  });

  it('refuses at the start a number that no database has, and a password for a server without one', async () => {
    const absent = { url: `${withPassword('secret')}/99` };
    expect(await problem(absent)).toMatch(/^limits\.store: .*ERR.*Correct the URL$/);
    await redis.send('AUTH secret\r\nCONFIG SET requirepass ""');
    try {
      expect(await problem({ url: withPassword('secret') })).toMatch(/ERR.*Correct the URL$/);
    } finally {
      await redis.send('CONFIG SET requirepass secret');
    }
  });

  it('gives no count and reports the code ERR of Redis if another program has overwritten a count with text', async () => {
    const { shared, codes } = await open({ url: `${withPassword('secret')}/4` });
    await shared.add('poisoned', 1, 60);
    const names = await redis.send('AUTH secret\r\nSELECT 4\r\nKEYS *');
    const [name = ''] = /phi-gateway:[\w-]{43}/.exec(names) ?? [];
    await redis.send(`AUTH secret\r\nSELECT 4\r\nSET ${name} many`);
    expect(await shared.add('poisoned', 1, 60)).toBeNull();
    expect(codes).toEqual([null, 'ERR']);
  });

  // Last, because Redis then takes no connection that could undo it.
  it('does not prevent the start while the server has too many connections', async () => {
    await redis.send('AUTH secret\r\nCONFIG SET maxclients 1');
    const { codes } = await open({ url: withPassword('secret') });
    const held = await open({ url: withPassword('secret') });
    expect([...codes, ...held.codes]).toContain('ERR');
  });
});

describe('a server that accepts connections and never answers', () => {
  it('does not prevent the start as a store of limits, is reported as LIMIT_STORE_LATE, and delays no request', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const stores = await Promise.all([
      open({ url: `redis://127.0.0.1:${port}` }),
      open({ url: `postgres://gateway:secret@127.0.0.1:${port}/limits` }),
    ]);
    for (const { shared, codes } of stores) {
      expect(codes).toEqual(['LIMIT_STORE_LATE']);
      const before = performance.now();
      expect(await shared.add('a caller', 1, 60)).toBeNull();
      // A request that waited would wait for two seconds.
      expect(performance.now() - before).toBeLessThan(1_000);
    }
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
