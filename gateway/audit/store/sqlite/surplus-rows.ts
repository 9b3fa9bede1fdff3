import { findSurplus, type VerifiedRows, type RowCounts } from '../surplus-rows.ts';
import { CHANGES_KEYS } from './batch-table.ts';
import { tableNames, type Sqlite } from './sqlite.ts';

/** What lies in a ledger's tables beside its records, a sentence each, and an index that does not lead to them. */
export function findSurplusRows(database: Sqlite, verified: VerifiedRows): readonly string[] {
  const counts = database.transaction(() => countRows(database, verified.size))();
  return [
    ...findOtherHeads(database),
    ...findSurplus(counts, verified),
    ...judgeKeyIndex(database, verified),
  ];
}

function countRows(database: Sqlite, size: number): RowCounts {
  const tables = tableNames(database);
  const count = (table: string, where: string, ...values: readonly number[]) =>
    tables.has(table)
      ? Number(
          database
            .prepare(`SELECT count(*) FROM ${table} WHERE ${where}`)
            .pluck()
            .get(...values),
        )
      : 0;
  const last = database.prepare('SELECT size FROM batches ORDER BY first DESC LIMIT 1').pluck();
  return {
    size: Number(last.get() ?? 0),
    identities: count('identities', 'leaf >= 0 AND leaf < ?', size),
    openings: count('openings', 'true'),
  };
}

function findOtherHeads(database: Sqlite): readonly string[] {
  if (database.prepare('SELECT 1 FROM head WHERE id <> 1').get() === undefined) return [];
  return ['The table head has another row than the one that says where the ledger ends.'];
}

/** An index is not made of its statement alone: what it leaves out, a gateway doesn't learn. */
function judgeKeyIndex(database: Sqlite, { size, keyBatches }: VerifiedRows): readonly string[] {
  const listed = database
    .prepare<[number], number>(
      `SELECT first FROM batches WHERE ${CHANGES_KEYS} AND first < ? ORDER BY first`,
    )
    .pluck()
    .all(size);
  if (listed.join() === keyBatches.join()) return [];
  return [
    'The index key_batches does not list the batches that enroll or retire keys. Make it anew: REINDEX key_batches.',
  ];
}
