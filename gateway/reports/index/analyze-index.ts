import { sql } from '../../platform/kysely.ts';
import type { IndexLocation } from './index-location.ts';
import type { IndexDatabase } from './index-tables.ts';

/**
 * Updates the statistics of SQLite's query planner from a sample of each table; PostgreSQL updates its own. Takes
 * well under a second for tables of any size. https://www.sqlite.org/lang_analyze.html
 */
export async function analyzeIndex(
  database: IndexDatabase,
  { kind }: IndexLocation,
): Promise<void> {
  switch (kind) {
    case 'sqlite':
      await sql`PRAGMA analysis_limit = 1000`.execute(database);
      await sql`ANALYZE`.execute(database);
      return;
    case 'postgres':
      return;
    default:
      kind satisfies never;
  }
}

/**
 * Whether an index that grew from one number of leaves to another needs new statistics: each time it passes a power of
 * two.
 */
export function isOutgrown(from: number, to: number): boolean {
  return to >= MIN_ANALYZED && Math.floor(Math.log2(to)) > Math.floor(Math.log2(Math.max(from, 1)));
}

/** Smaller indexes are fast with any query plan. */
const MIN_ANALYZED = 4096;
