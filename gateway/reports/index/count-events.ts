import { sql, type ExpressionBuilder } from '../../kysely.ts';
import { findTexts } from './dictionary.ts';
import { conditionOf, type EventCondition, type EventFilter } from './event-filter.ts';
import { RELATIONS, type IndexDatabase, type IndexTables } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';
import { readPosition } from './position.ts';

/** What events are counted by. An event with several coordinates, categories or relations counts for each. */
export type CountField =
  | 'day'
  | 'actor'
  | 'patient'
  | 'kind'
  | 'operation'
  | 'purpose'
  | 'outcome'
  | 'coordinate'
  | 'category'
  | 'relation';

/** How often something comes up. */
export interface EventCount {
  /** A day is `2026-01-31` in UTC; null where an event has none. */
  readonly key: string | null;
  readonly events: number;
  /** Records that were released, or times that something was denied. */
  readonly records: number;
}

/**
 * Counts the events that fit, by one of their fields: days in their order, all else by how often it comes up,
 * as many as `limit`. These are the index's own numbers: unlike rows, nothing proves them but `compareIndex`.
 */
export async function countEvents(
  index: ReportIndex,
  {
    filter,
    by,
    limit,
  }: { readonly filter: EventFilter; readonly by: CountField; readonly limit: number },
): Promise<readonly EventCount[]> {
  const database = await index.database();
  const { tree } = await readPosition(database);
  const condition = await conditionOf(database, filter, tree.size);
  if (condition === null) return [];
  const groups = await countGroups(database, condition, by);
  const spelled = await spell(database, by, groups);
  const ordered =
    by === 'day'
      ? spelled.toSorted((a, b) => compare(a.key ?? '', b.key ?? ''))
      : spelled.toSorted((a, b) => b.events - a.events || compare(a.key ?? '', b.key ?? ''));
  return ordered.slice(0, limit);
}

interface Group {
  readonly key: number | null;
  readonly events: number;
  readonly records: number;
}

const DAY_MS = 86_400_000;

const COLUMNS = {
  actor: 'actor',
  patient: 'patient',
  kind: 'kind',
  operation: 'operation',
  purpose: 'purpose',
  outcome: 'outcome',
  relation: 'relations',
} as const;

async function countGroups(
  database: IndexDatabase,
  condition: EventCondition,
  by: CountField,
): Promise<Group[]> {
  const rows = await groupQuery(database, condition, by).execute();
  return rows.map(({ key, events, records }) => ({
    key,
    events: Number(events),
    records: Number(records),
  }));
}

function groupQuery(database: IndexDatabase, condition: EventCondition, by: CountField) {
  if (by === 'coordinate' || by === 'category') return memberQuery(database, condition, by);
  const key =
    by === 'day'
      ? sql<number>`${sql.ref('events.at')} / ${sql.lit(DAY_MS)}`
      : sql.ref<number | null>(`events.${COLUMNS[by]}`);
  const events = database.selectFrom('events').where(condition);
  return events.select(key.as('key')).select(totals).groupBy(key);
}

/** Shape by shape first: there are few, and each has many members. */
function memberQuery(
  database: IndexDatabase,
  condition: EventCondition,
  by: 'coordinate' | 'category',
) {
  const members =
    by === 'coordinate'
      ? database.selectFrom('shape_coordinates').select(['coordinate as key', 'shape'])
      : database.selectFrom('shape_categories').select(['category as key', 'shape']);
  const shapes = database
    .selectFrom('events')
    .where(condition)
    .select('events.shape')
    .select(totals)
    .groupBy('events.shape');
  return database
    .selectFrom(members.as('members'))
    .innerJoin(shapes.as('counted'), 'counted.shape', 'members.shape')
    .select('members.key')
    .select(({ fn }) => [
      fn.sum<number | string>('counted.events').as('events'),
      fn.sum<number | string>('counted.records').as('records'),
    ])
    .groupBy('members.key');
}

/** PostgreSQL adds up beyond what a number holds, and so gives text. */
function totals({ fn }: ExpressionBuilder<IndexTables, 'events'>) {
  return [
    fn.countAll<number | string>().as('events'),
    fn.sum<number | string>('events.records').as('records'),
  ] as const;
}

async function spell(
  database: IndexDatabase,
  by: CountField,
  groups: readonly Group[],
): Promise<EventCount[]> {
  if (by === 'day') {
    return groups.map(({ key, ...counted }) => ({
      key: new Date(Number(key) * DAY_MS).toISOString().slice(0, 10),
      ...counted,
    }));
  }
  if (by === 'relation') return byRelation(groups);
  const ids = new Set(groups.flatMap(({ key }) => key ?? []));
  const texts = await findTexts(database, by === 'patient' ? 'patients' : 'names', ids);
  return groups.map(({ key, ...counted }) => ({
    key: key === null ? null : (texts.get(key) ?? null),
    ...counted,
  }));
}

function byRelation(groups: readonly Group[]): EventCount[] {
  return RELATIONS.flatMap((relation, bit) => {
    const having = groups.filter(({ key }) => (Number(key) & (1 << bit)) !== 0);
    const sum = (pick: (group: Group) => number) =>
      having.reduce((total, group) => total + pick(group), 0);
    return having.length === 0
      ? []
      : [
          {
            key: relation,
            events: sum(({ events }) => events),
            records: sum(({ records }) => records),
          },
        ];
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
