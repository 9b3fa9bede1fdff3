import { StartError } from '../../../platform/errors.ts';
import { APPEND_CHECKS, APPEND_TRIGGERS } from './append-checks.ts';
import type { PostgresClient } from './connect.ts';
import { SIZE_CHECKS, SIZE_TRIGGERS } from './size-checks.ts';
import { TABLE_COLUMNS } from './table-columns.ts';
import { TABLE_SCHEMA } from './table-state.ts';
import { auditCommand } from '../audit-command.ts';

/** An object in the schema of a ledger that the migrations don't create, or create differently. */
export interface ForeignObject {
  /** A sentence that names it. */
  readonly text: string;
  /** Whether it can change written rows, or a check of them is missing. */
  readonly isActive: boolean;
  /** Whether it is a function or trigger that running the migration again restores. */
  readonly isCheck: boolean;
}

/**
 * Compares the schema of a ledger with what the migrations of this version, and the library that runs them, create: names,
 * columns and keys, and the text of functions and triggers.
 */
export async function findForeignObjects(
  client: PostgresClient,
): Promise<readonly ForeignObject[]> {
  const { rows } = await client.query<Found>(FIND, [TABLE_SCHEMA]);
  const names = new Set(rows.map(({ kind, name }) => `${kind} ${name}`));
  // Objects without a definition are indexes: without them the ledger is slower, not less safe.
  const missing = [...OWN].filter(([own, definition]) => definition !== null && !names.has(own));
  return [
    ...rows.flatMap((row) => compare(row) ?? []),
    ...missing.map(([own]) => ({
      text: `The ${own} of an audit ledger is missing.`,
      isActive: true,
      isCheck: isCheck(own),
    })),
  ];
}

/** Throws a `StartError` if an object could change written rows, or a check of the migrations is missing. */
export async function assertSound(client: PostgresClient, where: string): Promise<void> {
  const active = (await findForeignObjects(client)).find(({ isActive }) => isActive);
  if (active === undefined) return;
  const remedy = active.isCheck
    ? 'As the owner of its tables run: phi-gateway audit migrate --db URL'
    : `Run: ${auditCommand('verify', where)}`;
  throw new StartError([
    `The audit ledger at ${where} differs from what its migrations create: ${active.text} ${remedy}`,
  ]);
}

interface Found {
  readonly kind: string;
  readonly name: string;
  /** Its table; null for an object without one. */
  readonly table: string | null;
  /** Its definition, if it is compared; else null. */
  readonly definition: string | null;
}

const RELATION_KINDS = `CASE ours.relkind
  WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
  WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' WHEN 'S' THEN 'sequence'
  WHEN 'c' THEN 'type' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' ELSE 'relation' END`;

/** Every login can read the catalogs. */
const FIND = `
  WITH ours AS (
    SELECT * FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.to_regnamespace($1::text)
  ), tables AS (
    SELECT * FROM ours WHERE relkind IN ('r', 'v', 'm', 'f', 'p')
  )
  SELECT ${RELATION_KINDS} AS kind, ours.relname::text AS name, indexed.relname::text AS table,
    CASE
      WHEN ours.relpersistence = 'u' THEN 'unlogged'
      WHEN indisprimary THEN 'primary' || CASE WHEN indisvalid AND indisready THEN '' ELSE ' invalid' END
        || (SELECT pg_catalog.string_agg(' ' || coalesce(attname::text, '?'), '' ORDER BY place)
          FROM pg_catalog.unnest(indkey::smallint[]) WITH ORDINALITY AS key (number, place)
          LEFT JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = number)
    END AS definition
  FROM ours
  LEFT JOIN pg_catalog.pg_index ON indexrelid = ours.oid
  LEFT JOIN pg_catalog.pg_class AS indexed ON indexed.oid = indrelid
  UNION ALL
  SELECT 'column', attname::text, relname::text, pg_catalog.format_type(atttypid, atttypmod) ||
    CASE WHEN attgenerated <> '' THEN ' generated' ELSE '' END ||
    CASE WHEN attnotnull THEN '' ELSE ' null' END
  FROM pg_catalog.pg_attribute JOIN tables ON attrelid = tables.oid
  WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT 'default', attname::text, relname::text, NULL
  FROM pg_catalog.pg_attrdef JOIN tables ON adrelid = tables.oid
  JOIN pg_catalog.pg_attribute ON attrelid = adrelid AND attnum = adnum
  UNION ALL
  SELECT CASE contype WHEN 'c' THEN 'check constraint' ELSE 'foreign key' END,
    conname::text, relname::text, pg_catalog.pg_get_constraintdef(pg_constraint.oid)
  FROM pg_catalog.pg_constraint JOIN tables ON conrelid = tables.oid WHERE contype IN ('c', 'f')
  UNION ALL
  SELECT 'trigger', tgname::text, relname::text,
    CASE WHEN tgenabled IN ('O', 'A') THEN '' ELSE 'disabled ' END || pg_catalog.pg_get_triggerdef(trigger.oid)
  FROM pg_catalog.pg_trigger AS trigger JOIN tables ON tgrelid = tables.oid WHERE NOT tgisinternal
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
  SELECT 'function', proname::text, NULL,
    CASE WHEN prosecdef OR lanname <> 'plpgsql'
      OR proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp'] THEN 'changed' ELSE prosrc END
  FROM pg_catalog.pg_proc JOIN pg_catalog.pg_language AS language ON language.oid = prolang
  WHERE pronamespace = pg_catalog.to_regnamespace($1::text)
  ORDER BY 1, 2, 3`;

