import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../platform/errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';

const TRIES = 10;
const AGAIN_MS = 200;

/**
 * Throws a `StartError` where a gateway that is connected to the ledger signs with this key: what a command signs
 * beside it would make it stop.
 */
export async function assertUnused(
  store: LedgerStore,
  { id }: Pick<NoteVerifier, 'id'>,
  where: string,
): Promise<void> {
  const keyId = id.toString('hex');
  for (let left = TRIES; left > 0; left -= 1) {
    if (await store.claim(keyId)) return;
    // One that was just stopped may still be connected.
    await sleep(AGAIN_MS);
  }
  throw new StartError([
    `A gateway that signs with this key is connected to ${where}. Stop it first.`,
  ]);
}
