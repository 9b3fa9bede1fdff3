import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../../../gateway/audit/append/ledger.ts';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import { connect } from '../../../../../gateway/audit/store/postgres/connect.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { startCuttingProxy, type CuttingProxy } from '../../../../support/cutting-proxy.ts';
import { atDepth } from '../../../../support/depth.ts';
import { startPostgresServer, type TestServer } from '../../../../support/postgres-server.ts';
import { reportLostRecords } from '../../../../support/report-lost-records.ts';
import { leavesOf } from '../../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { placeOnServer, type Place } from '../../stores.ts';

const ROUNDS = atDepth(5, 20);
const STOPS = 2;

let server: TestServer;
let proxy: CuttingProxy;
let directory: ReturnType<typeof createDirectory>;
let place: Place;
let ledger: Ledger;
let count = 0;
const logged: string[] = [];

beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  directory = createDirectory();
  proxy = await startCuttingProxy(server.port);
  place = placeOnServer(await server.createLedger(`faults_${count}`));
  logged.length = 0;
});
afterEach(async () => {
  await ledger.close();
  await proxy.close();
  directory.remove();
});

const remember = (facts: object) => void logged.push(JSON.stringify(facts));

/** A gateway whose way to the server leads through the proxy. */
async function open(overrides: Partial<LedgerOptions> = {}) {
  if (place.location.kind !== 'postgres') throw new Error('The place is not a server.');
  const location = {
    kind: 'postgres',
    server: { ...place.location.server, port: proxy.port },
  } as const;
  const log = { info: remember, warn: remember, error: remember };
  // A busy machine is not what is tested here.
  const patient = { deadlineMs: 30_000, maxQueue: 10_000 };
  ledger = await openLedger(
    ledgerOptions(directory.path, { location, log, ...patient, ...overrides }),
  );
}

async function recordedPatients() {
  const leaves = leavesOf(await place.batches());
  return leaves.flatMap(({ kind, accesses }) =>
    kind === 'access' ? (accesses[0]?.objects[0]?.[0] ?? []) : [],
  );
}

async function verify() {
  const guardPath = `${directory.path}/audit.db.guard`;
  const { location } = place;
  const verdict = await verifyLedger({
    location,
    publicKey: null,
    anchors: [],
    witnesses: [],
    guardPath,
  });
  return [verdict.result, ...verdict.findings.map(({ code }) => code)];
}

/** Callers who append one record after the other until they are stopped. */
function load(callers: number) {
  const state = { isOver: false };
  const acknowledged: string[] = [];
  const refused: string[] = [];
  const call = async (caller: number) => {
    for (let index = 0; !state.isOver; index += 1) {
      const patient = `${caller}-${index}`;
      await ledger.append(accessRecord([patient])).then(
        () => acknowledged.push(patient),
        async () => {
          refused.push(patient);
          await sleep(20);
        },
      );
    }
  };
  const calls = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return {
    acknowledged,
    refused,
    async stop() {
      state.isOver = true;
      await calls;
    },
  };
}

/** Acknowledged records are all there, and nothing is there twice. */
async function expectNothingLost(acknowledged: readonly string[], fault: string, times = 1) {
  const recorded = await recordedPatients();
  expect(reportLostRecords({ fault, times, acknowledged, recorded })).toEqual([]);
  expect(recorded.length).toBe(new Set(recorded).size);
  await ledger.close();
  expect(await verify()).toEqual(['PASS']);
}

async function until(condition: () => boolean | Promise<boolean>) {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1000) throw new Error('It did not happen within twenty seconds.');
    await sleep(20);
  }
}

const BACKENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway'";

