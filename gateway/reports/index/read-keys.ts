import { createKeyFollower, type KeyFollower } from '../../audit/chain/follow-keys.ts';
import { keyChange } from '../../audit/chain/key-change.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import type { NoteVerifier } from '../../audit/tree/signed-note.ts';
import type { IndexDatabase } from './index-tables.ts';
import { proveLeaves } from './prove-leaves.ts';

/**
 * The keys of a ledger up to a size, from the pinned key on; null trusts the key that the first leaf enrolls. A
 * leaf that enrolls or retires a key counts only where it is in the tree of the checkpoint that closes its batch.
 */
export async function readKeys(
  database: IndexDatabase,
  reader: LedgerReader,
  { size, pinned }: { readonly size: number; readonly pinned: NoteVerifier | null },
): Promise<KeyFollower> {
  const keys = createKeyFollower(pinned);
  for (const batch of await reader.keyBatches()) {
    if (batch.first >= size) break;
    const checkpoint = readCheckpoint(batch.note)?.checkpoint;
    if (checkpoint === undefined) continue;
    const changes = (unpackLeaves(batch.leaves) ?? []).flatMap((bytes, place) =>
      keyChange(bytes) === null ? [] : [batch.first + place],
    );
    const tree = { ...checkpoint, signatures: null };
    const proven = await proveLeaves(database, reader, tree, changes);
    if (proven.every(({ is }) => is === 'proven')) keys.take(batch);
  }
  return keys;
}
