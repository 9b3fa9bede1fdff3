import { unpackLeaves } from '../../gateway/audit/tree/batch.ts';
import { parseLeaf } from '../../gateway/audit/record/parse-leaf.ts';
import type { Leaf } from '../../gateway/audit/record/parse-leaf.ts';
import { readBatches } from '../../gateway/audit/store/sqlite/read-batches.ts';
import { openReadable } from '../../gateway/audit/store/sqlite/sqlite.ts';

/** Every leaf of a ledger, in order; throws where one can't be read. */
export function readLedger(path: string): readonly Leaf[] {
  const database = openReadable(path);
  try {
    return [...readBatches(database)].flatMap(({ batch }) => {
      const leaves = batch === null ? null : unpackLeaves(batch.leaves);
      if (leaves === null) throw new Error('a batch cannot be read');
      return leaves.map((bytes) => {
        const leaf = parseLeaf(bytes);
        if (leaf === null) throw new Error('a leaf cannot be read');
        return leaf;
      });
    });
  } finally {
    database.close();
  }
}
