import { isOfLeafForm } from '../../gateway/audit/record/leaf-form.ts';
import { isCommitted, parseLeaf } from '../../gateway/audit/record/parse-leaf.ts';
import type { PlainLeaf } from '../../gateway/audit/record/parse-leaf.ts';
import { openReadable } from '../../gateway/audit/store/sqlite/sqlite.ts';
import { unpackLeaves } from '../../gateway/audit/tree/batch.ts';

/**
 * Every leaf of a SQLite ledger, in order. Throws if a leaf can't be read, is malformed or has only commitments of ids.
 */
export function readLedger(path: string): readonly PlainLeaf[] {
  const database = openReadable(path);
  try {
    const rows = database.prepare<[], { leaves: Buffer }>(
      'SELECT leaves FROM batches ORDER BY first',
    );
    return rows.all().flatMap(({ leaves: packed }) => {
      const leaves = unpackLeaves(packed);
      if (leaves === null) throw new Error('a batch cannot be read');
      return leaves.map((bytes) => {
        const leaf = parseLeaf(bytes);
        if (leaf === null || isCommitted(leaf)) throw new Error('a leaf cannot be read');
        if (!isOfLeafForm(leaf)) throw new Error('a leaf is not of the form');
        return leaf;
      });
    });
  } finally {
    database.close();
  }
}