describe('a PostgreSQL connection that is cut or held up at COMMIT', () => {
  it('loses no record if COMMIT did not arrive, because the batch is committed on the next connection', async () => {
    await open();
    const cut = proxy.cutNext('before');
    const append = ledger.append(accessRecord(['p1']));
    await cut;
    await expect(append).resolves.toEqual({ first: 3, count: 1 });
    expect(await recordedPatients()).toEqual(['p1']);
    await expectNothingLost(['p1'], 'connection to PostgreSQL cut before COMMIT arrives');
  });

  it('leaves the batch recorded once if the answer to COMMIT did not arrive', async () => {
    await open();
    const cut = proxy.cutNext('after');
    const append = ledger.append(accessRecord(['p1']));
    await cut;
    await expect(append).resolves.toEqual({ first: 3, count: 1 });
    expect(await recordedPatients()).toEqual(['p1']);
    await expectNothingLost(['p1'], 'connection to PostgreSQL cut before its answer to COMMIT');
  });

  it('fails the append with AUDIT_UNAVAILABLE if COMMIT is answered after the deadline, and an "unreleased" record follows', async () => {
    await open({ deadlineMs: 300 });
    const cut = proxy.cutNext('held');
    const append = ledger.append(accessRecord(['p1']));
    await cut;
    await expect(append).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(ledger.ready()).toBe(false);
    proxy.release();
    await until(async () => (await place.batches()).length === 3);
    const [late, note] = leavesOf(await place.batches()).slice(3);
    expect(late).toMatchObject({ kind: 'access', patients: [] });
    expect(note).toMatchObject({ kind: 'unreleased', details: { first: 3, count: 1 } });
    expect(ledger.ready()).toBe(true);
    await expectNothingLost([], 'answer of PostgreSQL to COMMIT after the deadline');
  });

  it('makes a stopping gateway add an "unreleased" record before its stop record if COMMIT is answered after the deadline', async () => {
    await open({ deadlineMs: 300 });
    const cut = proxy.cutNext('held');
    const append = ledger.append(accessRecord(['p1']));
    await cut;
    await expect(append).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    const closing = ledger.close();
    await sleep(1000);
    proxy.release();
    await closing;
    const kinds = leavesOf(await place.batches()).map(({ kind }) => kind);
    expect(kinds.slice(3)).toEqual(['access', 'unreleased', 'log.stop']);
    expect(await verify()).toEqual(['PASS']);
  });

  it('neither loses nor repeats a record if it is cut repeatedly under load', async () => {
    await open();
    const callers = load(16);
    for (let round = 0; round < ROUNDS; round += 1) {
      await proxy.cutNext(round % 2 === 0 ? 'before' : 'after');
      const before = callers.acknowledged.length;
      await until(() => callers.acknowledged.length > before);
    }
    await callers.stop();
    expect(callers.acknowledged.length).toBeGreaterThan(20);
    await expectNothingLost(
      callers.acknowledged,
      'connection to PostgreSQL cut at COMMIT under load',
      ROUNDS,
    );
  });
});

describe('a PostgreSQL server that fails', () => {
  it("loses no acknowledged record if it repeatedly kills the gateway's connection under load", async () => {
    await open();
    const callers = load(16);
    for (let round = 0; round < ROUNDS; round += 1) {
      await sleep(50);
      await server.execute('postgres', BACKENDS);
    }
    await callers.stop();
    expect(callers.acknowledged.length).toBeGreaterThan(20);
    await expectNothingLost(callers.acknowledged, 'PostgreSQL backend killed under load', ROUNDS);
  });

  it('loses no acknowledged record in an immediate stop under load, and is used again after its restart', async () => {
    await open({ deadlineMs: 1000 });
    const callers = load(16);
    for (let round = 0; round < STOPS; round += 1) {
      await sleep(300);
      await server.stopImmediately();
      await until(() => !ledger.ready());
      await server.start();
      await until(() => ledger.ready());
    }
    await callers.stop();
    expect(callers.acknowledged.length).toBeGreaterThan(20);
    expect(callers.refused.length).toBeGreaterThan(0);
    await expectNothingLost(
      callers.acknowledged,
      'PostgreSQL stopped immediately under load',
      STOPS,
    );
  });

  it('makes an append fail with AUDIT_UNAVAILABLE while it cannot be reached, and the gateway can still stop', async () => {
    await open({ deadlineMs: 300 });
    await proxy.close();
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    await ledger.close();
    proxy = await startCuttingProxy(server.port);
  });
});

