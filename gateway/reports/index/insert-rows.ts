import type { Insertable } from '../../platform/kysely.ts';
import type { IndexDatabase, IndexTables } from './index-tables.ts';

/** Rows of one statement: well below the number of parameters that SQLite and PostgreSQL allow. */
const ROWS = 200;

/** Inserts rows in as few statements as possible. */
export async function insertRows<Table extends keyof IndexTables>(
  database: IndexDatabase,
  table: Table,
  rows: readonly Insertable<IndexTables[Table]>[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) {
    await database
      .insertInto(table)
      .values(rows.slice(at, at + ROWS))
      .execute();
  }
}
