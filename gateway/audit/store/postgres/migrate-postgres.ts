import { Kysely, Migrator, sql, type Migration } from '../../../platform/kysely.ts';
import { StartError } from '../../../platform/errors.ts';
import { printLocation, type PostgresServer } from '../ledger-location.ts';
import { createAppendChecks } from './append-checks.ts';
import { CHANGES_KEYS } from './key-batches.ts';
import { createPostgresDialect } from './postgres-dialect.ts';
import { createSizeChecks } from './size-checks.ts';
import { postgresFault } from './postgres-fault.ts';
import { restoreChecks } from './restore-checks.ts';
import { TABLE_SCHEMA, type TableStep } from './table-state.ts';

/** The steps of `TABLE_STEPS`. A released step must never be edited. */
const MIGRATIONS: Readonly<Record<TableStep, Migration>> = {
  '0001-ledger': {
    async up(database: Kysely<unknown>) {
      await sql`
        CREATE TABLE phi_audit.batches (
          first bigint PRIMARY KEY,
          count integer NOT NULL,
          leaves bytea NOT NULL,
          hashes bytea NOT NULL,
          size bigint NOT NULL,
          root bytea NOT NULL,
          note text NOT NULL,
          signer text NOT NULL
        )`.execute(database);
      await sql`CREATE INDEX batches_by_signer ON phi_audit.batches (signer, first)`.execute(
        database,
      );
      // Every commit updates this row: leave room for new versions on its page.
      await sql`
        CREATE TABLE phi_audit.head (
          id integer PRIMARY KEY CHECK (id = 1),
          size bigint NOT NULL,
          root bytea NOT NULL,
          edge bytea NOT NULL,
          batch bytea NOT NULL
        ) WITH (fillfactor = 10)`.execute(database);
      await sql`
        INSERT INTO phi_audit.head VALUES (1, 0, sha256(''), '', decode(repeat('00', 32), 'hex'))`.execute(
        database,
      );
      await sql`
        CREATE TABLE phi_audit.openings (
          commitment text PRIMARY KEY,
          salt text NOT NULL,
          text bytea NOT NULL
        )`.execute(database);
      await sql`
        CREATE TABLE phi_audit.keys (vkey text PRIMARY KEY, leaf bigint NOT NULL)`.execute(
        database,
      );
    },
  },
  '0002-identities': {
    async up(database: Kysely<unknown>) {
      await sql`
        CREATE TABLE phi_audit.identities (
          leaf bigint PRIMARY KEY,
          openings bytea NOT NULL
        )`.execute(database);
      // The values are random, so compression would only cost time. PostgreSQL 15 has no STORAGE in CREATE TABLE.
      await sql`
        ALTER TABLE phi_audit.identities ALTER COLUMN openings SET STORAGE EXTERNAL`.execute(
        database,
      );
    },
  },
  '0003-appends': { up: createAppendChecks },
  '0004-key-batches': {
    async up(database: Kysely<unknown>) {
      // Finds the batches that enroll keys, which prove the keys.
      await sql`
        CREATE INDEX key_batches ON phi_audit.batches (first) WHERE ${sql.raw(CHANGES_KEYS)}`.execute(
        database,
      );
      await sql`DROP TABLE phi_audit.keys`.execute(database);
    },
  },
  '0005-sizes': { up: createSizeChecks },
};

/**
 * Creates the tables of a ledger, or upgrades them to this version, as the role that owns them. Returns the names of the steps
 * that were done, and `checks` if changed functions or triggers were restored. Throws a `StartError` if it fails; then nothing
 * is changed.
 */
export async function migratePostgres(server: PostgresServer): Promise<readonly string[]> {
  const database = new Kysely<unknown>({ dialect: createPostgresDialect(server) });
  const migrator = new Migrator({
    db: database,
    // The lock of the dialect begins and ends the transaction.
    disableTransactions: true,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    migrationTableSchema: TABLE_SCHEMA,
  });
  const where = printLocation({ kind: 'postgres', server });
  try {
    await assertOwner(database, where);
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    const steps = (results ?? []).map(({ migrationName }) => migrationName);
    return (await restoreChecks(server)) ? [...steps, 'checks'] : steps;
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const why = postgresFault(cause) ?? (cause instanceof Error ? cause.message : 'it failed');
    const remedy = why === LOCKED ? ' A session holds a lock on them: end it, and try again.' : '';
    throw new StartError([`The tables of ${where} cannot be created (${why}).${remedy}`], {
      cause,
    });
  } finally {
    await database.destroy();
  }
}

/** SQLSTATE of lock_not_available. */
const LOCKED = '55P03';

/** Throws if another role owns the schema or a table in it: its objects would run with the rights of this login. */
async function assertOwner(database: Kysely<unknown>, where: string): Promise<void> {
  const { rows } = await sql<{ readonly owner: string }>`
    SELECT pg_catalog.pg_get_userbyid(owned.owner) AS owner
    FROM (
      SELECT nspowner AS owner FROM pg_catalog.pg_namespace WHERE nspname = ${TABLE_SCHEMA}::text
      UNION SELECT relowner FROM pg_catalog.pg_class
        WHERE relnamespace = pg_catalog.to_regnamespace(${TABLE_SCHEMA}::text)::oid
    ) AS owned
    WHERE pg_catalog.pg_get_userbyid(owned.owner) <> current_user`.execute(database);
  const [other] = rows;
  if (other === undefined) return;
  throw new StartError([
    `The ledger at ${where} belongs to the database role ${other.owner}. Run this as that role.`,
  ]);
}
