import { findNumbers, findTexts } from '../index/dictionary.ts';
import type { EventCondition } from '../query/event-condition.ts';
import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import type { ProveEvents } from './prove-events.ts';

const DAY_MS = 86_400_000;

/** An access longer ago does not count. */
const REMEMBERED_DAYS = 365;

/** Actors who are known for less time are skipped: everything is new to them. */
const KNOWN_DAYS = 30;

/** Earlier events that are proven, at most, before the access counts as the first. */
const TRIED = 3;

/** Finds the events of a day by which an actor saw a category for the first time in a year: event → categories. */
export type FirstsOf = (
  condition: EventCondition,
  about: { readonly day: number; readonly prove: ProveEvents },
) => Promise<ReadonlyMap<number, readonly string[]>>;

/**
 * Creates it for the days of one query. Actors with less than 30 days in the ledger are skipped. An
 * earlier access counts only if the ledger proves it, so a forged row hides nothing. A proven earlier access is
 * reused for later days.
 */
export function createFirsts(database: IndexDatabase, categories: readonly string[]): FirstsOf {
  const numbers = findNumbers(database, 'names', categories).then((found) => [...found.values()]);
  const isKnown = createIsKnown(database);
  const hasSeen = createHasSeen(database);
  return async (condition, { day, prove }) => {
    const firsts = new Map<number, readonly string[]>();
    const asked = await numbers;
    if (asked.length === 0) return firsts;
    const texts = await findTexts(database, 'names', new Set(asked));
    const seen = await database
      .selectFrom('events')
      .innerJoin('shape_categories', 'shape_categories.shape', 'events.shape')
      .select(['events.actor', 'shape_categories.category'])
      .select(({ fn }) => fn.min<number | string>('events.id').as('first'))
      .where(condition)
      .where('events.part', '=', PARTS.indexOf('access'))
      .where('events.relations', '<>', maskOf(['self']))
      .where('shape_categories.category', 'in', asked)
      .groupBy(['events.actor', 'shape_categories.category'])
      .execute();
    for (const { actor, category, first } of seen) {
      if (actor === null || !(await isKnown(actor, day))) continue;
      const word = texts.get(category);
      if (word === undefined || (await hasSeen({ actor, category, day, prove }))) continue;
      firsts.set(Number(first), [...(firsts.get(Number(first)) ?? []), word]);
    }
    return firsts;
  };
}

/** Whether an actor has seen a category in the year before a day. */
function createHasSeen(database: IndexDatabase) {
  /** Time of a proven event, for each actor and category. */
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
    const since = day - REMEMBERED_DAYS * DAY_MS;
    const known = proven.get(key) ?? Infinity;
    if (known >= since && known < day) return true;
    // The earliest access of the year also precedes most other days.
    const earlier = await database
      .selectFrom('events')
      .select('events.id')
      .where('events.actor', '=', actor)
      .where('events.at', '>=', since)
      .where('events.at', '<', day)
      .where('events.part', '=', PARTS.indexOf('access'))
      .where('events.shape', 'in', (builder) =>
        builder
          .selectFrom('shape_categories')
          .select('shape_categories.shape')
          .where('shape_categories.category', '=', category),
      )
      .orderBy('events.at')
      .limit(TRIED)
      .execute();
    const [found] = await prove(earlier.map(({ id }) => id));
    if (found === undefined) return false;
    proven.set(key, found.at);
    return true;
  };
}

/** Whether the ledger has known an actor for long enough on a day. */
function createIsKnown(database: IndexDatabase) {
  const met = new Map<number, number>();
  return async (actor: number, day: number): Promise<boolean> => {
    let first = met.get(actor);
    if (first === undefined) {
      const row = await database
        .selectFrom('events')
        .select(({ fn }) => fn.min<number | string | null>('events.at').as('at'))
        .where('events.actor', '=', actor)
        .executeTakeFirst();
      first = Number(row?.at ?? Infinity);
      met.set(actor, first);
    }
    return first < day - KNOWN_DAYS * DAY_MS;
  };
}
