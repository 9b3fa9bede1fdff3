import type { CaseSources } from './case-sources.ts';
import type { ReviewWindow } from './review-window.ts';
import type { Refusal } from '../query/show-events.ts';
import type { AccessGroup } from './access-group.ts';
import { narrow } from './counted-events.ts';
import type { DayCache } from './day-cache.ts';
import type { Pair } from './find-candidates.ts';
import {
  DAY_MS,
  findDay,
  findDayPairs,
  findGroups,
  type DayFindings,
  type DayParts,
  type DayQuery,
} from './find-day.ts';
import { createFirsts } from './find-firsts.ts';
import { createProveEvents } from './prove-events.ts';
import { createUsual } from './usual-hours.ts';

/** The days of a review window, in the state of index and ledger when the scan starts. */
export interface DayScanner {
  /** Starts of the days, the newest first. */
  readonly days: readonly number[];
  find(day: number): Promise<DayFindings>;
  /** The pairs of `find`, without the rest. */
  pairsOf(day: number): Promise<readonly Pair[]>;
  /** The accesses of these pairs on a day that the ledger proves now. */
  groupsOf(
    day: number,
    pairs: readonly Pair[],
    refused: (refusal: Refusal) => void,
  ): Promise<readonly AccessGroup[]>;
}

/** Start of the day of a time, UTC. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/**
 * Opens the days of a window; cached days are not scanned again. Null for an empty index, or an actor or patient
 * that it does not hold.
 */
export async function openDayScanner(
  sources: CaseSources,
  { window, settings }: DayQuery & { readonly window: ReviewWindow },
  memory: DayCache,
): Promise<DayScanner | null> {
  const { index, reader } = sources;
  const head = await sources.head();
  const database = await index.database();
  const narrowed = head === null ? undefined : await narrow(database, window);
  if (head === null || narrowed === undefined) return null;
  const remembered = await memory.open(sources, head);
  const first = dayOf(window.since);
  const last = dayOf(window.until);
  const parts: DayParts = {
    database,
    size: head.size,
    narrowed,
    prover: (refused) => createProveEvents(database, reader, head, refused),
    firstsOf: createFirsts(database, settings.firstCategory.categories),
    usualOf: createUsual(database, { first, last, least: settings.volume.least }),
  };
  const about = JSON.stringify([window.actor, window.issuer, window.patient, settings]);
  const days: number[] = [];
  for (let day = last; day >= first; day -= DAY_MS) days.push(day);
  return {
    days,
    async find(day) {
      const known = remembered.get(day, about);
      if (known !== undefined) return known;
      const found = await findDay(day, { settings }, parts);
      remembered.keep(day, about, found);
      return found;
    },
    pairsOf: async (day) => remembered.get(day, about)?.pairs ?? (await findDayPairs(day, parts)),
    groupsOf: (day, pairs, refused) => findGroups(day, pairs, parts, refused),
  };
}
