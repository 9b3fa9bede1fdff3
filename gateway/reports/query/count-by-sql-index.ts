import { sql } from '../../platform/kysely.ts';
import type { EventCondition } from './filter-condition.ts';
import { PART_NUMBERS, type IndexDatabase } from '../index/index-tables.ts';

/** The numbers of events with one value. */
export interface EventGroup {
  /** The number that the index has assigned to the value; null for events without a value. */
  readonly key: number | null;
  readonly events: number;
  readonly denied: number;
  readonly breakGlass: number;
}

/** Fields of charts that have an SQL index. */
export type SqlIndexField = 'actor' | 'patient' | 'coordinate' | 'category';

export function hasSqlIndex(by: string): by is SqlIndexField {
  return by === 'actor' || by === 'patient' || by === 'coordinate' || by === 'category';
}

/**
 * Counts events by a field that has an SQL index, the most frequent values first. The totals are read from that index,
 * denials and break-glass events from their partial ones, so no row is read.
 */
export async function countBySqlIndex(
  database: IndexDatabase,
  condition: EventCondition,
  { by, limit }: { readonly by: SqlIndexField; readonly limit: number },
): Promise<readonly EventGroup[]> {
  if (by === 'actor' || by === 'patient') return countColumn(database, condition, by, limit);
  // Count field sets first: there are few, and each holds many coordinates and categories.
  const fieldSets = await countColumn(database, condition, 'field_set', null);
  const counted = new Map(fieldSets.map((group) => [group.key, group]));
  const sums = new Map<number, EventGroup>();
  for (const { key, field_set } of await readMembers(database, by, [...counted.keys()])) {
    const sum = sums.get(key) ?? { key, events: 0, denied: 0, breakGlass: 0 };
    const { events = 0, denied = 0, breakGlass = 0 } = counted.get(field_set) ?? {};
    sums.set(key, {
      key,
      events: sum.events + events,
      denied: sum.denied + denied,
      breakGlass: sum.breakGlass + breakGlass,
    });
  }
  return [...sums.values()]
    .toSorted((a, b) => b.events - a.events || (a.key ?? 0) - (b.key ?? 0))
    .slice(0, limit);
}

/** Most field sets in one statement. */
const MAX_FIELD_SETS = 500;

/** Reads the coordinates or the categories of field sets. */
async function readMembers(
  database: IndexDatabase,
  by: 'coordinate' | 'category',
  ids: readonly (number | null)[],
): Promise<readonly { readonly key: number; readonly field_set: number }[]> {
  const members: { key: number; field_set: number }[] = [];
  for (let at = 0; at < ids.length; at += MAX_FIELD_SETS) {
    const some = ids.slice(at, at + MAX_FIELD_SETS).flatMap((id) => id ?? []);
    const rows =
      by === 'coordinate'
        ? await database
            .selectFrom('field_set_coordinates')
            .select(['coordinate as key', 'field_set'])
            .where('field_set', 'in', some)
            .execute()
        : await database
            .selectFrom('field_set_categories')
            .select(['category as key', 'field_set'])
            .where('field_set', 'in', some)
            .execute();
    members.push(...rows);
  }
  return members;
}

async function countColumn(
  database: IndexDatabase,
  condition: EventCondition,
  column: 'actor' | 'patient' | 'field_set',
  limit: number | null,
): Promise<readonly EventGroup[]> {
  const { all, denied, breakGlass } = countsOf(database, condition, column);
  const most = all
    .orderBy(sql`count(*)`, 'desc')
    .orderBy('key')
    .$if(limit !== null, (query) => query.limit(limit));
  const rows = await database
    .selectFrom(most.as('counted'))
    .leftJoin(denied.as('denied'), 'denied.key', 'counted.key')
    .leftJoin(breakGlass.as('breakGlass'), 'breakGlass.key', 'counted.key')
    .select(({ fn }) => [
      'counted.key',
      'counted.events',
      fn.coalesce('denied.events', sql.lit(0)).as('denied'),
      fn.coalesce('breakGlass.events', sql.lit(0)).as('breakGlass'),
    ])
    .orderBy('counted.events', 'desc')
    .orderBy('counted.key')
    .execute();
  return rows.map((row) => ({
    key: Number(row.key) === NONE ? null : Number(row.key),
    events: Number(row.events),
    denied: Number(row.denied),
    breakGlass: Number(row.breakGlass),
  }));
}

/** Stands for null in joins, which do not match null. No text has this number. */
const NONE = -1;

function countsOf(
  database: IndexDatabase,
  condition: EventCondition,
  column: 'actor' | 'patient' | 'field_set',
) {
  const all = database
    .selectFrom('events')
    .where(condition)
    .select(
      sql<number | string>`coalesce(${sql.ref(`events.${column}`)}, ${sql.lit(NONE)})`.as('key'),
    )
    .select(({ fn }) => fn.countAll<number | string>().as('events'))
    .groupBy(`events.${column}`);
  return {
    all,
    denied: all.where('events.part', '=', sql.lit(PART_NUMBERS.denial)),
    breakGlass: all.where('events.grant_id', 'is not', null),
  };
}
