import type { PostgresClient } from './connect.ts';

/** The schema of the tables. */
export const TABLE_SCHEMA = 'phi_audit';

/** All migration steps of the tables, in order. */
export const TABLE_STEPS = [
  '0001-ledger',
  '0002-identities',
  '0003-appends',
  '0004-key-batches',
  '0005-sizes',
] as const;

/** A migration step. */
export type TableStep = (typeof TABLE_STEPS)[number];

/** Whether there are tables of a ledger. */
export async function hasTables(client: PostgresClient): Promise<boolean> {
  const { rows } = await client.query<{ readonly found: boolean }>(
    `SELECT pg_catalog.to_regclass('${TABLE_SCHEMA}.kysely_migration'::text) IS NOT NULL AS found`,
  );
  return rows[0]?.found === true;
}

/** Whether the tables have this version, an older or a newer one. */
export async function versionOfTables(
  client: PostgresClient,
): Promise<'current' | 'older' | 'newer'> {
  const done = await client.query<{ readonly name: string }>(
    `SELECT name FROM ${TABLE_SCHEMA}.kysely_migration`,
  );
  const names = new Set(done.rows.map(({ name }) => name));
  const known: readonly string[] = TABLE_STEPS;
  if ([...names].some((name) => !known.includes(name))) return 'newer';
  return known.every((name) => names.has(name)) ? 'current' : 'older';
}
