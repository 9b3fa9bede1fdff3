import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusAnswer } from './parse-report-message.ts';

const LOOK_MS = 100;
const PATIENCE_MS = 3_000;

/**
 * Waits until the index has read a record, so that whoever wrote it finds it in the next report; no longer than
 * three seconds, and never in vain: the record is on the ledger, whatever the index does.
 */
export async function awaitIndexed(
  leaf: number,
  askStatus: () => Promise<Pick<StatusAnswer, 'indexed'>>,
): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const status = await askStatus().catch(() => null);
    if (status === null || status.indexed > leaf) return;
    await sleep(LOOK_MS);
  }
}
