import { sql, type ExpressionBuilder, type RawBuilder } from '../../platform/kysely.ts';
import type { TextTable } from '../index/dictionary.ts';
import type { IndexTables } from '../index/index-tables.ts';

/** What events are ordered by. */
export const ORDER_FIELDS = [
  'time',
  'leaf',
  'kind',
  'actor',
  'issuer',
  'actor_name',
  'roles',
  'patient',
  'coordinates',
  'operation',
  'purpose',
  'outcome',
  'relations',
  'records',
  'grant',
  'grant_until',
] as const;

/** One of them. */
export type OrderField = (typeof ORDER_FIELDS)[number];

/** Where the index holds it: in the row, or in a text that the row numbers. */
const COLUMNS = {
  time: { column: 'at', table: null },
  leaf: { column: 'id', table: null },
  kind: { column: 'kind', table: 'names' },
  actor: { column: 'actor', table: 'actors' },
  issuer: { column: 'actor', table: 'actors' },
  actor_name: { column: 'actor_name', table: 'names' },
  roles: { column: 'roles', table: 'role_lists' },
  patient: { column: 'patient', table: 'patients' },
  coordinates: { column: 'shape', table: 'shapes' },
  operation: { column: 'operation', table: 'names' },
  purpose: { column: 'purpose', table: 'names' },
  outcome: { column: 'outcome', table: 'names' },
  relations: { column: 'relations', table: null },
  records: { column: 'records', table: null },
  grant: { column: 'grant_id', table: 'names' },
  grant_until: { column: 'grant_until', table: null },
} as const satisfies Record<
  OrderField,
  { readonly column: keyof IndexTables['events']; readonly table: TextTable | null }
>;

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

/** What an order compares. Texts are compared by their bytes, and nothing comes before all else. */
export function orderKey(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  by: OrderField,
): RawBuilder<number | Buffer> {
  const { column, table } = COLUMNS[by];
  if (column === 'grant_until') return sql<number>`coalesce(${sql.ref('events.grant_until')}, 0)`;
  if (table === null) return sql.ref<number>(`events.${column}`);
  // By the subject or the issuer alone: the text of an actor is both of them.
  if (column === 'actor') {
    const name = builder
      .selectFrom('actor_names')
      .innerJoin(
        'names',
        'names.id',
        by === 'issuer' ? 'actor_names.issuer' : 'actor_names.subject',
      )
      .select('names.text')
      .where('actor_names.actor', '=', sql.ref<number>('events.actor'));
    return sql<Buffer>`coalesce(${name}, ${Buffer.alloc(0)})`;
  }
  const text = builder
    .selectFrom(table)
    .select('text')
    .where('id', '=', sql.ref<number>(`events.${column}`));
  return sql<Buffer>`coalesce(${text}, ${Buffer.alloc(0)})`;
}
