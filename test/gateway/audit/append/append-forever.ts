import { writeSync } from 'node:fs';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { printAtOnce } from '../../../support/print-at-once.ts';
import { accessRecord, ledgerOptions } from '../sample.ts';

// A gateway under load, to be killed: prints the patient of each acknowledged record and, after the first
// refused record, whether the next one is refused as well.
const [directory = '', run = '', where = ''] = process.argv.slice(2);
// A busy machine is not what is tested here.
const ledger = await openLedger(
  ledgerOptions(directory, {
    location: JSON.parse(where) as LedgerLocation,
    deadlineMs: 60_000,
  }),
);

async function append(lane: number): Promise<void> {
  for (let index = 0; ; index += 1) {
    const patient = `${run}-${lane}-${index}`;
    await ledger.append(accessRecord([patient]));
    printAtOnce(`${patient}\n`);
  }
}

try {
  await Promise.all(Array.from({ length: 16 }, (_, lane) => append(lane)));
} catch {
  const isPoisoned = await ledger.append(accessRecord(['late'])).then(
    () => false,
    () => !ledger.ready(),
  );
  writeSync(2, isPoisoned ? 'poisoned' : 'revived');
  process.exit(0);
}
