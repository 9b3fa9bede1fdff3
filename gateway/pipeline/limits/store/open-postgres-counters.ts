import { createPool } from '../../../audit/store/postgres/connect.ts';
import { NOT_PERMITTED } from '../../../audit/store/postgres/fault-remedies.ts';
import { postgresFault } from '../../../audit/store/postgres/postgres-fault.ts';
import type { PostgresServer } from '../../../audit/store/ledger-location.ts';
import { StartError } from '../../../platform/errors.ts';
import { countInPostgres } from '../../../platform/rates/counters.ts';
import type { LimitStore } from '../../../platform/rates/shared-counters.ts';

/**
 * Opens a store of counts in a PostgreSQL database: the table `phi_limits.counters`, which is made if the login may make
 * it. It is unlogged, since counts last a minute: a crash of the server empties it, and backups do not hold it.
 */
export function openPostgresCounters(server: PostgresServer): LimitStore {
  const pool = createPool(server, { statementMs: STATEMENT_MS, connections: CONNECTIONS });
  const dropEnded = () => {
    // The next attempt drops what this one leaves.
    pool.query(DROP_ENDED, [Date.now() - KEPT_MS]).catch(() => undefined);
  };
  const sweep = setInterval(dropEnded, SWEEP_MS).unref();

  const canCount = async (): Promise<boolean> => {
    const { rows } = await pool.query<{ readonly can: boolean | null }>(CAN_COUNT, [
      SCHEMA,
      `${SCHEMA}.${TABLE}`,
    ]);
    return rows[0]?.can === true;
  };
  const refuse = (code: string, cause?: unknown) => {
    const where = `${server.host}:${server.port}/${server.database}`;
    const problem = `the database ${where} cannot be used (${code}). ${REMEDIES.get(code) ?? ''}`;
    return new StartError([problem], { cause });
  };
  return {
    ...countInPostgres(pool, { schema: SCHEMA, table: TABLE }),
    prepare: async () => {
      try {
        if (await canCount()) return;
        await pool.query(CREATE);
      } catch (error) {
        const code = postgresFault(error);
        if (code !== null && REMEDIES.has(code)) throw refuse(code, error);
        if (code === null || !MADE_MEANWHILE.has(code)) throw error;
      }
      if (!(await canCount())) throw refuse(NOT_PERMITTED);
    },
    codeOf: (error) => postgresFault(error instanceof StartError ? error.cause : error),
    close: async () => {
      clearInterval(sweep);
      await pool.end();
    },
  };
}

const SCHEMA = 'phi_limits';
const TABLE = 'counters';

/** Whether the login may count; no row without the schema, null without the table. */
const CAN_COUNT = `
  SELECT pg_catalog.has_schema_privilege(space.oid, 'USAGE'::text) AND (
    SELECT pg_catalog.bool_and(pg_catalog.has_table_privilege(
      pg_catalog.to_regclass($2::text)::oid, needed))
    FROM pg_catalog.unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS needed) AS can
  FROM pg_catalog.pg_namespace AS space WHERE space.nspname = $1::text`;

/** Rows are updated in place where their page has room. */
const CREATE = `
  CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
  CREATE UNLOGGED TABLE IF NOT EXISTS ${SCHEMA}.${TABLE} (
    key text PRIMARY KEY, points bigint NOT NULL, expire bigint NOT NULL) WITH (fillfactor = 50)`;

/** A statement that takes longer ends, so that its connection is free again. */
const STATEMENT_MS = 2_000;

const CONNECTIONS = 4;

const DROP_ENDED = `DELETE FROM ${SCHEMA}.${TABLE} WHERE expire < $1::bigint`;

const SWEEP_MS = 60_000;

/** How long ended windows are kept: the clocks of gateways differ. */
const KEPT_MS = 60_000;

/** SQLSTATE of unique_violation, duplicate_schema and duplicate_table: another gateway makes the table too. */
const MADE_MEANWHILE: ReadonlySet<string> = new Set(['23505', '42P06', '42P07']);

/** Remedies for answers of the server that stay the same until an operator changes something, by SQLSTATE. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['28P01', 'Correct the user or the password'],
  ['28000', 'Correct the user or the password'],
  ['3D000', 'There is no such database: make it'],
  [
    NOT_PERMITTED,
    `Its login may not make the table ${SCHEMA}.${TABLE}, or not write it: make it as docs/network.md says`,
  ],
]);
