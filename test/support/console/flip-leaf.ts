import { openWritable } from '../../../gateway/audit/store/sqlite/sqlite.ts';
import { packLeaves, unpackLeaves } from '../../../gateway/audit/tree/batch.ts';

/** Changes one bit of a record in a SQLite ledger, in the actor's name. Returns a function that restores it. */
export function flipLeaf(path: string, leaf: number): () => void {
  const change = () => {
    const database = openWritable(path);
    try {
      const row = database
        .prepare<[number], { first: number; leaves: Buffer }>(
          'SELECT first, leaves FROM batches WHERE first <= ? ORDER BY first DESC LIMIT 1',
        )
        .get(leaf);
      const leaves = row && unpackLeaves(row.leaves);
      const bytes = leaves?.[leaf - (row?.first ?? 0)];
      if (row === undefined || leaves == null || bytes === undefined)
        throw new RangeError(`There is no record ${leaf}.`);
      const at = bytes.indexOf(SUBJECT) + SUBJECT.length;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      database
        .prepare('UPDATE batches SET leaves = ? WHERE first = ?')
        .run(packLeaves(leaves), row.first);
    } finally {
      database.close();
    }
  };
  change();
  return change;
}

const SUBJECT = '"subject":"';
