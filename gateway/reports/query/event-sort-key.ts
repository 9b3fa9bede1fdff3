import { sql, type ExpressionBuilder, type RawBuilder } from '../../platform/kysely.ts';
import type { EventField } from '../catalog/row-order.ts';
import { COLUMN_TEXTS, type EventRow, type IndexTables } from '../index/index-tables.ts';

/** The column of the index that holds each field. */
const COLUMNS = {
  time: 'at',
  leaf: 'id',
  kind: 'kind',
  actor: 'actor',
  issuer: 'actor',
  actor_name: 'actor_name',
  roles: 'roles',
  patient: 'patient',
  coordinates: 'field_set',
  operation: 'operation',
  purpose: 'purpose',
  outcome: 'outcome',
  relations: 'relations',
  records: 'records',
  grant: 'grant_id',
  grant_until: 'grant_until',
} as const satisfies Record<EventField, keyof EventRow>;

/**
 * The SQL expression that events are sorted by. Texts are compared by their UTF-8 bytes; null is the empty text, and
 * sorts first.
 */
export function eventSortKey(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  by: EventField,
): RawBuilder<number | Buffer> {
  const column = COLUMNS[by];
  const table = COLUMN_TEXTS[column];
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
