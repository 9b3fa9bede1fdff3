import { sql, type ExpressionBuilder, type RawBuilder } from '../../platform/kysely.ts';
import type { EventField } from '../catalog/row-order.ts';
import type { TextTable } from '../index/dictionary.ts';
import type { IndexTables } from '../index/index-tables.ts';

/** Where the index holds a field: in the row, or in a text that the row numbers. */
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
  EventField,
  { readonly column: keyof IndexTables['events']; readonly table: TextTable | null }
>;

/** The sort key of events. Texts are compared by their UTF-8 bytes; null is the empty text, and sorts first. */
export function eventSortKey(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  by: EventField,
): RawBuilder<number | Buffer> {
  const { column, table } = COLUMNS[by];
  if (column === 'grant_until') return sql<number>`coalesce(${sql.ref('events.grant_until')}, 0)`;
  if (table === null) return sql.ref<number>(`events.${column}`);
  // The text of an actor holds subject and issuer; each is sorted by alone.
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
