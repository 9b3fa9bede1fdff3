import { Migrator, sql, type Kysely, type Migration } from '../../platform/kysely.ts';
import type { IndexLocation } from './index-location.ts';
import { lookupStatements, tableStatements, type IndexPlace } from './index-schema.ts';

/**
 * Every change that was ever made to the tables, in order. Where records are told of otherwise than before, the
 * first has another number: then an index of before is another version, and made anew.
 */
export const INDEX_STEPS = ['0001-tables-6', '0002-lookups'] as const;

/** One of them. */
export type IndexStep = (typeof INDEX_STEPS)[number];

/**
 * Makes the tables where they are missing. A large index is filled before its lookups are made, which is
 * several times as fast.
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
    // The dialect of PostgreSQL locks in a transaction of its own.
    ...(location.kind === 'postgres' && {
      migrationTableSchema: location.schema,
      disableTransactions: true,
    }),
  });
  const { error } = await migrator.migrateTo(last);
  if (error !== undefined) throw error;
}

/** Names of the steps that were taken in a database; null where it holds no index. */
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

function placeOf(location: IndexLocation): IndexPlace {
  return location.kind === 'sqlite'
    ? { kind: 'sqlite', prefix: '' }
    : { kind: 'postgres', prefix: `${location.schema}.` };
}

async function execute(database: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
