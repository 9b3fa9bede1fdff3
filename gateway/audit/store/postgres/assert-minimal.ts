import { StartError } from '../../../platform/errors.ts';
import type { StoreTask } from '../ledger-store.ts';
import type { PostgresClient } from './connect.ts';
import { ROLES } from './fault-remedies.ts';
import { TABLE_SCHEMA } from './table-state.ts';

/** The table with the leaves, their hashes and the checkpoints. */
const RECORDS = ['batches'];

/** Tables of the ledger to which a task may only add rows. */
const KEPT: Readonly<Record<StoreTask, readonly string[]>> = {
  append: [...RECORDS, 'openings', 'identities'],
  erase: RECORDS,
  prune: [],
  quarantine: RECORDS,
};

/** Rights on these tables that a task must not have, besides updating a column. */
const REFUSED: Readonly<Record<StoreTask, string>> = {
  append: 'DELETE, TRUNCATE, TRIGGER',
  erase: 'DELETE, TRUNCATE, TRIGGER',
  prune: 'DELETE, TRUNCATE, TRIGGER',
  quarantine: 'TRUNCATE, TRIGGER',
};

/** Columns of batches that a task which deletes bodies must not change. */
const PROVING: Readonly<Record<StoreTask, readonly string[]>> = {
  append: [],
  erase: [],
  prune: ['first', 'count', 'hashes', 'size', 'root', 'note', 'signer'],
  quarantine: [],
};

/** Roles that can write files of the server or run programs there, and so have all its rights. */
const SERVER_ROLES = ['pg_write_server_files', 'pg_execute_server_program'];

/**
 * Throws a `StartError` if this login could change or remove records, with its own rights or those of a role that it is a
 * member of, inherited or after `SET ROLE`. Owners, superusers and logins that may grant roles can get such rights; a login
 * that may add a trigger can change inserted rows.
 */
export async function assertMinimal(client: PostgresClient, task: StoreTask): Promise<void> {
  const { rows } = await client.query<{ readonly login: string; readonly role: string }>(
    `
    SELECT session_user AS login, rolname AS role
    FROM pg_catalog.pg_roles AS roles
      JOIN pg_catalog.pg_namespace AS ledger ON ledger.nspname = $3::text
    WHERE pg_catalog.pg_has_role(session_user, roles.oid, 'MEMBER'::text) AND (
      rolsuper OR rolcreaterole OR rolname = ANY ($2::text[])
      OR EXISTS (
        SELECT FROM pg_catalog.pg_class AS kept
        WHERE kept.relnamespace = ledger.oid AND (
          kept.relowner = roles.oid
          OR kept.relname = ANY ($1::text[]) AND (
            pg_catalog.has_any_column_privilege(roles.oid, kept.oid, 'UPDATE'::text)
            OR pg_catalog.has_table_privilege(roles.oid, kept.oid, $5::text))))
      OR EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS proving
          JOIN pg_catalog.pg_class AS batches ON batches.oid = proving.attrelid
        WHERE batches.relnamespace = ledger.oid AND batches.relname = 'batches'::name
          AND proving.attname = ANY ($4::text[]) AND (
            pg_catalog.has_column_privilege(roles.oid, batches.oid, proving.attnum, 'UPDATE'::text)
            OR pg_catalog.has_table_privilege(roles.oid, batches.oid, 'DELETE, TRUNCATE, TRIGGER'::text)))
      OR ledger.nspowner = roles.oid
      OR EXISTS (
        SELECT FROM pg_catalog.pg_database
        WHERE datname = pg_catalog.current_database() AND datdba = roles.oid))
    ORDER BY rolname <> session_user, rolname
    LIMIT 1`,
    [KEPT[task], SERVER_ROLES, TABLE_SCHEMA, PROVING[task], REFUSED[task]],
  );
  const [found] = rows;
  if (found === undefined) return;
  const { login, role } = found;
  const as = role === login ? '' : ` as ${role}`;
  throw new StartError([
    `The database role ${login} may change or delete what is in the audit ledger${as}. Use one of ${ROLES[task]} (see roles.sql).`,
  ]);
}
