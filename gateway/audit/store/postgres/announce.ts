import type { PostgresClient } from './connect.ts';

/**
 * Announces to all sessions of the database what this session does, while it lasts. Any login could take an advisory lock
 * first; an announcement cannot be blocked.
 */
export async function announce(client: PostgresClient, name: string): Promise<void> {
  await client.query('SELECT pg_catalog.set_config($1::text, $2::text, false)', [
    'application_name',
    name,
  ]);
}

/**
 * Whether another session announces a name that matches one of these patterns, if its login may append to the ledger. Two
 * sessions that announce before they check see each other.
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

/** The announcement of a session that has the ledger open to write, alone or before the id of its key. */
export const WRITES = 'phi-gateway writes';

/** The announcement of a session that resumes the ledger. */
export const RESUMES = 'phi-gateway resumes';
