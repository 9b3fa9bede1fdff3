import { UnreadableLedger } from '../unreadable-ledger.ts';
import type { PostgresClient } from './connect.ts';
import { TABLE_COLUMNS } from './table-columns.ts';
import { TABLE_SCHEMA } from './table-state.ts';

/** Throws an `UnreadableLedger` if a table or column of the ledger is missing, or the login may not read it. */
export async function assertReadable(client: PostgresClient, where: string): Promise<void> {
  const wanted = Object.entries(TABLE_COLUMNS).flatMap(([table, columns]) =>
    Object.keys(columns).map((column) => [table, column] as const),
  );
  const { rows } = await client.query<Missing>(
    `SELECT name AS table, col AS column, relation.oid IS NOT NULL AS "hasTable",
      attribute.attnum IS NOT NULL AS "hasColumn"
    FROM ROWS FROM (pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::text[])) AS wanted (name, col)
    LEFT JOIN pg_catalog.pg_class AS relation
      ON relation.relname = name AND relation.relnamespace = pg_catalog.to_regnamespace($1::text)
      AND relation.relkind IN ('r', 'v', 'm', 'f', 'p')
    LEFT JOIN pg_catalog.pg_attribute AS attribute
      ON attribute.attrelid = relation.oid AND attribute.attname = col
      AND attribute.attnum > 0 AND NOT attribute.attisdropped
    WHERE attribute.attnum IS NULL
      OR NOT pg_catalog.has_column_privilege(relation.oid, attribute.attnum, 'SELECT'::text)
    LIMIT 1`,
    [TABLE_SCHEMA, wanted.map(([table]) => table), wanted.map(([, column]) => column)],
  );
  const [missing] = rows;
  if (missing !== undefined)
    throw new UnreadableLedger([
      `The audit ledger at ${where} cannot be read: ${describe(missing)}`,
    ]);
}

interface Missing {
  readonly table: string;
  readonly column: string;
  readonly hasTable: boolean;
  readonly hasColumn: boolean;
}

function describe({ table, column, hasTable, hasColumn }: Missing): string {
  if (!hasTable) return `the table ${TABLE_SCHEMA}.${table} is missing.`;
  if (!hasColumn) return `the column ${column} of ${TABLE_SCHEMA}.${table} is missing.`;
  return `its login may not read ${TABLE_SCHEMA}.${table}: put it in phi_audit_reader (roles.sql).`;
}
