import { Migrator, sql, type Kysely, type Migration } from '../../platform/kysely.ts';
import type { IndexLocation } from './index-location.ts';
import { lookupStatements, tableStatements, type SchemaTarget } from './index-schema.ts';

/**
 * The migrations of the tables, in order. A change to what rows hold gives the first one a new number: an older index
 * is then of another version and has to be rebuilt.
 */
export const INDEX_STEPS = ['0001-tables-6', '0002-lookups'] as const;

export type IndexStep = (typeof INDEX_STEPS)[number];

/**
 * Runs the missing migrations up to `last`. A rebuild stops before the lookups, fills the tables and then adds the
 * lookups, which is several times as fast.
 */
export async function migrateIndex<Tables>(
  database: Kysely<Tables>,
  location: IndexLocation,
  last: IndexStep = '0002-lookups',
): Promise<void> {
  const place = placeOf(location);
  const migrations: Readonly<Record<IndexStep, Migration>> = {
    '0001-tables-6': { up: (target) => execute(target, tableStatements(place)) },
    '0002-lookups': { up: (target) => execute(target, lookupStatements(place)) },
  };
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    // Kysely's PostgreSQL dialect takes its lock in a transaction of its own.
    ...(location.kind === 'postgres' && {
      migrationTableSchema: location.schema,
      disableTransactions: true,
    }),
  });
  const { error } = await migrator.migrateTo(last);
  if (error !== undefined) throw error;
}

/** Returns the names of the migrations that were run; null for a database without an index. */
export async function stepsTaken<Tables>(
  database: Kysely<Tables>,
  location: IndexLocation,
): Promise<readonly string[] | null> {
  const { kind, prefix } = placeOf(location);
  const table = `${prefix}kysely_migration`;
  const { rows: found } =
    kind === 'sqlite'
      ? await sql`SELECT 1 FROM sqlite_schema WHERE name = ${table}`.execute(database)
      : await sql`SELECT 1 WHERE pg_catalog.to_regclass(${table}::text) IS NOT NULL`.execute(
          database,
        );
  if (found.length === 0) return null;
  const { rows } = await sql<{ readonly name: string }>`
    SELECT name FROM ${sql.raw(table)}`.execute(database);
  return rows.map(({ name }) => name);
}

function placeOf(location: IndexLocation): SchemaTarget {
  return location.kind === 'sqlite'
    ? { kind: 'sqlite', prefix: '' }
    : { kind: 'postgres', prefix: `${location.schema}.` };
}

async function execute(database: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
