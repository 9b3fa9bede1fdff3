import type { StoredRow, StoredRows } from '../stored-rows.ts';
import { tableNames, type Sqlite } from './sqlite.ts';

/** The raw rows of a ledger in a SQLite file; a missing table has none. */
export function createStoredRows(database: Sqlite): StoredRows {
  const tables = tableNames(database);
  const find = (table: string, rest: string, values: readonly (string | number)[]) => {
    const row = tables.has(table)
      ? database.prepare<unknown[], StoredRow>(`SELECT * FROM ${table} ${rest} LIMIT 1`).get(values)
      : undefined;
    return Promise.resolve(row ?? null);
  };
  return {
    head: () => find('head', 'WHERE id = 1', []),
    batchAfter: (first) => find('batches', 'WHERE first > ? ORDER BY first', [first]),
    identitiesAfter: (leaf) => find('identities', 'WHERE leaf > ? ORDER BY leaf', [leaf]),
    opening: (commitment) => find('openings', 'WHERE commitment = ?', [commitment]),
  };
}
