import { createKeyFollower, type KeyFollower } from '../../chain/follow-keys.ts';
import { createWholeCheck } from '../../chain/read-whole.ts';
import type { RowReader } from '../../store/ledger-reader.ts';
import type { StoredHead } from '../../store/ledger-store.ts';
import { batchHash } from '../../tree/batch.ts';
import { readCheckpoint } from '../../tree/checkpoint.ts';
import { appendLeaves, EMPTY_TREE, treeRoot } from '../../tree/merkle-tree.ts';

/** The last batch up to which every batch of a ledger is whole and signed, and the head row that the ledger has there. */
export interface ProvenEnd {
  /** First leaf of that batch. */
  readonly last: number;
  readonly note: string;
  /** Origin in that batch. */
  readonly origin: string;
  readonly head: StoredHead & { readonly root: Buffer };
  /** The keys that are proven up to that batch. */
  readonly keys: KeyFollower;
}

/** Reads a ledger from its first batch on; null if the first batch is not proven. */
export async function findProvenEnd(reader: RowReader): Promise<ProvenEnd | null> {
  const keys = createKeyFollower(null);
  const check = createWholeCheck(reader, keys);
  let end: ProvenEnd | null = null;
  let tree = EMPTY_TREE;
  for await (const row of reader.batches()) {
    const batch = await check(row);
    const checkpoint = 'damagedAt' in batch ? null : readCheckpoint(batch.note)?.checkpoint;
    if ('damagedAt' in batch || checkpoint == null) break;
    tree = appendLeaves(tree, batch.hashes);
    const root = treeRoot(tree);
    // Leaves that were swapped together with their hashes are whole, but give another root.
    if (!root.equals(checkpoint.root)) break;
    const { note, hashes } = batch;
    const { size } = tree;
    const edge = Buffer.concat(tree.edge);
    const head = { size, edge, root, batch: batchHash(note, Buffer.concat(hashes)) };
    end = { last: batch.first, note, origin: checkpoint.origin, head, keys };
  }
  return end;
}
