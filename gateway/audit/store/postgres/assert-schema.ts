import { StartError } from '../../../platform/errors.ts';
import type { PostgresClient } from './connect.ts';
import { TABLE_SCHEMA } from './table-state.ts';

/**
 * Throws a `StartError` if a role other than the owner may create objects in the ledger's schema, in pg_catalog or in the
 * database (which includes extensions in any schema), or owns an object in the ledger's schema. Superusers are excepted.
 */
export async function assertSchema(client: PostgresClient, where: string): Promise<void> {
  const [creator] = (await client.query<Creator>(CREATORS, [['pg_catalog', TABLE_SCHEMA]])).rows;
  if (creator !== undefined) {
    throw new StartError([
      `The database role ${creator.role} may create in the ${creator.place} ${creator.name} of ${where}, and functions that it creates there could run with the rights of other roles. As the owner run roles.sql again, or: REVOKE CREATE ON ${creator.place.toUpperCase()} ${creator.name} FROM ${creator.role}`,
    ]);
  }
  const [owned] = (await client.query<Owned>(FOREIGN, [TABLE_SCHEMA])).rows;
  if (owned === undefined) return;
  throw new StartError([
    `${owned.name} in the schema ${TABLE_SCHEMA} of ${where} belongs to ${owned.role} and not to ${owned.owner}, the owner of the ledger.`,
  ]);
}

interface Creator {
  readonly place: 'schema' | 'database';
  readonly name: string;
  readonly role: string;
}

interface Owned {
  readonly name: string;
  readonly role: string;
  readonly owner: string;
}

/** The grantee 0 is PUBLIC. https://www.postgresql.org/docs/current/functions-info.html */
const CREATORS = `
  SELECT made.place, made.name, coalesce(role.rolname::text, 'PUBLIC'::text) AS role
  FROM (
      SELECT 'schema'::text AS place, nspname::text AS name, nspowner AS owner, nspacl AS granted
      FROM pg_catalog.pg_namespace WHERE nspname = ANY ($1::text[])
      UNION ALL SELECT 'database'::text, datname::text, datdba, datacl
      FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
    ) AS made
    CROSS JOIN LATERAL pg_catalog.aclexplode(made.granted) AS granted
    LEFT JOIN pg_catalog.pg_roles AS role ON role.oid = granted.grantee
  WHERE granted.privilege_type = 'CREATE'::text AND granted.grantee <> made.owner
    AND role.rolsuper IS NOT TRUE
  ORDER BY 2, 3 LIMIT 1`;

const FOREIGN = `
  SELECT object.name, pg_catalog.pg_get_userbyid(object.owner) AS role,
    pg_catalog.pg_get_userbyid(namespace.nspowner) AS owner
  FROM pg_catalog.pg_namespace AS namespace
    JOIN (
      SELECT relname AS name, relnamespace AS schema, relowner AS owner FROM pg_catalog.pg_class
      UNION ALL SELECT proname, pronamespace, proowner FROM pg_catalog.pg_proc
    ) AS object ON object.schema = namespace.oid
  WHERE namespace.nspname = $1::text AND object.owner <> namespace.nspowner
  ORDER BY 1 LIMIT 1`;
