import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';
import { threadSeconds } from './processor-time.ts';

// A gateway that appends records of 20 objects as fast as they are acknowledged, and then tells how fast.
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
const record = accessRecord(Array.from({ length: 20 }, (_, index) => `patient-${index}`));
const load = await drive(() => Promise.resolve({ first: 0, count: 1 }), { calls: 200_000 });
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

const { waits, leaves, cpu } = await drive((each) => ledger.append(each), {
  seconds: Number(seconds),
});
const loadCpu = (load.cpu / load.waits.length) * waits.length;
await ledger.close();
writeFileSync(join(folder, 'result.json'), JSON.stringify({ waits, leaves, cpu, loadCpu }));
process.exit(0);

/** The waits of callers, in ms, and the seconds of processor time that this thread has spent. */
async function drive(
  append: Ledger['append'],
  until: { readonly seconds?: number; readonly calls?: number },
) {
  const found: number[] = [];
  let appended = 0;
  const before = threadSeconds();
  const end = performance.now() + (until.seconds ?? Infinity) * 1000;
  const most = until.calls ?? Infinity;
  const call = async () => {
    for (let start = performance.now(); start < end && found.length < most;) {
      const { count } = await append(record);
      appended += count;
      const now = performance.now();
      found.push(now - start);
      start = now;
    }
  };
  await Promise.all(Array.from({ length: Number(callers) }, call));
  return { waits: found, leaves: appended, cpu: threadSeconds() - before };
}
