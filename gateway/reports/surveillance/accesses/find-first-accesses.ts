import { findNumbers, findTexts } from '../../index/dictionary.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import { PART_NUMBERS, type IndexDatabase } from '../../index/index-tables.ts';
import { maskOf } from '../../index/leaf-events.ts';
import type { ProveEvents } from './prove-events.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import { DAY_MS } from '../../../platform/durations.ts';

/** Access longer ago than this does not count as earlier access. */
const LOOKBACK_DAYS = 365;

/** Earlier events to try to prove before an access counts as the first. */
const MAX_PROOFS = 3;

/** Finds the events of a day in which an actor saw a category for the first time in a year: event id → categories. */
export type FindFirstAccesses = (
  condition: EventCondition,
  about: { readonly day: number; readonly prove: ProveEvents },
) => Promise<ReadonlyMap<number, readonly string[]>>;

/**
 * Creates the finder for the days of one query. Earlier access counts only if the ledger proves it, so that a forged
 * row can't hide a first access. Proven earlier access is cached for the other days.
 */
export function createFirstAccessFinder(
  database: IndexDatabase,
  { categories, history }: SurveillanceSettings['firstCategory'],
): FindFirstAccesses {
  const categoryNumbers = findNumbers(database, 'names', categories).then((found) => [
    ...found.values(),
  ]);
  const hasHistory = createHistoryCheck(database, history);
  const hasSeen = createEarlierAccessCheck(database);
  return async (condition, { day, prove }) => {
    const firsts = new Map<number, readonly string[]>();
    const watched = await categoryNumbers;
    if (watched.length === 0) return firsts;
    const names = await findTexts(database, 'names', new Set(watched));
    const seen = await database
      .selectFrom('events')
      // Events share field sets: the distinct sets of coordinates, views and categories.
      .innerJoin('field_set_categories', 'field_set_categories.field_set', 'events.field_set')
      .select(['events.actor', 'field_set_categories.category'])
      .select(({ fn }) => fn.min<number | string>('events.id').as('first'))
      .where(condition)
      .where('events.part', '=', PART_NUMBERS.access)
      .where('events.relations', '<>', maskOf(['self']))
      .where('field_set_categories.category', 'in', watched)
      .groupBy(['events.actor', 'field_set_categories.category'])
      .execute();
    for (const { actor, category, first } of seen) {
      if (actor === null || !(await hasHistory(actor, day))) continue;
      const name = names.get(category);
      if (name === undefined || (await hasSeen({ actor, category, day, prove }))) continue;
      firsts.set(Number(first), [...(firsts.get(Number(first)) ?? []), name]);
    }
    return firsts;
  };
}

/** Creates the check whether an actor saw a category in the year before a day. */
function createEarlierAccessCheck(database: IndexDatabase) {
  /** Actor and category → time of a proven access. */
  const proven = new Map<string, number>();
  return async ({
    actor,
    category,
    day,
    prove,
  }: {
    readonly actor: number;
    readonly category: number;
    readonly day: number;
    readonly prove: ProveEvents;
  }): Promise<boolean> => {
    const key = `${actor} ${category}`;
    const since = day - LOOKBACK_DAYS * DAY_MS;
    const seenAt = proven.get(key) ?? Infinity;
    if (seenAt >= since && seenAt < day) return true;
    // Earliest first: an access proven before this day is also before most other days of the window.
    const earlier = await database
      .selectFrom('events')
      .select('events.id')
      .where('events.actor', '=', actor)
      .where('events.at', '>=', since)
      .where('events.at', '<', day)
      .where('events.part', '=', PART_NUMBERS.access)
      .where('events.field_set', 'in', (builder) =>
        builder
          .selectFrom('field_set_categories')
          .select('field_set_categories.field_set')
          .where('field_set_categories.category', '=', category),
      )
      .orderBy('events.at')
      .limit(MAX_PROOFS)
      .execute();
    const [found] = await prove(earlier.map(({ id }) => id));
    if (found === undefined) return false;
    proven.set(key, found.at);
    return true;
  };
}

/**
 * Creates the check whether an actor's first record is so many days old on a day. Actors with a shorter history are left
 * out: for a new actor every access is a first one.
 */
function createHistoryCheck(database: IndexDatabase, minDays: number) {
  const firstRecords = new Map<number, number>();
  return async (actor: number, day: number): Promise<boolean> => {
    let first = firstRecords.get(actor);
    if (first === undefined) {
      const row = await database
        .selectFrom('events')
        .select(({ fn }) => fn.min<number | string | null>('events.at').as('at'))
        .where('events.actor', '=', actor)
        .executeTakeFirst();
      first = Number(row?.at ?? Infinity);
      firstRecords.set(actor, first);
    }
    return first < day - minDays * DAY_MS;
  };
}
