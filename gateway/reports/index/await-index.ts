import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { ReportIndex } from './open-index.ts';
import { readPosition } from './position.ts';

const LOOK_MS = 50;

/**
 * Waits until the index has read what the ledger holds now, so that what was just recorded is in a report, but
 * no longer than that: an index that nobody fills tells what it has.
 */
export async function awaitIndex(
  index: ReportIndex,
  reader: LedgerReader,
  mostMs: number,
): Promise<void> {
  const size = await reader.size();
  for (let waited = 0; waited < mostMs; waited += LOOK_MS) {
    const { tree } = await readPosition(await index.database());
    if (tree.size >= size) return;
    await sleep(LOOK_MS);
  }
}
