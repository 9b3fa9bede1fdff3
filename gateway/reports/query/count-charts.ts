import { RELATIONS } from '../catalog/event-filter.ts';
import { sql, type ExpressionBuilder, type RawBuilder } from '../../platform/kysely.ts';
import { readActors } from '../index/actors.ts';
import { findTexts } from '../index/dictionary.ts';
import { countBySqlIndex, hasSqlIndex, type EventGroup } from './count-by-sql-index.ts';
import { filterCondition, type EventCondition } from './filter-condition.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { ChartField } from '../catalog/row-order.ts';
import { PART_NUMBERS, type IndexDatabase, type IndexTables } from '../index/index-tables.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { readPosition } from '../index/position.ts';
import { zoneOffsets } from './zone-offsets.ts';
import { DAY_MS, HOUR_MS } from '../../platform/durations.ts';

/** One bar or slice of a chart. An event with several coordinates, categories or relations counts in each. */
export interface ChartCount {
  /**
   * A day is `2026-01-31` and an hour of the day `08`, both in the time zone of the query; empty for events without
   * a value.
   */
  readonly key: string;
  /** Issuer of the actor's token. */
  readonly issuer?: string;
  readonly events: number;
  readonly denied: number;
  readonly breakGlass: number;
}

/** Which events are counted, and by which field. */
export interface ChartQuery {
  readonly filter: EventFilter;
  readonly by: ChartField;
  /** IANA name of the time zone of days and hours. */
  readonly timeZone: string;
  readonly limit: number;
}

/**
 * Counts the events that fit a filter. Days and hours are in their order, and only the last `limit` days; other values
 * are sorted by frequency. Counts are not proven: `compareIndex` checks what they are counted from.
 */
export async function countCharts(
  index: ReportIndex,
  { filter, by, timeZone, limit }: ChartQuery,
): Promise<readonly ChartCount[]> {
  const database = await index.database();
  const condition = await conditionNow(index, filter);
  if (condition === null) return [];
  const isTime = by === 'day' || by === 'hour';
  const groups = hasSqlIndex(by)
    ? await countBySqlIndex(database, condition, { by, limit })
    : await countGroups(database, condition, {
        key: isTime ? timeKey(by, await localTime(database, filter, timeZone)) : columnOf(by),
        by,
        limit,
      });
  if (by === 'relation') return byRelation(groups).slice(0, limit);
  if (isTime) {
    return groups
      .toSorted((a, b) => (a.key ?? 0) - (b.key ?? 0))
      .map(({ key: time, ...counted }) => ({ key: timeText(by, time ?? 0), ...counted }));
  }
  const ids = new Set(groups.flatMap(({ key: id }) => id ?? []));
  if (by === 'actor') {
    const actors = await readActors(database, ids);
    return groups.map(({ key: id, ...counted }) => {
      const actor = id === null ? undefined : actors.get(id);
      return { key: actor?.subject ?? '', ...(actor && { issuer: actor.issuer }), ...counted };
    });
  }
  const texts = await findTexts(database, by === 'patient' ? 'patients' : 'names', ids);
  return groups.map(({ key: id, ...counted }) => ({
    key: (id === null ? null : texts.get(id)) ?? '',
    ...counted,
  }));
}

/** The number of events that fit a filter. */
export async function countTotal(index: ReportIndex, filter: EventFilter): Promise<number> {
  const database = await index.database();
  const condition = await conditionNow(index, filter);
  return condition === null ? 0 : countEvents(database, condition);
}

/** The condition of a filter for everything that the index holds now; null if no event can fit. */
async function conditionNow(
  index: ReportIndex,
  filter: EventFilter,
): Promise<EventCondition | null> {
  const database = await index.database();
  const { tree } = await readPosition(database, index);
  return filterCondition(database, filter, tree.size);
}

/** The number of rows that meet a condition. */
export async function countEvents(
  database: IndexDatabase,
  condition: EventCondition,
): Promise<number> {
  const row = await database
    .selectFrom('events')
    .select(({ fn }) => fn.countAll<number | string>().as('events'))
    .where(condition)
    .executeTakeFirst();
  return Number(row?.events ?? 0);
}

const DAY_HOURS = 24;

