import { StartError } from '../../../errors.ts';
import type { StoreTask } from '../ledger-store.ts';
import type { PostgresClient } from './connect.ts';
import { TABLE_SCHEMA } from './table-state.ts';

const RECORDS = ['phi_audit.batches'];

/** Where a task adds and takes nothing away. */
const KEPT: Readonly<Record<StoreTask, readonly string[]>> = {
  append: [...RECORDS, 'phi_audit.openings', 'phi_audit.identities'],
  erase: RECORDS,
  prune: [],
};

/** What a task that takes bodies out of batches must leave in them. */
const PROVING: Readonly<Record<StoreTask, readonly string[]>> = {
  append: [],
  erase: [],
  prune: ['first', 'count', 'hashes', 'size', 'root', 'note', 'signer'],
};

/** Roles that write the server's files, or run its programs, and so may do whatever it can. */
const SERVER_ROLES = ['pg_write_server_files', 'pg_execute_server_program'];

/**
 * Throws a `StartError` where somebody who gets hold of the login could take anything back: as it is, or as any
 * role that it is a member of, inherited or after `SET ROLE`. Owners, superusers and whoever may give roles
 * away could help themselves; whoever may add a trigger changes what others insert.
 */
export async function assertMinimal(client: PostgresClient, task: StoreTask): Promise<void> {
  const { rows } = await client.query<{ readonly login: string; readonly role: string }>(
    `
    SELECT session_user AS login, rolname AS role
    FROM pg_catalog.pg_roles AS roles
    WHERE pg_has_role(session_user, roles.oid, 'MEMBER') AND (
      rolsuper OR rolcreaterole OR rolname = ANY ($2::text[])
      OR EXISTS (
        SELECT FROM unnest($1::text[]) AS name
        WHERE has_any_column_privilege(roles.oid, name, 'UPDATE')
          OR has_table_privilege(roles.oid, name, 'DELETE, TRUNCATE, TRIGGER'))
      OR EXISTS (
        SELECT FROM unnest($4::text[]) AS name
        WHERE has_column_privilege(roles.oid, 'phi_audit.batches', name, 'UPDATE')
          OR has_table_privilege(roles.oid, 'phi_audit.batches', 'DELETE, TRUNCATE, TRIGGER'))
      OR EXISTS (
        SELECT FROM pg_catalog.pg_class
        WHERE relnamespace = $3::regnamespace AND relowner = roles.oid)
      OR EXISTS (
        SELECT FROM pg_catalog.pg_namespace WHERE oid = $3::regnamespace AND nspowner = roles.oid)
      OR EXISTS (
        SELECT FROM pg_catalog.pg_database
        WHERE datname = current_database() AND datdba = roles.oid))
    ORDER BY rolname <> session_user, rolname
    LIMIT 1`,
    [KEPT[task], SERVER_ROLES, TABLE_SCHEMA, PROVING[task]],
  );
  const [found] = rows;
  if (found === undefined) return;
  const { login, role } = found;
  const as = role === login ? '' : ` as ${role}`;
  throw new StartError([
    `The database role ${login} may change or delete what is in the audit ledger${as}. Use one of phi_audit_writer (see roles.sql).`,
  ]);
}
