import { sql, type ExpressionBuilder, type RawBuilder } from '../../kysely.ts';
import { findTexts } from '../index/dictionary.ts';
import { conditionOf, type EventCondition, type EventFilter } from '../index/event-filter.ts';
import { PARTS, RELATIONS, type IndexDatabase, type IndexTables } from '../index/index-tables.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { readPosition } from '../index/position.ts';

/** What a chart's bars or slices are. An event with several coordinates, categories or relations counts in each. */
export type ChartField =
  | 'day'
  | 'hour'
  | 'actor'
  | 'patient'
  | 'coordinate'
  | 'category'
  | 'kind'
  | 'outcome'
  | 'purpose'
  | 'relation';

/** One bar or slice. */
export interface ChartCount {
  /** A day is `2026-01-31` and an hour of the day `08`, both in UTC; empty where an event has none. */
  readonly key: string;
  readonly events: number;
  readonly denied: number;
  readonly breakGlass: number;
}

/** Which events a chart counts, and by what. */
export interface ChartQuery {
  readonly filter: EventFilter;
  readonly by: ChartField;
  readonly limit: number;
}

/**
 * Counts the events that fit in one pass over the index: the last days or hours of the day, in their order; of
 * all else what comes up most. These are the index's own numbers: only `compareIndex` proves them.
 */
export async function countCharts(
  index: ReportIndex,
  { filter, by, limit }: ChartQuery,
): Promise<readonly ChartCount[]> {
  const database = await index.database();
  const condition = await conditionOf(database, filter, (await readPosition(database)).tree.size);
  if (condition === null) return [];
  const groups = await countGroups(database, condition, { by, limit });
  if (by === 'relation') return byRelation(groups).slice(0, limit);
  if (by === 'day' || by === 'hour') {
    return groups
      .toSorted((a, b) => (a.key ?? 0) - (b.key ?? 0))
      .map(({ key, ...counted }) => ({ key: timeText(by, key ?? 0), ...counted }));
  }
  const ids = new Set(groups.flatMap(({ key }) => key ?? []));
  const texts = await findTexts(database, by === 'patient' ? 'patients' : 'names', ids);
  return groups.map(({ key, ...counted }) => ({
    key: (key === null ? null : texts.get(key)) ?? '',
    ...counted,
  }));
}

/** How many events fit. */
export async function countTotal(index: ReportIndex, filter: EventFilter): Promise<number> {
  const database = await index.database();
  const condition = await conditionOf(database, filter, (await readPosition(database)).tree.size);
  if (condition === null) return 0;
  const row = await database
    .selectFrom('events')
    .select(({ fn }) => fn.countAll<number | string>().as('events'))
    .where(condition)
    .executeTakeFirst();
  return Number(row?.events ?? 0);
}

interface Group {
  readonly key: number | null;
  readonly events: number;
  readonly denied: number;
  readonly breakGlass: number;
}

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

async function countGroups(
  database: IndexDatabase,
  condition: EventCondition,
  { by, limit }: Pick<ChartQuery, 'by' | 'limit'>,
): Promise<Group[]> {
  const key = keyOf(by);
  const isTime = by === 'day' || by === 'hour';
  const rows = await rowsOf(database, condition, by)
    .select(key.as('key'))
    .select(totals)
    .groupBy(key)
    .orderBy(isTime ? key : sql`count(*)`, 'desc')
    .orderBy(key)
    .$if(by !== 'relation', (query) => query.limit(limit))
    .execute();
  return rows.map((row) => ({
    key: row.key === null ? null : Number(row.key),
    events: Number(row.events),
    denied: Number(row.denied),
    breakGlass: Number(row.glass),
  }));
}

function rowsOf(database: IndexDatabase, condition: EventCondition, by: ChartField) {
  const events = database.selectFrom('events').where(condition);
  if (by === 'coordinate') {
    return events.innerJoin('shape_coordinates as members', 'members.shape', 'events.shape');
  }
  return by === 'category'
    ? events.innerJoin('shape_categories as members', 'members.shape', 'events.shape')
    : events;
}

const COLUMNS = {
  actor: 'events.actor',
  patient: 'events.patient',
  coordinate: 'members.coordinate',
  category: 'members.category',
  kind: 'events.kind',
  outcome: 'events.outcome',
  purpose: 'events.purpose',
  relation: 'events.relations',
} as const;

/** PostgreSQL gives whole numbers of 64 bits as text. */
function keyOf(by: ChartField): RawBuilder<number | string | null> {
  const at = sql.ref('events.at');
  if (by === 'day') return sql`${at} / ${sql.lit(HOUR_MS * DAY_HOURS)}`;
  if (by === 'hour') return sql`${at} / ${sql.lit(HOUR_MS)} % ${sql.lit(DAY_HOURS)}`;
  return sql`${sql.ref(COLUMNS[by])}`;
}

function totals({ fn }: ExpressionBuilder<IndexTables, 'events'>) {
  const denial = sql.lit(PARTS.indexOf('denial'));
  return [
    fn.countAll<number | string>().as('events'),
    sql<number | string>`sum(CASE WHEN ${sql.ref('events.part')} = ${denial} THEN 1 ELSE 0 END)`.as(
      'denied',
    ),
    fn.count<number | string>('events.grant_id').as('glass'),
  ] as const;
}

function timeText(by: 'day' | 'hour', key: number): string {
  return by === 'hour'
    ? String(key).padStart(2, '0')
    : new Date(key * HOUR_MS * DAY_HOURS).toISOString().slice(0, 10);
}

/** Each group is a set of relations; those without any come last. */
function byRelation(groups: readonly Group[]): ChartCount[] {
  const sumOf = (key: string, having: readonly Group[]) => ({
    key,
    events: having.reduce((sum, { events }) => sum + events, 0),
    denied: having.reduce((sum, { denied }) => sum + denied, 0),
    breakGlass: having.reduce((sum, { breakGlass }) => sum + breakGlass, 0),
  });
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
