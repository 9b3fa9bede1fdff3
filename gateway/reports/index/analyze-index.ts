import { sql } from '../../platform/kysely.ts';
import type { IndexLocation } from './index-location.ts';
import type { IndexDatabase } from './index-tables.ts';

/**
 * Lets SQLite look at samples of the tables, so that it knows what most rows share and what few do; PostgreSQL
 * does so by itself. Takes a moment, however large they are. https://www.sqlite.org/lang_analyze.html
 */
export async function analyzeIndex(
  database: IndexDatabase,
  { kind }: IndexLocation,
): Promise<void> {
  if (kind !== 'sqlite') return;
  await sql`PRAGMA analysis_limit = 1000`.execute(database);
  await sql`ANALYZE`.execute(database);
}

/** Whether tables have grown enough between two sizes to be looked at again. */
export function isOutgrown(from: number, to: number): boolean {
  return to >= SMALL && Math.floor(Math.log2(to)) > Math.floor(Math.log2(Math.max(from, 1)));
}

/** Below this any way to look rows up is fast. */
const SMALL = 4096;
