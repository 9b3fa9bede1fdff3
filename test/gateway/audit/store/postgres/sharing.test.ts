import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rotateKey } from '../../../../../gateway/audit/maintain/rotate-key.ts';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import { connect } from '../../../../../gateway/audit/store/postgres/connect.ts';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import { readCheckpoint } from '../../../../../gateway/audit/tree/checkpoint.ts';
import { createSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { sharedPostgres, type SharedPostgres } from '../../../../support/shared-postgres.ts';
import { reportLostRecords } from '../../../../support/report-lost-records.ts';
import { leavesOf } from '../../read-leaves.ts';
import { builtProgram } from '../../../../support/built-program.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { placeOnServer, type Place } from '../../stores.ts';

const PROGRAM = 'test/gateway/audit/store/postgres/append-some.ts';

let server: SharedPostgres;
let directory: ReturnType<typeof createDirectory>;
let place: Place;
let database = '';
beforeAll(async () => {
  server = await sharedPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  directory = createDirectory();
  const logins = await server.createLedger('shared');
  ({ database } = logins.owner);
  place = placeOnServer(logins);
});
afterEach(() => {
  directory.remove();
});

/** The gateway of this name, with a key and a guard of its own. */
function optionsOf(name: string, overrides: Partial<LedgerOptions> = {}) {
  const folder = join(directory.path, name);
  mkdirSync(folder, { recursive: true });
  const { location } = place;
  return ledgerOptions(folder, { location, deadlineMs: 30_000, ...overrides });
}

/** Makes the key of a gateway that hasn't been started yet. */
function keyOf(name: string) {
  const { keyPath, origin } = optionsOf(name);
  return createSigner(origin, createSigningKey(keyPath)).verifier.vkey;
}

async function verify(name: string, publicKey: string | null = null) {
  const { guardPath } = optionsOf(name);
  const verdict = await verifyLedger({
    location: place.location,
    publicKey,
    anchors: [],
    witnesses: [],
    guardPath,
  });
  return { ...verdict, codes: verdict.findings.map(({ code }) => code) };
}

/** Why a gateway doesn't start. */
async function refusalOf(name: string): Promise<string> {
  try {
    const ledger = await openLedger(optionsOf(name));
    await ledger.close();
    return 'It has started.';
  } catch (error) {
    return error instanceof Error ? error.message : 'nothing';
  }
}

const guardOf = (name: string) => readFileSync(optionsOf(name).guardPath, 'utf8');

describe('a gateway of a ledger that several gateways may share', () => {
  it('is refused until another gateway has enrolled the key that the error names and it has a checkpoint; then both append', async () => {
    await (await openLedger(optionsOf('first'))).close();
    const refusal = await refusalOf('second');
    expect(refusal).toMatch(
      /^This gateway's key is not enrolled on the ledger\. Add it to audit\.enroll .*: gateway\.test\/ledger\+/,
    );
    const vkey = refusal.split(': ').at(-1) ?? '';
    const first = await openLedger(optionsOf('first', { enroll: [vkey] }));
    const enrollments = leavesOf(await place.batches()).filter(
      ({ kind }) => kind === 'log.key.enrolled',
    );
    expect(enrollments.map(({ details }) => details)).toEqual([
      { key: first.publicKey },
      { key: vkey },
    ]);

    await expect(openLedger(optionsOf('second'))).rejects.toThrow(
      /^ROLLBACK_DETECTED: .* guard file is missing/,
    );
    const second = await openLedger(optionsOf('second', { checkpoint: guardOf('first') }));
    expect(second.publicKey).toBe(vkey);
    for (const ledger of [first, second, first, second]) {
      await ledger.append(accessRecord(['p1']));
    }
    await Promise.all([first.close(), second.close()]);
    const { result, keys } = await verify('second', first.publicKey);
    expect(result).toBe('PASS');
    expect(keys.map(({ vkey: key, source }) => [key, source])).toEqual([
      [first.publicKey, 'pinned'],
      [vkey, 'enrolled in the ledger'],
    ]);
    // Once enrolled, it may stay in the configuration.
    await (await openLedger(optionsOf('first', { enroll: [vkey] }))).close();
    expect((await verify('first')).result).toBe('PASS');
  });

  it('can be enrolled by several gateways at the same time', async () => {
    const [second, third] = [keyOf('second'), keyOf('third')];
    await (await openLedger(optionsOf('first', { enroll: [second] }))).close();
    const checkpoint = guardOf('first');
    const opened = await Promise.all([
      openLedger(optionsOf('first', { enroll: [second, third] })),
      openLedger(optionsOf('second', { enroll: [second, third], checkpoint })),
    ]);
    const joined = await openLedger(optionsOf('third', { checkpoint }));
    await joined.append(accessRecord(['p1']));
    for (const ledger of [...opened, joined]) await ledger.close();
    expect((await verify('third', opened[0].publicKey)).result).toBe('PASS');
  });

  it('is refused as "not enrolled on the ledger" even if it names its own key in audit.enroll', async () => {
    await (await openLedger(optionsOf('first'))).close();
    const vkey = keyOf('second');
    await expect(openLedger(optionsOf('second', { enroll: [vkey] }))).rejects.toThrow(
      /not enrolled on the ledger/,
    );
  });

  it('is refused if a key in audit.enroll belongs to another ledger or is malformed', async () => {
    const foreign = createSigner('other', createSigningKey(join(directory.path, 'other.key')));
    for (const key of [foreign.verifier.vkey, 'nonsense']) {
      await expect(openLedger(optionsOf('first', { enroll: [key] }))).rejects.toThrow(
        /^audit\.enroll: .* is not a key for the ledger gateway\.test\/ledger\.$/,
      );
    }
  });
});

describe('a key that two gateways use', () => {
  it('makes the gateway that started first refuse records with KEY_IN_USE, while the second one appends', async () => {
    const first = await openLedger(optionsOf('first'));
    copyFileSync(optionsOf('first').keyPath, optionsOf('second').keyPath);
    const second = await openLedger(optionsOf('second', { checkpoint: guardOf('first') }));
    await expect(first.append(accessRecord(['p1']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
      cause: { message: expect.stringContaining('KEY_IN_USE') },
    });
    expect(first.ready()).toBe(false);
    await second.append(accessRecord(['p2']));
    await first.close();
    await second.close();
    expect((await verify('second')).result).toBe('PASS');
  });
});

const rotate = () => {
  const { keyPath, guardPath } = optionsOf('first');
  const { location } = place;
  return rotateKey({ location, keyPath, guardPath, version: '1', at: Date.now() });
};
const cutAll = () =>
  server.execute(
    'postgres',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
  );

describe('a gateway that has lost its database connection', () => {
  it('refuses records with KEY_IN_USE after its key was rotated, and continues with the new key after a restart', async () => {
    const ledger = await openLedger(optionsOf('first'));
    await ledger.append(accessRecord(['p1']));
    // The gateway's guard follows later, and must not do so while the key is rotated.
    while (ledger.health().guard.records > 0) await sleep(20);
    await cutAll();
    const { retired, enrolled } = await rotate();
    expect(retired).toBe(ledger.publicKey);
    const before = (await place.batches()).length;
    await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
      cause: { message: expect.stringContaining('KEY_IN_USE') },
    });
    expect(ledger.ready()).toBe(false);
    // Refused for the same reason by now, without another try.
    await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('KEY_IN_USE') },
    });
    await ledger.close();
    expect(await place.batches()).toHaveLength(before);
    const again = await openLedger(optionsOf('first'));
    expect(again.publicKey).toBe(enrolled);
    await again.append(accessRecord(['p3']));
    await again.close();
    expect(await verify('first', retired)).toMatchObject({ result: 'PASS', codes: [] });
  });

  it('blocks the rotation of its key again after it has reconnected', async () => {
    const ledger = await openLedger(optionsOf('first'));
    await cutAll();
    await ledger.append(accessRecord(['p1']));
    await expect(rotate()).rejects.toThrow(/^A gateway that signs with this key is connected to/);
    await ledger.append(accessRecord(['p2']));
    await ledger.close();
    expect((await verify('first')).result).toBe('PASS');
  });
});

