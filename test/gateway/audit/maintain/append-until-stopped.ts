import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { accessRecord, ledgerOptions } from '../sample.ts';

// A gateway under load: says when it has begun, and appends until its input ends.
const [directory = ''] = process.argv.slice(2);
const ledger = await openLedger(ledgerOptions(directory, { deadlineMs: 60_000 }));
process.stdin.resume();

async function append(lane: number): Promise<void> {
  for (let index = 0; !process.stdin.readableEnded; index += 1) {
    await ledger.append(accessRecord([`${lane}-${index}`]));
    if (lane === 0 && index === 50) process.stdout.write('begun\n');
  }
}

await Promise.all(Array.from({ length: 16 }, (_, lane) => append(lane)));
await ledger.close();
