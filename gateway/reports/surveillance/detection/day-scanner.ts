import type { IndexHead } from '../../index/index-head.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import type { ReviewWindow } from '../review-window.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { AccessGroup } from '../accesses/access-group.ts';
import { resolveScope } from '../accesses/access-condition.ts';
import type { DayCache, DayPart } from './day-cache.ts';
import type { Pair } from './find-candidates.ts';
import {
  findDayAccesses,
  findDayPairs,
  findDayVolumes,
  findGroups,
  NO_VOLUMES,
  type DayAccesses,
  type DayFindings,
  type DayVolumes,
  type DayDependencies,
  type DayQuery,
} from './find-day.ts';
import { createFirstAccessFinder } from '../accesses/find-first-accesses.ts';
import { createEventProver } from '../accesses/prove-events.ts';
import { createUsualVolumes } from '../accesses/find-busy-hours.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import { DAY_MS } from '../../../platform/durations.ts';

/** Reads the days of a review window at one size of the ledger. */
export interface DayScanner {
  /** The signed checkpoint that the days are read at. */
  readonly head: IndexHead;
  /** The starts of the days, newest first. */
  readonly days: readonly number[];
  find(day: number): Promise<DayFindings>;
  /** Returns only the pairs of `find`. */
  pairsOf(day: number): Promise<readonly Pair[]>;
  /** Returns the proven accesses of these pairs on a day. */
  groupsOf(
    day: number,
    pairs: readonly Pair[],
    onRefused: (refusal: Refusal) => void,
  ): Promise<readonly AccessGroup[]>;
}

/** Returns the start of the UTC day of a time. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/**
 * Opens the days of a review window; cached days are not read again. Null if the index is empty, or holds no record
 * of the window's actor, issuer or patient.
 */
export async function openDayScanner(
  sources: CaseSources,
  { window, settings }: DayQuery & { readonly window: ReviewWindow },
  cache: DayCache,
): Promise<DayScanner | null> {
  const { index, reader } = sources;
  const head = await sources.head();
  const database = await index.database();
  const scope = head === null ? undefined : await resolveScope(database, window);
  if (head === null || scope === undefined) return null;
  const cached = await cache.open(sources, head);
  const first = dayOf(window.since);
  const last = dayOf(window.until);
  const dependencies: DayDependencies = {
    database,
    size: head.size,
    scope,
    prover: (onRefused) => createEventProver(database, reader, head, onRefused),
    findFirstAccesses: createFirstAccessFinder(database, settings.firstCategory),
    usualVolumeOf: createUsualVolumes(database, { first, last, min: settings.volume.least }),
  };
  const keys = partKeys(window, settings);
  const accessesOf = async (day: number): Promise<DayAccesses> => {
    const known = cached.get(day, keys.accesses);
    if (known?.kind === 'accesses') return known;
    const found = await findDayAccesses(day, { settings }, dependencies);
    cached.keep(day, keys.accesses, found);
    return found;
  };
  const volumesOf = async (day: number): Promise<DayVolumes> => {
    const known = cached.get(day, keys.volumes);
    if (known?.kind === 'volumes') return known;
    const found = await findDayVolumes(day, { settings }, dependencies);
    cached.keep(day, keys.volumes, found);
    return found;
  };
  const days: number[] = [];
  for (let day = last; day >= first; day -= DAY_MS) days.push(day);
  return {
    head,
    days,
    async find(day) {
      const accesses = await accessesOf(day);
      const { volumes, refused } = accesses.pairs.length === 0 ? NO_VOLUMES : await volumesOf(day);
      return { ...accesses, volumes, refused: [...accesses.refused, ...refused] };
    },
    async pairsOf(day) {
      const known = cached.get(day, keys.accesses);
      return known?.kind === 'accesses' ? known.pairs : findDayPairs(day, dependencies);
    },
    groupsOf: (day, pairs, onRefused) => findGroups(day, pairs, dependencies, onRefused),
  };
}

/**
 * The keys of the parts of a day in the cache: everything besides the day that each depends on, so that another threshold
 * of a rule that compares facts, or of volumes, does not read the accesses again.
 */
function partKeys(
  { actor, issuer, patient }: ReviewWindow,
  { volume, bulkDownload, ...settings }: SurveillanceSettings,
): Readonly<Record<DayPart['kind'], string>> {
  const others = Object.entries(settings).filter(([name]) => !AFTER_THE_DAYS.has(name));
  const scope = [actor, issuer, patient];
  return {
    accesses: `accesses ${JSON.stringify([...scope, others])}`,
    volumes: `volumes ${JSON.stringify([...scope, volume, bulkDownload])}`,
  };
}

/** Settings of what is evaluated with the findings of days and not kept with them: facts, reviews and scores. */
const AFTER_THE_DAYS: ReadonlySet<string> = new Set<keyof SurveillanceSettings>([
  'neighbor',
  'vip',
  'deceased',
  'discharged',
  'department',
  'terminated',
  'repeatOffender',
  'score',
  'thresholds',
]);
