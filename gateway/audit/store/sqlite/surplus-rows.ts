import { findSurplus, type VerifiedRows, type RowCounts } from '../surplus-rows.ts';
import { CHANGES_KEYS } from './ledger-tables.ts';
import { tableNames, type Sqlite } from './sqlite.ts';

/** Rows in a ledger's tables that belong to no record, and an index that omits key batches, as sentences. */
export function findSurplusRows(database: Sqlite, verified: VerifiedRows): readonly string[] {
  const counts = database.transaction(() => countRows(database, verified.size))();
  return [
    ...findOtherHeads(database),
    ...findSurplus(counts, verified),
    ...checkKeyIndex(database, verified),
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
  return ['The table head has more than the row that states where the ledger ends.'];
}

/** Checks the SQL index of key batches: a gateway finds key changes by it, and would not learn of one that it omits. */
function checkKeyIndex(database: Sqlite, { size, keyBatches }: VerifiedRows): readonly string[] {
  const listed = database
    .prepare<[number], number>(
      `SELECT first FROM batches WHERE ${CHANGES_KEYS} AND first < ? ORDER BY first`,
    )
    .pluck()
    .all(size);
  if (listed.join() === keyBatches.join()) return [];
  return [
    'The index key_batches does not list the batches that enroll or retire keys. Rebuild it: REINDEX key_batches.',
  ];
}