/** Waits until so many sessions wait for the head's lock. */
async function untilWaiting(sessions: number): Promise<void> {
  const client = await connect(server.superuser(database));
  const waiting = async () => {
    const { rows } = await client.query<{ readonly waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.waiting;
  };
  while ((await waiting()) !== sessions) await sleep(50);
  await client.end();
}

describe('two gateways that start with the same key at the same time', () => {
  it('leave exactly one of them able to append records', async () => {
    await (await openLedger(optionsOf('first'))).close();
    copyFileSync(optionsOf('first').keyPath, optionsOf('second').keyPath);
    const release = await place.block();
    const both = [optionsOf('first'), optionsOf('second', { checkpoint: guardOf('first') })];
    const opening = Promise.allSettled(both.map((options) => openLedger(options)));
    await untilWaiting(2);
    await release();
    const opened = await opening;
    // Either one is refused at its start, or both start and the first is refused at its next append.
    const taken: string[] = [];
    for (const [index, each] of opened.entries()) {
      const appended = each.status === 'fulfilled' ? each.value.append(accessRecord(['p1'])) : null;
      const isTaken = await appended?.then(
        () => true,
        () => false,
      );
      if (isTaken === true) taken.push(index === 0 ? 'first' : 'second');
    }
    const reasons = opened.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as Error).message] : [],
    );
    const reason = "Something else writes to the ledger with this gateway's key.";
    expect(reasons.filter((each) => each !== reason)).toEqual([]);
    expect(taken).toHaveLength(1);
    for (const each of opened) if (each.status === 'fulfilled') await each.value.close();
    expect((await verify(taken[0] ?? '')).result).toBe('PASS');
  });
});

