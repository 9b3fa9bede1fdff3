import { StartError } from '../../platform/errors.ts';
import { sql, type Kysely } from '../../platform/kysely.ts';
import { printIndex, type IndexLocation } from './index-location.ts';

/**
 * Throws a `StartError` where another login has made something of the index that we are about to use: what it put
 * there, such as a view or a trigger, would run with our rights. The schema itself may also be of the owner of the
 * database or of the ledger, or of a superuser.
 */
export async function assertOwnSchema<Tables>(
  database: Kysely<Tables>,
  location: PostgresIndex,
): Promise<void> {
  const owner = await findOtherOwner(database, location);
  if (owner === null) return;
  throw new StartError([
    `The report index ${printIndex(location)} is of the database role ${owner} (${location.schema}). Use it as that role.`,
  ]);
}

/** An index in a schema. */
type PostgresIndex = Extract<IndexLocation, { readonly kind: 'postgres' }>;

/** The role that has made something of the index and is not the one that we use it as. */
export async function findOtherOwner<Tables>(
  database: Kysely<Tables>,
  { schema }: PostgresIndex,
): Promise<string | null> {
  const { rows } = await sql<{ readonly owner: string }>`
    SELECT owner.rolname AS owner
    FROM pg_catalog.pg_namespace AS made
      JOIN pg_catalog.pg_class AS object ON object.relnamespace = made.oid
      JOIN pg_catalog.pg_roles AS owner ON owner.oid = object.relowner
    WHERE made.nspname = ${schema}::text AND owner.rolname <> current_user
    UNION ALL
    SELECT owner.rolname
    FROM pg_catalog.pg_namespace AS made
      JOIN pg_catalog.pg_roles AS owner ON owner.oid = made.nspowner
    WHERE made.nspname = ${schema}::text AND owner.rolname <> current_user AND NOT owner.rolsuper
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_database
        WHERE datname = pg_catalog.current_database() AND datdba = owner.oid)
      AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_namespace
        WHERE nspname = 'phi_audit'::name AND nspowner = owner.oid)
    LIMIT 1`.execute(database);
  return rows[0]?.owner ?? null;
}
