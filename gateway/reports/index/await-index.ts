import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { ReportIndex } from './open-index.ts';
import { readPosition } from './position.ts';

const POLL_MS = 50;

/**
 * Waits until the index holds every record that the ledger holds now, so that a report includes the request that
 * asked for it. Starts no further look at the index after `maxMs`, the time of reads included: the report then shows what
 * the index has.
 */
export async function awaitIndex(
  index: ReportIndex,
  reader: LedgerReader,
  maxMs: number,
): Promise<void> {
  const deadline = performance.now() + maxMs;
  const size = await reader.size();
  do {
    const { tree } = await readPosition(await index.database(), index);
    if (tree.size >= size) return;
    await sleep(POLL_MS);
  } while (performance.now() < deadline);
}
