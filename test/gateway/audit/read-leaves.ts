import { unpackLeaves, type Batch } from '../../../gateway/audit/tree/batch.ts';
import { parseLeaf, type Leaf } from '../../../gateway/audit/record/parse-leaf.ts';
import { openReadable } from '../../../gateway/audit/store/sqlite/sqlite.ts';

/** All batches of a ledger as they are stored. */
export function readBatches(path: string): Batch[] {
  const database = openReadable(path);
  try {
    return database.prepare<[], Batch>('SELECT * FROM batches ORDER BY first').all();
  } finally {
    database.close();
  }
}

/** All leaves of a ledger in order. */
export function readLeaves(path: string): Leaf[] {
  return leavesOf(readBatches(path));
}

/** The leaves of these batches. */
export function leavesOf(batches: readonly Batch[]): Leaf[] {
  return batches.flatMap(({ leaves }) =>
    (unpackLeaves(leaves) ?? []).map((bytes) => {
      const leaf = parseLeaf(bytes);
      if (leaf === null) throw new Error('The ledger holds something else than leaves.');
      return leaf;
    }),
  );
}
