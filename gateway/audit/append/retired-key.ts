import { parseLeaf } from '../record/parse-leaf.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { unpackLeaves } from '../tree/batch.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';

/** Whether a key has retired itself with the last batch that it signed: what it signs later is not valid. */
export async function isRetired(store: LedgerStore, { id, vkey }: NoteVerifier): Promise<boolean> {
  const last = await store.lastOf(id.toString('hex'));
  const leaves = (last === null ? null : unpackLeaves(last.leaves)) ?? [];
  return leaves.some((bytes) => {
    const leaf = parseLeaf(bytes);
    return leaf?.kind === 'log.key.retired' && leaf.details?.['key'] === vkey;
  });
}
