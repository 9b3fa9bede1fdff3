import type { PostgresClient } from './connect.ts';
import { TABLE_COLUMNS } from './table-columns.ts';
import { TABLE_SCHEMA } from './table-state.ts';

/**
 * Names what stands in the schema of a ledger, or on its tables, and is made neither by a migration of this version nor
 * by the library that runs them. A sentence for each.
 */
export async function findForeignObjects(client: PostgresClient): Promise<readonly string[]> {
  const { rows } = await client.query<Found>(FIND, [TABLE_SCHEMA]);
  return rows.filter((row) => !isOwn(row)).map(describe);
}

interface Found {
  readonly kind: string;
  readonly name: string;
  /** The table that it is on; null for what stands alone. */
  readonly table: string | null;
  /** What it is, where its name alone doesn't tell. */
  readonly definition: string | null;
}

const RELATION_KINDS = `CASE ours.relkind
  WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
  WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'S' THEN 'sequence'
  WHEN 'c' THEN 'type' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' ELSE 'relation' END`;

/** Catalogs can be read by every login. */
const FIND = `
  WITH ours AS (
    SELECT * FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.to_regnamespace($1::text)
  ), tables AS (
    SELECT * FROM ours WHERE relkind IN ('r', 'v', 'm', 'f', 'p')
  )
  SELECT ${RELATION_KINDS} AS kind, ours.relname::text AS name, indexed.relname::text AS table,
    CASE WHEN ours.relpersistence = 'u' THEN 'unlogged' END AS definition
  FROM ours
  LEFT JOIN pg_catalog.pg_index ON indexrelid = ours.oid
  LEFT JOIN pg_catalog.pg_class AS indexed ON indexed.oid = indrelid
  UNION ALL
  SELECT 'column', attname::text, relname::text, pg_catalog.format_type(atttypid, atttypmod) ||
    CASE WHEN attgenerated <> '' THEN ' generated' ELSE '' END
  FROM pg_catalog.pg_attribute JOIN tables ON attrelid = tables.oid
  WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT 'default', attname::text, relname::text, NULL
  FROM pg_catalog.pg_attrdef JOIN tables ON adrelid = tables.oid
  JOIN pg_catalog.pg_attribute ON attrelid = adrelid AND attnum = adnum
  UNION ALL
  SELECT 'check constraint', conname::text, relname::text, NULL
  FROM pg_catalog.pg_constraint JOIN tables ON conrelid = tables.oid WHERE contype = 'c'
  UNION ALL
  SELECT 'trigger', tgname::text, relname::text, NULL
  FROM pg_catalog.pg_trigger JOIN tables ON tgrelid = tables.oid WHERE NOT tgisinternal
  UNION ALL
  SELECT 'rule', rulename::text, relname::text, NULL
  FROM pg_catalog.pg_rewrite JOIN tables ON ev_class = tables.oid WHERE rulename <> '_RETURN'
  UNION ALL
  SELECT 'row security', relname::text, relname::text, NULL
  FROM tables WHERE relrowsecurity OR relforcerowsecurity
  UNION ALL
  SELECT 'policy', polname::text, relname::text, NULL
  FROM pg_catalog.pg_policy JOIN tables ON polrelid = tables.oid
  UNION ALL
  SELECT 'child table', inhrelid::regclass::text, relname::text, NULL
  FROM pg_catalog.pg_inherits JOIN tables ON inhparent = tables.oid
  UNION ALL
  SELECT 'function', proname::text, NULL, NULL
  FROM pg_catalog.pg_proc WHERE pronamespace = pg_catalog.to_regnamespace($1::text)
  ORDER BY 1, 2, 3`;

/** Of the library that runs the migrations. */
const MIGRATION_COLUMNS: typeof TABLE_COLUMNS = {
  kysely_migration: { name: 'character varying(255)', timestamp: 'character varying(255)' },
  kysely_migration_lock: { id: 'character varying(255)', is_locked: 'integer' },
};

const COLUMNS: typeof TABLE_COLUMNS = { ...TABLE_COLUMNS, ...MIGRATION_COLUMNS };

/** What the migrations make beside tables and columns, as `kind name`. */
const OWN: ReadonlySet<string> = new Set([
  ...Object.keys(COLUMNS).map((table) => `index ${table}_pkey`),
  'index batches_by_signer',
  'index key_batches',
  'check constraint head_id_check',
  'default is_locked',
  ...['batch', 'head', 'beside', 'leaves'].map((name) => `function check_${name}`),
  'trigger batch_follows',
  'trigger head_follows',
  'trigger opening_follows',
  'trigger identities_follow',
]);

function isOwn({ kind, name, table, definition }: Found): boolean {
  if (kind === 'table') return Object.hasOwn(COLUMNS, name) && definition === null;
  if (kind === 'column') {
    const columns = table !== null && Object.hasOwn(COLUMNS, table) ? COLUMNS[table] : undefined;
    // Those of a foreign table go with it.
    if (columns === undefined) return true;
    return Object.hasOwn(columns, name) && columns[name] === definition;
  }
  return OWN.has(`${kind} ${name}`);
}

function describe({ kind, name, table, definition }: Found): string {
  const on = table === null || table === name ? '' : ` of ${print(table)}`;
  const as = kind === 'table' && definition !== null ? ` (${definition})` : '';
  return `The ${kind} ${print(name)}${on}${as} is not part of an audit ledger.`;
}

const MAX_NAME = 100;

/** A name may hold any text. */
function print(name: string): string {
  const short = name.slice(0, MAX_NAME);
  return /^[\w.]+$/.test(short) ? short : JSON.stringify(short);
}
