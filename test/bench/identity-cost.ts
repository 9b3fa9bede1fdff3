import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';

/*
 * What committed identity costs on SQLite beside ids in the leaves: records of 20 objects that 128 callers
 * append for SECONDS (4 by default), ROUNDS (2) rounds each, interleaved; the bytes on disk for 1,000 objects.
 */

const SECONDS = Number(process.env['SECONDS'] ?? 4);
const ROUNDS = Number(process.env['ROUNDS'] ?? 2);
const CALLERS = 128;
const OBJECTS = 20;

const record = accessRecord(Array.from({ length: OBJECTS }, (_, index) => `patient-${index}`));

for (let round = 0; round < ROUNDS; round += 1) {
  for (const identity of ['plain', 'committed'] as const) {
    const { perSecond, bytes } = await measure(identity);
    const cells = [
      identity.padEnd(10),
      `${perSecond} records/s`,
      `${bytes} bytes per 1,000 objects`,
    ];
    process.stdout.write(`${cells.join('  ')}\n`);
  }
}

async function measure(identity: 'plain' | 'committed') {
  const directory = mkdtempSync(join(tmpdir(), 'phi-identity-'));
  const options = ledgerOptions(directory, { identity, deadlineMs: 60_000 });
  const ledger = await openLedger(options);
  const end = performance.now() + SECONDS * 1000;
  let count = 0;
  const call = async () => {
    while (performance.now() < end) {
      await ledger.append(record);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  await ledger.close();
  const { size } = statSync(options.path);
  rmSync(directory, { recursive: true });
  return {
    perSecond: Math.round(count / SECONDS),
    bytes: Math.round((size * 1000) / (count * OBJECTS)),
  };
}
