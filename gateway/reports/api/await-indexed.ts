import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusAnswer } from './workers/report-functions.ts';

const LOOK_MS = 100;
const PATIENCE_MS = 3_000;

/**
 * Waits until the index has read a record, so that the next report shows it to the caller. Waits for three seconds
 * at most: the record is in the ledger in any case.
 */
export async function awaitIndexed(
  leaf: number,
  askStatus: () => Promise<Pick<StatusAnswer, 'indexed'>>,
): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  // The worker may be busy for longer.
  const late = sleep(PATIENCE_MS, undefined, { signal }).catch(() => undefined);
  await Promise.race([look(leaf, askStatus, signal), late]);
  over.abort();
}

async function look(
  leaf: number,
  askStatus: () => Promise<Pick<StatusAnswer, 'indexed'>>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const status = await askStatus().catch(() => null);
    if (status === null || status.indexed > leaf) return;
    await sleep(LOOK_MS);
  }
}