async function countGroups(
  database: IndexDatabase,
  condition: EventCondition,
  { key, by, limit }: Pick<ChartQuery, 'by' | 'limit'> & { readonly key: ChartKey },
): Promise<EventGroup[]> {
  const rows = await database
    .selectFrom('events')
    .where(condition)
    .select(key.as('key'))
    .select(totals)
    .groupBy(key)
    .orderBy(by === 'day' || by === 'hour' ? key : sql`count(*)`, 'desc')
    .orderBy(key)
    // Groups of relations are summed to one count for each relation first.
    .$if(by !== 'relation', (query) => query.limit(limit))
    .execute();
  return rows.map((row) => ({
    key: row.key === null ? null : Number(row.key),
    events: Number(row.events),
    denied: Number(row.denied),
    breakGlass: Number(row.breakGlass),
  }));
}

const COLUMNS = {
  kind: 'events.kind',
  outcome: 'events.outcome',
  purpose: 'events.purpose',
  relation: 'events.relations',
} as const;

/** PostgreSQL returns integers of 64 bits as text. */
type ChartKey = RawBuilder<number | string | null>;

function columnOf(by: keyof typeof COLUMNS): ChartKey {
  return sql`${sql.ref(COLUMNS[by])}`;
}

function timeKey(by: 'day' | 'hour', at: RawBuilder<number>): ChartKey {
  return by === 'day'
    ? sql`${at} / ${sql.lit(DAY_MS)}`
    : sql`${at} / ${sql.lit(HOUR_MS)} % ${sql.lit(DAY_HOURS)}`;
}

/**
 * The SQL expression of an event's local time: `at` moved by the zone's offset from UTC at that time, so that a
 * division by a day's length gives the local day.
 */
async function localTime(
  database: IndexDatabase,
  { since, until }: EventFilter,
  timeZone: string,
): Promise<RawBuilder<number>> {
  const at = sql.ref<number>('events.at');
  if (timeZone === 'UTC') return at;
  const ends = await database
    .selectFrom('events')
    .select(({ fn }) => [fn.min('at').as('first'), fn.max('at').as('last')])
    .executeTakeFirst();
  const from = Math.max(since ?? 0, ends?.first ?? 0);
  const offsets = zoneOffsets(timeZone, from, Math.min(until ?? Infinity, ends?.last ?? 0));
  const ahead = offsets.reduceRight<RawBuilder<number>>(
    (later, { until: end, ahead: ms }) =>
      end === Infinity
        ? sql`${sql.lit(ms)}`
        : sql`CASE WHEN ${at} < ${sql.lit(end)} THEN ${sql.lit(ms)} ELSE ${later} END`,
    sql`0`,
  );
  return sql`(${at} + ${ahead})`;
}

function totals({ fn }: ExpressionBuilder<IndexTables, 'events'>) {
  const denial = sql.lit(PART_NUMBERS.denial);
  return [
    fn.countAll<number | string>().as('events'),
    sql<number | string>`sum(CASE WHEN ${sql.ref('events.part')} = ${denial} THEN 1 ELSE 0 END)`.as(
      'denied',
    ),
    fn.count<number | string>('events.grant_id').as('breakGlass'),
  ] as const;
}

function timeText(by: 'day' | 'hour', key: number): string {
  return by === 'hour'
    ? String(key).padStart(2, '0')
    : new Date(key * DAY_MS).toISOString().slice(0, 10);
}

/** Sums groups, each a set of relations as bits, to one count for each relation, and one for events without any. */
function byRelation(groups: readonly EventGroup[]): ChartCount[] {
  const named = RELATIONS.map((relation, bit) =>
    sumOf(
      relation,
      groups.filter(({ key }) => ((key ?? 0) & (1 << bit)) !== 0),
    ),
  );
  const without = sumOf(
    '',
    groups.filter(({ key }) => (key ?? 0) === 0),
  );
  return [...named, without]
    .filter(({ events }) => events > 0)
    .toSorted((a, b) => b.events - a.events);
}

function sumOf(key: string, groups: readonly EventGroup[]): ChartCount {
  return {
    key,
    events: groups.reduce((sum, { events }) => sum + events, 0),
    denied: groups.reduce((sum, { denied }) => sum + denied, 0),
    breakGlass: groups.reduce((sum, { breakGlass }) => sum + breakGlass, 0),
  };
}
