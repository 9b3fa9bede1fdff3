import type { StoredRow, StoredRows } from '../stored-rows.ts';
import type { PostgresClient } from './connect.ts';

/** The raw rows of a ledger in a PostgreSQL database. */
export function createStoredRows(client: PostgresClient): StoredRows {
  const find = async (table: string, rest: string, values: readonly (string | number)[]) => {
    const { rows } = await client.query<StoredRow>(
      `SELECT * FROM phi_audit.${table} ${rest} LIMIT 1`,
      [...values],
    );
    return rows[0] ?? null;
  };
  return {
    head: () => find('head', 'WHERE id = 1', []),
    batchAfter: (first) => find('batches', 'WHERE first > $1 ORDER BY first', [first]),
    identitiesAfter: (leaf) => find('identities', 'WHERE leaf > $1 ORDER BY leaf', [leaf]),
    opening: (commitment) => find('openings', 'WHERE commitment = $1', [commitment]),
  };
}
