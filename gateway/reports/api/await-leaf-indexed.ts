import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusAnswer } from './workers/report-functions.ts';

const POLL_MS = 100;
const MAX_WAIT_MS = 3_000;

/**
 * Waits until the index has read a record, so that the next report shows it to the caller. Waits for three seconds
 * at most: the record is in the ledger in any case.
 */
export async function awaitLeafIndexed(
  leaf: number,
  askStatus: () => Promise<Pick<StatusAnswer, 'indexed'>>,
): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  // A race, because an answer of the worker may take longer.
  const late = sleep(MAX_WAIT_MS, undefined, { signal }).catch(() => undefined);
  await Promise.race([poll(leaf, askStatus, signal), late]);
  ended.abort();
}

async function poll(
  leaf: number,
  askStatus: () => Promise<Pick<StatusAnswer, 'indexed'>>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const status = await askStatus().catch(() => null);
    if (status === null || status.indexed > leaf) return;
    await sleep(POLL_MS);
  }
}
