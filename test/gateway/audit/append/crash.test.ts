import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { atDepth } from '../../../support/depth.ts';
import { reportLostRecords } from '../../../support/report-lost-records.ts';
import { leavesOf } from '../read-leaves.ts';
import { builtProgram } from '../../../support/built-program.ts';
import { createDirectory, ledgerOptions } from '../sample.ts';
import { placeInFile, STORES, type Place } from '../stores.ts';

const PROGRAM = 'test/gateway/audit/append/append-forever.ts';
const LANES = 16;
const ROUNDS = atDepth(3, 8);

let directory: ReturnType<typeof createDirectory>;
let place: Place;
beforeEach(() => {
  directory = createDirectory();
});
afterEach(() => {
  directory.remove();
});

interface Run {
  readonly acknowledged: readonly string[];
  readonly errors: string;
}

/** Runs the program until it ends, or kills it this long after the first acknowledgment. */
function run(name: string, killAfterMs: number, shellPrefix = ''): Promise<Run> {
  const command = `${shellPrefix} exec "$0" "$@"`;
  const where = JSON.stringify(place.location);
  const args = [process.execPath, ...builtProgram(PROGRAM, [directory.path, name, where])];
  const child = spawn('sh', ['-c', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  let killer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    killer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(killer);
      // The last line may be cut.
      resolve({ acknowledged: output.split('\n').slice(0, -1), errors });
    });
  });
}

async function recordedPatients() {
  return leavesOf(await place.batches()).flatMap(
    ({ accesses }) => accesses[0]?.objects[0]?.[0] ?? [],
  );
}

function verify() {
  const { location } = place;
  const guardPath = `${directory.path}/audit.db.guard`;
  return verifyLedger({ location, publicKey: null, anchors: [], witnesses: [], guardPath });
}

describe.each(STORES)('a gateway on $name that is killed repeatedly under load', (store) => {
  beforeAll(() => store.start());
  afterAll(() => store.stop());

  it('loses no acknowledged record, and its ledger passes verification after each kill and after the next start', async () => {
    place = await store.place(directory.path);
    const acknowledged = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { acknowledged: seen, errors } = await run(
        `run${round}`,
        20 + (round * 420) / (ROUNDS - 1),
      );
      expect(errors).toBe('');
      for (const patient of seen) acknowledged.add(patient);
      const recorded = new Set(await recordedPatients());
      expect([...acknowledged].filter((patient) => !recorded.has(patient))).toEqual([]);
      // What was recorded and not yet acknowledged was in the commits under way at each kill.
      expect(recorded.size - acknowledged.size).toBeLessThanOrEqual((round + 1) * 2 * LANES);
      expect(await verify()).toMatchObject({ result: 'PASS' });
    }
    expect(acknowledged.size).toBeGreaterThan(100);
    const recorded = await recordedPatients();
    const fault = `SIGKILL of a ledger on ${store.name}`;
    expect(reportLostRecords({ fault, times: ROUNDS, acknowledged, recorded })).toEqual([]);

    const ledger = await openLedger(ledgerOptions(directory.path, { location: place.location }));
    await ledger.close();
    expect(await verify()).toMatchObject({ result: 'PASS', findings: [] });
  });
});

describe('a gateway with a ledger on SQLite whose files cannot grow any more', () => {
  it('refuses further records, is not ready and loses no acknowledged record, and its ledger passes verification after the next start', async () => {
    place = placeInFile(join(directory.path, 'audit.db'));
    // The kernel refuses to let any file grow beyond this: SQLite sees an I/O error in the middle of a commit.
    const { acknowledged, errors } = await run('limited', 20_000, 'ulimit -f 1000;');
    expect(errors).toBe('poisoned');
    expect(acknowledged.length).toBeGreaterThan(0);
    const recorded = await recordedPatients();
    const fault = 'a file that may not grow, ledger on SQLite';
    expect(reportLostRecords({ fault, times: 1, acknowledged, recorded })).toEqual([]);

    const ledger = await openLedger(ledgerOptions(directory.path, { location: place.location }));
    await ledger.close();
    expect(await verify()).toMatchObject({ result: 'PASS', findings: [] });
  });
});
