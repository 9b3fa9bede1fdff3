import { Migrator, sql, type Kysely, type Migration } from '../../platform/kysely.ts';
import type { IndexLocation } from './index-location.ts';
import { sqlIndexStatements, tableStatements, type SchemaTarget } from './index-schema.ts';

/**
 * Creates the tables. A change to what rows hold gives this migration a new number: an older index is then of another
 * version and has to be rebuilt.
 */
export const TABLES_STEP = '0001-tables-9';

/** Creates the SQL indexes. */
const SQL_INDEXES_STEP = '0002-lookups';

/** The migrations of an index, in order. */
export const INDEX_STEPS = [TABLES_STEP, SQL_INDEXES_STEP] as const;

export type IndexStep = (typeof INDEX_STEPS)[number];

/**
 * Runs the missing migrations up to `last`. A rebuild creates the tables, fills them and only then creates the SQL
 * indexes, which is several times as fast.
 */
export async function migrateIndex<Tables>(
  database: Kysely<Tables>,
  location: IndexLocation,
  last: IndexStep = SQL_INDEXES_STEP,
): Promise<void> {
  const place = placeOf(location);
  const migrations: Readonly<Record<IndexStep, Migration>> = {
    [TABLES_STEP]: { up: (target) => execute(target, tableStatements(place)) },
    [SQL_INDEXES_STEP]: { up: (target) => execute(target, sqlIndexStatements(place)) },
  };
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    ...migratorOptions(location),
  });
  const { error } = await migrator.migrateTo(last);
  if (error !== undefined) throw error;
}

function migratorOptions(location: IndexLocation) {
  switch (location.kind) {
    case 'sqlite':
      return {};
    case 'postgres':
      // Kysely's PostgreSQL dialect takes its lock in a transaction of its own.
      return { migrationTableSchema: location.schema, disableTransactions: true };
    default:
      return location satisfies never;
  }
}

/** Returns the names of the migrations that were run; null for a database without an index. */
export async function stepsTaken<Tables>(
  database: Kysely<Tables>,
  location: IndexLocation,
): Promise<readonly string[] | null> {
  const { kind, prefix } = placeOf(location);
  const table = `${prefix}kysely_migration`;
  const { rows: found } = await tableQuery(kind, table).execute(database);
  if (found.length === 0) return null;
  const { rows } = await sql<{ readonly name: string }>`
    SELECT name FROM ${sql.raw(table)}`.execute(database);
  return rows.map(({ name }) => name);
}

/** A query that returns a row if a table exists. */
function tableQuery(kind: IndexLocation['kind'], table: string) {
  switch (kind) {
    case 'sqlite':
      return sql`SELECT 1 FROM sqlite_schema WHERE name = ${table}`;
    case 'postgres':
      return sql`SELECT 1 WHERE pg_catalog.to_regclass(${table}::text) IS NOT NULL`;
    default:
      return kind satisfies never;
  }
}

function placeOf(location: IndexLocation): SchemaTarget {
  switch (location.kind) {
    case 'sqlite':
      return { kind: 'sqlite', prefix: '' };
    case 'postgres':
      return { kind: 'postgres', prefix: `${location.schema}.` };
    default:
      return location satisfies never;
  }
}

async function execute(database: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