/** Columns of the tables of the migration library. */
const MIGRATION_COLUMNS: typeof TABLE_COLUMNS = {
  kysely_migration: { name: 'character varying(255)', timestamp: 'character varying(255)' },
  kysely_migration_lock: { id: 'character varying(255)', is_locked: 'integer' },
};

const COLUMNS: typeof TABLE_COLUMNS = { ...TABLE_COLUMNS, ...MIGRATION_COLUMNS };

const KEYS: Readonly<Record<string, string>> = {
  batches: 'first',
  head: 'id',
  openings: 'commitment',
  identities: 'leaf',
  kysely_migration: 'name',
  kysely_migration_lock: 'id',
};

/** Other objects that the migrations create, as `kind name`, with their definition if it is compared. */
const OWN: ReadonlyMap<string, string | null> = new Map<string, string | null>([
  ...Object.entries(KEYS).map(([table, key]): [string, string] => [
    `index ${table}_pkey`,
    `primary ${key}`,
  ]),
  ['index batches_by_signer', null],
  ['index key_batches', null],
  ['check constraint head_id_check', 'CHECK ((id = 1))'],
  ['default is_locked', null],
  ...[...APPEND_CHECKS, ...SIZE_CHECKS].map(({ name, text }): [string, string] => [
    `function ${name}`,
    text,
  ]),
  ...[...APPEND_TRIGGERS, ...SIZE_TRIGGERS].map((statement): [string, string] => [
    `trigger ${/^CREATE TRIGGER (\w+)/.exec(statement)?.[1] ?? ''}`,
    asPrinted(statement),
  ]),
]);

/** A statement as `pg_get_triggerdef` prints it. */
function asPrinted(statement: string): string {
  return statement
    .replaceAll(/\s+/g, ' ')
    .replace('WHEN (OLD IS DISTINCT FROM NEW)', 'WHEN ((old.* IS DISTINCT FROM new.*))');
}

/** Kinds whose objects can change or hide what a writer writes. */
const ACTIVE: ReadonlySet<string> = new Set([
  'trigger',
  'rule',
  'row security',
  'policy',
  'child table',
]);

/** Null for an object that the migrations create as it is. */
function compare(found: Found): ForeignObject | null {
  const { kind, name, table, definition } = found;
  const on = table === null || table === name ? '' : ` of ${printName(table)}`;
  const what = `The ${kind} ${printName(name)}${on}`;
  const foreign = (isActive = ACTIVE.has(kind)) => ({
    text: `${what}${kind === 'table' && definition !== null ? ` (${definition})` : ''} is not part of an audit ledger.`,
    isActive,
    isCheck: false,
  });
  if (kind === 'column') return isOwnColumn(found) ? null : foreign();
  // An object with the name of one of the ledger's tables: the table, an unlogged table, or another kind, which hides it.
  if (Object.hasOwn(COLUMNS, name) && table === null)
    return kind === 'table' && definition === null ? null : foreign(kind !== 'table');
  const own = OWN.get(`${kind} ${name}`);
  if (own === undefined) return foreign();
  if (own === null || own === definition) return null;
  const text = `${what} differs from what the migrations create.`;
  return { text, isActive: true, isCheck: isCheck(`${kind} ${name}`) };
}

function isCheck(own: string): boolean {
  return own.startsWith('function ') || own.startsWith('trigger ');
}

function isOwnColumn({ name, table, definition }: Found): boolean {
  const columns = table !== null && Object.hasOwn(COLUMNS, table) ? COLUMNS[table] : undefined;
  // Columns of a foreign table are reported with the table.
  if (columns === undefined) return true;
  return Object.hasOwn(columns, name) && columns[name] === definition;
}

const MAX_NAME_LENGTH = 100;

/** A name for a message: it may hold any text. */
function printName(name: string): string {
  const short = name.slice(0, MAX_NAME_LENGTH);
  return /^[\w.]+$/.test(short) ? short : JSON.stringify(short);
}
