import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../gateway/audit/open-ledger.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';

// A gateway that appends records of 20 objects as fast as they are acknowledged, and then prints how fast.
const [folder = '', location = '', checkpoint = '', callers = '1', seconds = '1'] =
  process.argv.slice(2);
const ledger = await openLedger(
  ledgerOptions(folder, {
    location: JSON.parse(location) as LedgerLocation,
    checkpoint: checkpoint === '' ? null : readFileSync(checkpoint, 'utf8'),
    deadlineMs: 60_000,
    maxQueue: 10_000,
  }),
);
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

const record = accessRecord(Array.from({ length: 20 }, (_, index) => `patient-${index}`));
const end = performance.now() + Number(seconds) * 1000;
const waits: number[] = [];
const before = performance.eventLoopUtilization();

async function call(): Promise<void> {
  for (let start = performance.now(); start < end; start = performance.now()) {
    await ledger.append(record);
    waits.push(performance.now() - start);
  }
}

await Promise.all(Array.from({ length: Number(callers) }, call));
const { utilization } = performance.eventLoopUtilization(before);
await ledger.close();
writeFileSync(join(folder, 'result.json'), JSON.stringify({ waits, utilization }));
process.exit(0);
