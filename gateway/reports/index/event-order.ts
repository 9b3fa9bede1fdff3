import { sql, type ExpressionBuilder, type RawBuilder } from '../../kysely.ts';
import type { TextTable } from './dictionary.ts';
import type { IndexTables } from './index-tables.ts';

/** What events are ordered by, and where the index holds it: in the row, or in a text that the row numbers. */
const COLUMNS = {
  time: { column: 'at', table: null },
  leaf: { column: 'id', table: null },
  kind: { column: 'kind', table: 'names' },
  actor: { column: 'actor', table: 'names' },
  patient: { column: 'patient', table: 'patients' },
  coordinates: { column: 'shape', table: 'shapes' },
  operation: { column: 'operation', table: 'names' },
  purpose: { column: 'purpose', table: 'names' },
  outcome: { column: 'outcome', table: 'names' },
  relations: { column: 'relations', table: null },
  records: { column: 'records', table: null },
  grant: { column: 'grant_id', table: 'names' },
} as const satisfies Record<
  string,
  { readonly column: keyof IndexTables['events']; readonly table: TextTable | null }
>;

/** One of them. */
export type OrderField = keyof typeof COLUMNS;

/** All of them. */
export const ORDER_FIELDS: readonly OrderField[] = Object.freeze([
  'time',
  'leaf',
  'kind',
  'actor',
  'patient',
  'coordinates',
  'operation',
  'purpose',
  'outcome',
  'relations',
  'records',
  'grant',
]);

/** An order of events. Those that are alike in it follow in the order of the ledger, or against it. */
export interface EventOrder {
  readonly by: OrderField;
  readonly direction: 'asc' | 'desc';
}

/** Whether a place in an order can be behind this: bytes where texts are compared, else a whole number. */
export function isKeyOf(by: OrderField, key: number | Buffer): boolean {
  const { column, table } = COLUMNS[by];
  if (table !== null) return typeof key !== 'number';
  // PostgreSQL compares no number with a column that couldn't hold it.
  const most = column === 'relations' ? MOST_RELATIONS : Number.MAX_SAFE_INTEGER;
  return Number.isSafeInteger(key) && Math.abs(Number(key)) <= most;
}

const MOST_RELATIONS = 2 ** 31 - 1;

/** What an order compares. Texts are compared by their bytes, and nothing comes before the first of them. */
export function orderKey(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  by: OrderField,
): RawBuilder<number | Buffer> {
  const { column, table } = COLUMNS[by];
  if (table === null) return sql.ref<number>(`events.${column}`);
  const text = builder
    .selectFrom(table)
    .select('text')
    .where('id', '=', sql.ref<number>(`events.${column}`));
  return sql<Buffer>`coalesce(${text}, ${Buffer.alloc(0)})`;
}