describe('gateways that start on an empty ledger at the same time', () => {
  it('create one ledger: one gateway starts, and the others are refused and leave no guard file', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const opened = await Promise.allSettled(names.map((name) => openLedger(optionsOf(name))));
    const begun = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(begun.map((ledger) => ledger.close()));
    expect(begun).toHaveLength(1);
    const reasons = opened.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as Error).message] : [],
    );
    for (const reason of reasons) {
      expect(reason).toMatch(
        /just begun this audit ledger|not enrolled|not signed with|guard file is missing/,
      );
    }
    const kinds = leavesOf(await place.batches()).map(({ kind }) => kind);
    expect(kinds).toEqual(['log.key.enrolled', 'log.start', 'log.policy', 'log.stop']);
    const guards = names.filter((name) => existsSync(optionsOf(name).guardPath));
    const winner = names.filter((_, index) => opened[index]?.status === 'fulfilled');
    expect(guards).toEqual(winner);
    expect((await verify(winner[0] ?? '')).result).toBe('PASS');
  });
});

describe('eight gateways that append at the same time', () => {
  it('write one linear ledger with exactly the records that were acknowledged', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `gateway-${index}`);
    const keys = names.slice(1).map(keyOf);
    const first = await openLedger(optionsOf('gateway-0', { enroll: keys }));
    await first.close();
    const checkpoint = join(directory.path, 'checkpoint');
    copyFileSync(optionsOf('gateway-0').guardPath, checkpoint);

    const location = JSON.stringify(place.location);
    const runs = names.map((name) => run([optionsOf(name).keyPath, location, checkpoint, name]));
    const acknowledged = (await Promise.all(runs)).flat();
    expect(acknowledged).toHaveLength(8 * 200);

    const leaves = leavesOf(await place.batches());
    const recorded = leaves.flatMap(({ kind, accesses }) =>
      kind === 'access' ? (accesses[0]?.objects[0]?.[0] ?? []) : [],
    );
    expect(recorded.toSorted()).toEqual(acknowledged.toSorted());
    const fault = 'eight gateways racing on one PostgreSQL';
    expect(reportLostRecords({ fault, times: 1, acknowledged, recorded })).toEqual([]);
    const { result, size } = await verify('gateway-0', first.publicKey);
    expect(result).toBe('PASS');
    expect(size).toBe(leaves.length);
    const signers = new Set(
      (await place.batches()).map(({ note }) =>
        readCheckpoint(note)?.note.signatures[0]?.id.toString('hex'),
      ),
    );
    expect(signers.size).toBe(8);
  });
});

/** Runs a gateway as a process of its own; what it was acknowledged. */
function run(args: readonly string[]): Promise<readonly string[]> {
  const child = spawn(process.execPath, builtProgram(PROGRAM, args));
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0 && errors === '') resolve(output.trimEnd().split('\n'));
      else reject(new Error(errors));
    });
  });
}
