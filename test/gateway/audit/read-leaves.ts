import { unpackLeaves, type Batch } from '../../../gateway/audit/tree/batch.ts';
import {
  isCommitted,
  parseLeaf,
  type PlainLeaf,
} from '../../../gateway/audit/record/parse-leaf.ts';
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

/** All leaves of a ledger in order; it must not be one that commits to ids. */
export function readLeaves(path: string): PlainLeaf[] {
  return leavesOf(readBatches(path));
}

/** The leaves of these batches. */
export function leavesOf(batches: readonly Batch[]): PlainLeaf[] {
  return batches.flatMap(({ leaves }) =>
    (unpackLeaves(leaves) ?? []).map((bytes) => {
      const leaf = parseLeaf(bytes);
      if (leaf === null || isCommitted(leaf))
        throw new Error('The ledger holds something else than plain leaves.');
      return leaf;
    }),
  );
}
