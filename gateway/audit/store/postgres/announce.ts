import type { PostgresClient } from './connect.ts';

/**
 * Shows all sessions of the database what this one does, for as long as it lasts. Unlike an advisory lock, which
 * any login can take first or wait for, it cannot be taken away or blocked.
 */
export async function announce(client: PostgresClient, name: string): Promise<void> {
  await client.query('SELECT pg_catalog.set_config($1::text, $2::text, false)', [
    'application_name',
    name,
  ]);
}

/**
 * Whether another session of the database announces something like one of these patterns, of those whose login may
 * append to the ledger. Two sessions that announce the same before they look see each other.
 */
export async function isAnnounced(
  client: PostgresClient,
  patterns: readonly string[],
): Promise<boolean> {
  const { rows } = await client.query<{ readonly found: boolean }>(
    `SELECT EXISTS (
      SELECT FROM pg_catalog.pg_stat_activity AS other
      WHERE other.datname = pg_catalog.current_database()
        AND other.pid <> pg_catalog.pg_backend_pid()
        AND other.application_name LIKE ANY ($1::text[])
        AND EXISTS (
          SELECT FROM pg_catalog.pg_roles AS role
          WHERE pg_catalog.pg_has_role(other.usesysid, role.oid, 'MEMBER'::text)
            AND pg_catalog.has_table_privilege(role.oid, 'phi_audit.batches'::text, 'INSERT'::text))
    ) AS found`,
    [patterns],
  );
  return rows[0]?.found === true;
}
