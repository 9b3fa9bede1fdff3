import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { LedgerLocation } from '../../../../../gateway/audit/store/ledger-location.ts';
import { printAtOnce } from '../../../../support/print-at-once.ts';
import { accessRecord, ledgerOptions } from '../../sample.ts';

// A gateway that appends 200 records with 10 callers and prints the patient of each that was acknowledged.
const [keyPath = '', location = '', checkpoint = '', name = ''] = process.argv.slice(2);
const ledger = await openLedger(
  ledgerOptions(dirname(keyPath), {
    location: JSON.parse(location) as LedgerLocation,
    checkpoint: readFileSync(checkpoint, 'utf8'),
    deadlineMs: 60_000,
  }),
);

async function append(caller: number): Promise<void> {
  for (let index = 0; index < 20; index += 1) {
    const patient = `${name}-${caller}-${index}`;
    await ledger.append(accessRecord([patient]));
    printAtOnce(`${patient}\n`);
  }
}

await Promise.all(Array.from({ length: 10 }, (_, caller) => append(caller)));
await ledger.close();
