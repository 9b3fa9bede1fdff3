import type { Insertable } from '../../platform/kysely.ts';
import type { IndexDatabase, IndexTables } from './index-tables.ts';

/** One statement holds so many rows: far below the parameters that SQLite and PostgreSQL allow. */
const ROWS = 200;

/** Inserts rows, many to a statement. */
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
