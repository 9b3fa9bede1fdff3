import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../platform/errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';

const MAX_TRIES = 10;
const RETRY_MS = 200;

/**
 * Throws a `StartError` if a gateway that is connected to the ledger signs with this key: a batch that a command signs with
 * the same key would stop that gateway.
 */
export async function assertKeyNotInUse(
  store: LedgerStore,
  { id }: Pick<NoteVerifier, 'id'>,
  where: string,
): Promise<void> {
  const keyId = id.toString('hex');
  for (let left = MAX_TRIES; left > 0; left -= 1) {
    if (await store.claim(keyId)) return;
    // The connection of a gateway that has just stopped may still be open.
    await sleep(RETRY_MS);
  }
  throw new StartError([
    `A gateway that signs with this key is connected to ${where}. Stop it first.`,
  ]);
}