describe('a COMMIT on a PostgreSQL server without its synchronous standby', () => {
  it.each(['warning', 'error'])(
    "acknowledges no append when a thief of the gateway's password cancels the wait, with client_min_messages of the login set to %s, and does once the standby is no longer required",
    async (level) => {
      await open();
      await ledger.append(accessRecord(['p1']));
      await as('gateway', `ALTER ROLE gateway SET client_min_messages = ${level}`);
      await server.execute('postgres', "ALTER SYSTEM SET synchronous_standby_names = 'absent'");
      try {
        await server.execute('postgres', `SELECT pg_reload_conf(); ${BACKENDS}`);
        let isAcknowledged = false;
        const append = (async () => {
          await ledger.append(accessRecord(['p2']));
          isAcknowledged = true;
        })();
        for (let times = 0; times < 3; times += 1) {
          await until(async () => isAcknowledged || (await as('gateway', CANCEL)) > 0);
          await sleep(100);
        }
        expect(isAcknowledged).toBe(false);
        await server.execute('postgres', 'ALTER SYSTEM RESET synchronous_standby_names');
        await server.execute('postgres', 'SELECT pg_reload_conf()');
        await append;
      } finally {
        await server.execute('postgres', 'ALTER SYSTEM RESET synchronous_standby_names');
        await server.execute('postgres', 'SELECT pg_reload_conf()');
        await as('gateway', 'ALTER ROLE gateway RESET client_min_messages');
      }
      await expectNothingLost(['p1', 'p2'], 'wait for a standby canceled');
    },
  );
});

/** Cancels the wait of this login's commits for the standby. */
const CANCEL = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE usename = 'gateway' AND wait_event = 'SyncRep'`;

/** Runs a statement with this login, and returns the number of its rows. */
async function as(user: string, sql: string): Promise<number> {
  if (place.location.kind !== 'postgres') throw new Error('The place is not a server.');
  const client = await connect({ ...place.location.server, user });
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

describe('the head row of a PostgreSQL ledger, changed under a running gateway,', () => {
  it.each([
    ['changed column edge', "UPDATE head SET edge = sha256('x')"],
    ['changed column root', "UPDATE head SET root = sha256('x')"],
    ['changed column size', 'UPDATE head SET size = size - 1'],
  ])(
    'makes the next append fail with AUDIT_UNAVAILABLE, logged as HEAD_DAMAGED or ROLLBACK_DETECTED: %s',
    async (_what, sql) => {
      await open();
      await ledger.append(accessRecord(['p1']));
      await place.execute(sql);
      await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject({
        code: 'AUDIT_UNAVAILABLE',
      });
      expect(logged.join()).toMatch(/HEAD_DAMAGED|ROLLBACK_DETECTED/);
      expect(ledger.ready()).toBe(false);
      expect(await recordedPatients()).toEqual(['p1']);
    },
  );
});

describe('a PostgreSQL server that was replaced by a copy that lags behind', () => {
  it('causes ROLLBACK_DETECTED before a record is added, and the gateway stays down after a switch back', async () => {
    await open();
    await ledger.append(accessRecord(['p1']));
    const goBack = await place.save();
    await ledger.append(accessRecord(['p2']));
    const lost = await place.save();
    await goBack();
    await server.execute('postgres', BACKENDS);
    await expect(ledger.append(accessRecord(['p3']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
      cause: { message: expect.stringContaining('ROLLBACK_DETECTED') },
    });
    expect(logged.join()).toContain('ROLLBACK_DETECTED');
    expect(await recordedPatients()).toEqual(['p1']);
    await lost();
    await expect(ledger.append(accessRecord(['p4']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(ledger.ready()).toBe(false);
    const recorded = await recordedPatients();
    expect(recorded).toEqual(['p1', 'p2']);
    const fault = 'failover to a copy of PostgreSQL that lags, and back';
    expect(reportLostRecords({ fault, times: 1, acknowledged: recorded, recorded })).toEqual([]);
  });

  it('makes the next append fail with AUDIT_UNAVAILABLE even if the copy has grown since', async () => {
    await open();
    await ledger.append(accessRecord(['p1']));
    const goBack = await place.save();
    await ledger.append(accessRecord(['p2']));
    await goBack();
    // Another gateway, whose guard did not see what was lost.
    await place.execute(`
      INSERT INTO batches SELECT first + 1, count, leaves, hashes, size + 1, root, note || 'x', 'other'
        FROM batches ORDER BY first DESC LIMIT 1;
      UPDATE head SET size = size + 1, edge = root`);
    await expect(ledger.append(accessRecord(['p3']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(ledger.ready()).toBe(false);
  });
});
