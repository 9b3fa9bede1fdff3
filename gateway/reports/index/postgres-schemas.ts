import { sql, type Kysely } from '../../platform/kysely.ts';
import { INDEX_SCHEMA, NEXT_SCHEMA } from './index-location.ts';

/** A schema that holds an index. */
export type IndexSchema = typeof INDEX_SCHEMA | typeof NEXT_SCHEMA;

/** Creates a schema that `roles.sql` has not created. Needs the CREATE privilege on the database. */
export async function ensureSchema<Tables>(
  database: Kysely<Tables>,
  schema: IndexSchema,
): Promise<void> {
  const { rows } = await sql`
    SELECT FROM pg_catalog.pg_namespace WHERE nspname = ${schema}::text`.execute(database);
  if (rows.length > 0) return;
  await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(schema)}`.execute(database);
}

/** Drops all tables of a schema. */
export async function emptySchema<Tables>(
  database: Kysely<Tables>,
  schema: IndexSchema,
): Promise<void> {
  for (const table of await tablesOf(database, schema))
    await sql`DROP TABLE ${sql.id(schema, table)} CASCADE`.execute(database);
}

/**
 * Moves the tables of `NEXT_SCHEMA` into `INDEX_SCHEMA`, in place of those there. Runs within the caller's transaction.
 */
export async function replaceTables<Tables>(database: Kysely<Tables>): Promise<void> {
  await ensureSchema(database, INDEX_SCHEMA);
  await emptySchema(database, INDEX_SCHEMA);
  for (const table of await tablesOf(database, NEXT_SCHEMA))
    await sql`ALTER TABLE ${sql.id(NEXT_SCHEMA, table)} SET SCHEMA ${sql.id(INDEX_SCHEMA)}`.execute(
      database,
    );
}

async function tablesOf<Tables>(
  database: Kysely<Tables>,
  schema: IndexSchema,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT object.relname AS name
    FROM pg_catalog.pg_class AS object
      JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = object.relnamespace
    WHERE namespace.nspname = ${schema}::text AND object.relkind = 'r'::"char"
    ORDER BY 1`.execute(database);
  return rows.map(({ name }) => name);
}
