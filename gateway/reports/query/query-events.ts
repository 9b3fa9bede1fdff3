import { EVENT_FIELDS, type EventOrder } from '../catalog/row-order.ts';
import { eventId } from '../catalog/event-id.ts';
import type { Cursor } from './cursor.ts';
import type { EventCondition } from './filter-condition.ts';
import { eventSortKey } from './event-sort-key.ts';
import type { PlacedEvent } from '../index/fill-step.ts';
import type { IndexDatabase } from '../index/index-tables.ts';
import { decodeRows } from './read-events.ts';

/** Cursors of events hold the sort key and, as the place, the id of the event. */
export const EVENT_CURSOR = { fields: EVENT_FIELDS, placeLength: 1 } as const;

/** A page of events. */
export interface PageOptions {
  readonly order: EventOrder;
  /** The cursor of the last event before the page; null for the first page. */
  readonly after: Cursor | null;
  readonly limit: number;
}

/** Reads events from the index, with their cursors. They are not proven. */
export async function queryEvents(
  database: IndexDatabase,
  condition: EventCondition,
  { order: { by, direction }, after, limit }: PageOptions,
): Promise<{ readonly events: readonly PlacedEvent[]; readonly cursors: readonly Cursor[] }> {
  const [behind, orEqual] = direction === 'asc' ? (['>', '>='] as const) : (['<', '<='] as const);
  let query = database
    .selectFrom('events')
    .selectAll('events')
    .select((builder) => eventSortKey(builder, by).as('order_key'))
    .where(condition);
  if (after !== null) {
    // `key > after.key OR (key = after.key AND id > after.id)`. The first condition follows from the second, and lets
    // the database begin at this key in the SQL index of the order.
    query = query.where((builder) => {
      const key = eventSortKey(builder, by);
      return builder.and([
        builder(key, orEqual, after.key),
        builder.or([
          builder(key, behind, after.key),
          builder('events.id', behind, after.place[0] ?? 0),
        ]),
      ]);
    });
  }
  const rows = await query
    .orderBy('order_key', direction)
    .orderBy('events.id', direction)
    .limit(limit)
    .execute();
  return {
    events: await decodeRows(database, rows),
    cursors: rows.map((row) => ({ key: row.order_key, place: [row.id] })),
  };
}

/** Leaves that one statement covers, so that none runs for long. */
const LEAVES = 2 ** 20;

/** The ids of the events that meet a condition among the first `size` leaves, in the order of the ledger. */
export async function queryIds(
  database: IndexDatabase,
  condition: EventCondition,
  size: number,
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let leaf = 0; leaf < size; leaf += LEAVES) {
    const rows = await database
      .selectFrom('events')
      .select('events.id')
      .where(condition)
      .where('events.id', '>=', eventId(leaf, 0))
      .where('events.id', '<', eventId(leaf + LEAVES, 0))
      .orderBy('events.id')
      .execute();
    for (const { id } of rows) ids.push(id);
  }
  return ids;
}

/** Whether more than `count` rows meet a condition. */
export async function hasMoreThan(
  database: IndexDatabase,
  condition: EventCondition,
  count: number,
): Promise<boolean> {
  const row = await database
    .selectFrom('events')
    .select('events.at')
    .where(condition)
    .offset(count)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
