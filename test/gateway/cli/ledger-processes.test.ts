import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../gateway/audit/append/open-ledger.ts';
import { runPhiGatewayProcess } from '../../support/phi-gateway-process.ts';
import { runPhiGateway, type EndedCommand } from '../../support/run-phi-gateway.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../audit/sample.ts';

const directory = createDirectory();
const prepared = join(directory.path, 'prepared');

/** Old enough to be pruned. */
const RECORDED = Date.parse('2017-03-01');

/** `audit.db`, with more than a tile of old records, and `restored.db`, a copy from before the last of them. */
beforeAll(async () => {
  mkdirSync(prepared);
  const options = ledgerOptions(prepared, { now: () => RECORDED });
  const ledger = await openLedger(options);
  const patients = Array.from({ length: 260 }, (_, index) => `patient-${index}`);
  await Promise.all(patients.map((patient) => ledger.append(accessRecord([patient]))));
  await ledger.close();
  const restored = join(prepared, 'restored.db');
  copyFileSync(options.path, restored);
  const later = await openLedger(options);
  await later.append(accessRecord(['patient-1']));
  await later.close();
  for (const suffix of ['.key', '.guard']) copyFileSync(options.path + suffix, restored + suffix);
});
afterAll(() => {
  directory.remove();
});

const DISCLOSURE =
  '--patient patient-1 --date 2025-06-03 --recipient Court --description Result --purpose Order --by Clerk --db audit.db';

/** A command, and what it prints. */
const COMMANDS: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['disclose', DISCLOSURE.split(' '), /^Recorded as record \d+\.\n$/],
  [
    'hold',
    ['place', '--patient', 'patient-1', '--reason', 'Case 12', '--db', 'audit.db'],
    /^Hold ID is placed, as record \d+\. It protects 2 records now\.\n$/,
  ],
  ['prune', ['--as-of', '2026-06-01', '--db', 'audit.db'], /records 0-255 \(253 bodies\)/],
  [
    'prove',
    ['--patient', 'patient-1', '--out', 'proof.json', '--db', 'audit.db'],
    /^2 records with proofs in proof\.json\./,
  ],
  ['export', ['exported', '--db', 'audit.db'], /^Exported \d+ records, root HASH\n$/],
  ['backup', ['copy.db', '--db', 'audit.db'], /\ncopy {6}copy\.db, /],
  ['resume', ['--reason', 'Restored', '--db', 'restored.db'], /^Resumed {2}gateway\.test\/ledger /],
  ['rotate-key', ['--db', 'audit.db'], /^Retired {2}\S+\+KEY\nEnrolled \S+\+KEY\n$/],
];

/** Reports of what a command recorded, and the verdict on the ledger that it leaves. */
const READINGS: readonly (readonly string[])[] = [
  ['report', 'changes', '--since', '2018-01-01', '--format', 'csv'],
  ['report', 'all', '--since', '2018-01-01', '--format', 'csv'],
  ['verify'],
];

/** Runs a command in a folder of its own: what it prints, and what it leaves behind. */
async function outcomeIn(
  name: string,
  run: (args: readonly string[], folder: string) => Promise<EndedCommand>,
  args: readonly string[],
) {
  const folder = join(directory.path, name);
  cpSync(prepared, folder, { recursive: true });
  const { code, out, err } = await run(['audit', ...args], folder);
  const db = args.slice(-2);
  const read = await Promise.all(
    READINGS.map((reading) => runPhiGateway(['audit', ...reading, ...db], folder)),
  );
  return {
    code,
    out: withoutRandom(out),
    err,
    files: readdirSync(folder, { recursive: true }).map(String).toSorted(),
    ledger: read.map((ended) => ({ ...ended, out: withoutRandom(ended.out) })),
  };
}

/** Replaces ids, keys, hashes and times of a run. */
function withoutRandom(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'ID')
    .replaceAll(/\+[0-9a-f]{8}\+[\w+/]{43,}=*/g, '+KEY')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replaceAll(/\b20[2-9]\d-\d\d-\d\d[T ][\d:.]+Z?/g, 'TIME');
}

describe('a phi-gateway audit command in its own process', () => {
  it.each(COMMANDS)(
    'prints, records and leaves the same as when it runs inside the test process: %s',
    async (name, args, printed) => {
      const [own, hosted] = await Promise.all([
        outcomeIn(`${name}-process`, runPhiGatewayProcess, [name, ...args]),
        outcomeIn(`${name}-host`, runPhiGateway, [name, ...args]),
      ]);
      expect(own).toMatchObject({ code: 0, err: '', out: expect.stringMatching(printed) });
      expect(hosted).toEqual(own);
    },
  );
});
