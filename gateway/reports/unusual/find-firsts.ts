import { findNumbers, findTexts } from '../index/dictionary.ts';
import type { EventCondition } from '../index/event-filter.ts';
import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import type { ProveEvents } from './prove-events.ts';

const DAY_MS = 86_400_000;

/** Nobody is used to what they last saw longer ago. */
const REMEMBERED_DAYS = 365;

/** Whoever is new sees everything for the first time. */
const KNOWN_DAYS = 30;

/** Earlier events that are proven, at most, before one counts as none. */
const TRIED = 3;

/**
 * Finds the events of a day by which an actor saw a category for the first time in a year: event → categories.
 * Who the ledger has known for less than 30 days is left out. That somebody has seen it before counts only
 * where the ledger bears it out: a row that was put there hides nothing.
 */
export async function findFirsts(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    categories,
    prove,
  }: {
    readonly day: number;
    readonly categories: readonly string[];
    readonly prove: ProveEvents;
  },
): Promise<ReadonlyMap<number, readonly string[]>> {
  const firsts = new Map<number, readonly string[]>();
  const numbers = [...(await findNumbers(database, 'names', categories)).values()];
  if (numbers.length === 0) return firsts;
  const texts = await findTexts(database, 'names', new Set(numbers));
  const seen = await database
    .selectFrom('events')
    .innerJoin('shape_categories', 'shape_categories.shape', 'events.shape')
    .select(['events.actor', 'shape_categories.category'])
    .select(({ fn }) => fn.min<number | string>('events.id').as('first'))
    .where(condition)
    .where('events.part', '=', PARTS.indexOf('access'))
    .where('events.relations', '<>', maskOf(['self']))
    .where('shape_categories.category', 'in', numbers)
    .groupBy(['events.actor', 'shape_categories.category'])
    .execute();
  for (const { actor, category, first } of seen) {
    if (actor === null || !(await isKnown(database, actor, day))) continue;
    const earlier = await database
      .selectFrom('events')
      .select('events.id')
      .where('events.actor', '=', actor)
      .where('events.at', '>=', day - REMEMBERED_DAYS * DAY_MS)
      .where('events.at', '<', day)
      .where('events.part', '=', PARTS.indexOf('access'))
      .where('events.shape', 'in', (builder) =>
        builder
          .selectFrom('shape_categories')
          .select('shape_categories.shape')
          .where('shape_categories.category', '=', category),
      )
      .orderBy('events.at', 'desc')
      .limit(TRIED)
      .execute();
    const proven = await prove(earlier.map(({ id }) => id));
    const word = texts.get(category);
    if (proven.length > 0 || word === undefined) continue;
    firsts.set(Number(first), [...(firsts.get(Number(first)) ?? []), word]);
  }
  return firsts;
}

async function isKnown(database: IndexDatabase, actor: number, day: number): Promise<boolean> {
  const row = await database
    .selectFrom('events')
    .select('events.id')
    .where('events.actor', '=', actor)
    .where('events.at', '<', day - KNOWN_DAYS * DAY_MS)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
