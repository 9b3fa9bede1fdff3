import { StartError } from '../../platform/errors.ts';
import { sql, type Kysely } from '../../platform/kysely.ts';
import { printIndex, type IndexLocation } from './index-location.ts';

/**
 * Throws a `StartError` if another database role owns an object in the index's schema: a view or a trigger that it
 * created there would run with our rights. The schema itself may also belong to the owner of the database, the owner
 * of the ledger's schema, or a superuser.
 */
export async function assertOwnSchema<Tables>(
  database: Kysely<Tables>,
  location: PostgresIndex,
): Promise<void> {
  const owner = await findOtherOwner(database, location);
  if (owner === null) return;
  throw new StartError([
    `The schema ${location.schema} of the report index ${printIndex(location)} belongs to the database role ${owner}. Connect as that role.`,
  ]);
}

export type PostgresIndex = Extract<IndexLocation, { readonly kind: 'postgres' }>;

/** Returns a role other than the current one that owns a part of the index; null if there is no such role. */
export async function findOtherOwner<Tables>(
  database: Kysely<Tables>,
  { schema }: PostgresIndex,
): Promise<string | null> {
  const { rows } = await sql<{ readonly owner: string }>`
    SELECT owner.rolname AS owner
    FROM pg_catalog.pg_namespace AS namespace
      JOIN pg_catalog.pg_class AS object ON object.relnamespace = namespace.oid
      JOIN pg_catalog.pg_roles AS owner ON owner.oid = object.relowner
    WHERE namespace.nspname = ${schema}::text AND owner.rolname <> current_user
    UNION ALL
    SELECT owner.rolname
    FROM pg_catalog.pg_namespace AS namespace
      JOIN pg_catalog.pg_roles AS owner ON owner.oid = namespace.nspowner
    WHERE namespace.nspname = ${schema}::text AND owner.rolname <> current_user AND NOT owner.rolsuper
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_database
        WHERE datname = pg_catalog.current_database() AND datdba = owner.oid)
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_namespace
        WHERE nspname = 'phi_audit'::name AND nspowner = owner.oid)
    LIMIT 1`.execute(database);
  return rows[0]?.owner ?? null;
}
