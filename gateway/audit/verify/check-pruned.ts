import type { ReadableLocation } from '../store/ledger-location.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { holdIn } from '../record/control/hold.ts';
import {
  firstCommon,
  isWithin,
  leavesOfTiles,
  toRanges,
  writeRanges,
  type IndexRange,
} from '../record/index-ranges.ts';
import type { Leaf } from '../record/parse-leaf.ts';
import { pruningIn, writeKey, type Pruning } from '../record/control/pruning.ts';
import {
  shortestYears,
  SIX_YEARS,
  writeRetention,
  yearsAfter,
} from '../record/control/retention.ts';
import { CLOCK_TOLERANCE_MS, type RecordTime, type WitnessedTime } from './check-times.ts';
import { createTileDigests, isMarked, type TileDigest } from '../tree/tile-digest.ts';
import { TILE_WIDTH } from '../tree/tile-width.ts';
import { comparePruned, type NotedPruning } from './compare-pruned.ts';
import type { Keyring } from '../chain/keyring.ts';
import type { LeafVisitor } from './leaf-visitor.ts';
import type { Findings, Verdict } from './verdict.ts';

/**
 * Compares the missing bodies with the prune leaves, and the prune leaves with the retention and the holds. Pruning deletes the
 * bodies (the bytes) of leaves and keeps their hashes, in whole tiles of 256 leaves, and records this in prune leaves.
 */
export interface PruneCheck extends LeafVisitor {
  isPruned(index: number): boolean;
  /** `now` is the verifier's clock, UTC ms. */
  finish(known: {
    readonly now: number;
    readonly witnessed: readonly WitnessedTime[];
  }): Verdict['pruned'];
}

/** A pruning with the time in its leaf, and the earliest time of a later record. */
interface TimedPruning extends NotedPruning {
  readonly at: number;
  earliestAfter: RecordTime | null;
}

/** A check that has read no leaf. It keeps a digest of each tile that has lost bodies. */
export function createPruneCheck(
  keyring: Keyring,
  findings: Findings,
  location: ReadableLocation,
): PruneCheck {
  const digests = new Map<number, TileDigest>();
  const tiles = createTileDigests((digest) => digests.set(digest.tile, digest));
  const times = createTimes();
  /** Open legal holds by id: the leaf that placed each, and the tiles that it protects. */
  const holds = new Map<string, { readonly leaf: number; readonly tiles: IndexRange[] }>();
  /** The prune leaves that were read so far. */
  const noted: TimedPruning[] = [];
  let retention = writeRetention(SIX_YEARS);

  const noteTime = (at: number, index: number) => {
    times.add(at, index);
    for (const each of noted)
      if (each.earliestAfter === null || at < each.earliestAfter.at)
        each.earliestAfter = { at, index };
  };
  const noteHold = (leaf: Leaf, index: number) => {
    const hold = holdIn(leaf);
    if (hold?.kind === 'release') holds.delete(hold.id);
    if (hold?.kind !== 'place') return;
    const known = holds.get(hold.id) ?? { leaf: index, tiles: [] };
    known.tiles.push(...hold.tiles);
    holds.set(hold.id, known);
  };
  const notePruning = (leaf: Leaf, index: number) => {
    const pruning = pruningIn(leaf);
    const problem = pruning === null ? 'has an unknown form' : judge(pruning, leaf, index);
    if (problem !== null)
      findings.add('PRUNE_POLICY', [index, index], `The prune record ${index} ${problem}.`);
    if (pruning === null) return;
    const lost = findLost(pruning);
    if (lost !== null) {
      const text = `Record ${index} names ${lost} that no record of the ledger states.`;
      findings.add('BODY_MISSING', [0, index], text);
    }
    noted.push({ by: index, pruning, at: leaf.at, earliestAfter: null });
  };
  /** Why a prune leaf breaks the retention or a hold, as the end of a sentence; null if it breaks none. */
  const judge = (pruning: Pruning, { at }: Leaf, index: number): string | null => {
    const { ranges, latest } = pruning;
    const last = ranges.at(-1)?.[1] ?? 0;
    if (ranges.length === 0 || last >= index) return 'names records later than itself';
    if (writeRetention(pruning.retention) !== retention)
      return `uses another retention than the ${retention} years that were in force`;
    if (latest < times.upTo(last)) return 'names records that are younger than it states';
    if (at < yearsAfter(latest, shortestYears(pruning.retention)))
      return 'names records that were too young to be pruned';
    const prunedTiles = tilesOf(ranges);
    for (const [id, hold] of holds) {
      const tile = firstCommon(prunedTiles, hold.tiles);
      if (tile !== null)
        return `names records from ${tile * TILE_WIDTH} on that the hold ${id} protects`;
    }
    return null;
  };
  /** Keys, holds or prunings that the leaf carries forward and the ledger no longer records. */
  const findLost = ({ keys, holds: open, earlier }: Pruning): string | null => {
    const held = [...holds].map(([id, { leaf }]) => `${id}@${leaf}`);
    if (!isSame(keys, keyring.list().map(writeKey))) return 'keys';
    if (!isSame(open, held)) return 'legal holds';
    return isSame(
      earlier,
      noted.map(({ by }) => by),
    )
      ? null
      : 'prunings';
  };
  return {
    visitHashes(first, hashes, pruned) {
      tiles.add(first, hashes, pruned);
    },
    visit(leaf, index) {
      if (Number.isSafeInteger(leaf.at)) noteTime(leaf.at, index);
      if (leaf.kind === 'log.prune') notePruning(leaf, index);
      noteHold(leaf, index);
      const stated = leaf.kind === 'log.start' ? leaf.details?.['retention'] : null;
      if (typeof stated === 'string') retention = stated;
    },
    plainLeaves: {
      accepts: () => true,
      visit({ firstAt, earliestAt, latestAt, count }, first) {
        const last = first + count - 1;
        noteTime(firstAt, first);
        noteTime(earliestAt, last);
        noteTime(latestAt, last);
      },
    },
    isPruned(index) {
      const digest = digests.get(Math.floor(index / TILE_WIDTH));
      return digest !== undefined && isMarked(digest, index % TILE_WIDTH);
    },
    finish(known) {
      for (const each of noted) {
        const problem = judgeTime(each, known) ?? judgeFirst(each, digests);
        const text = `The prune record ${each.by} ${problem}.`;
        if (problem !== null) findings.add('PRUNE_POLICY', [each.by, each.by], text);
      }
      /** Tiles that lost bodies and that no prune leaf names. */
      const unrecorded = [...digests.keys()].filter(
        (tile) => !noted.some(({ pruning }) => isWithin(pruning.ranges, tile * TILE_WIDTH)),
      );
      const missing = [...toRanges(unrecorded).map(leavesOfTiles), ...toRanges(tiles.rest())];
      for (const range of missing) {
        const text = `Bodies of records ${writeRanges([range])} are missing, and no record states that they were pruned.`;
        findings.add('BODY_MISSING', range, text);
      }
      return noted.map(({ by, pruning }) => {
        comparePruned({ by, pruning }, digests, { findings, location });
        const { ranges, leaves } = pruning;
        return { by, ranges, leaves, retention: writeRetention(pruning.retention) };
      });
    },
  };
}

/** Why pruned records were too young by evidence of time other than the clock of the pruning; null if they were due. */
function judgeTime(
  { by, pruning, at, earliestAfter }: TimedPruning,
  { now, witnessed }: { readonly now: number; readonly witnessed: readonly WitnessedTime[] },
): string | null {
  const last = pruning.ranges.at(-1)?.[1] ?? 0;
  const years = shortestYears(pruning.retention);
  let due = yearsAfter(pruning.latest, years);
  // Records after a cosigned size were written after the cosignature, whatever their own time.
  for (const { witness, size, at: seen } of witnessed.filter((each) => each.size <= last)) {
    due = Math.max(due, yearsAfter(seen - CLOCK_TOLERANCE_MS, years));
    if (at >= due) continue;
    return `names records that were written after ${witness} had cosigned the ${size} before them at ${isoTime(seen)}: they were too young to be pruned`;
  }
  // The pruning states the time `at`, and must have happened before each of these times.
  const limits = [
    { until: now, why: `now, ${isoTime(now)}` },
    ...(earliestAfter === null
      ? []
      : [
          {
            until: earliestAfter.at,
            why: `record ${earliestAfter.index} after it, ${isoTime(earliestAfter.at)}`,
          },
        ]),
    ...witnessed
      .filter(({ size }) => size > by)
      .map(({ witness, at: seen }) => ({
        until: seen,
        why: `its cosignature by ${witness}, ${isoTime(seen)}`,
      })),
  ];
  const limit = limits.find(({ until }) => until + CLOCK_TOLERANCE_MS < Math.min(at, due));
  return limit === undefined
    ? null
    : `says ${isoTime(at)}, which is later than ${limit.why}: the records were too young to be pruned`;
}

/** The first key and the first start must stay: no later record can be verified without them. */
function judgeFirst(
  { pruning }: NotedPruning,
  digests: ReadonlyMap<number, TileDigest>,
): string | null {
  const first = isWithin(pruning.ranges, 0) ? digests.get(0) : undefined;
  if (first === undefined || !FIRST_LEAVES.some((place) => isMarked(first, place))) return null;
  return 'names the first records of the ledger, which must never be pruned';
}

/** `log.key.enrolled` and `log.start`. */
const FIRST_LEAVES = [0, 1] as const;

function tilesOf(ranges: readonly IndexRange[]): IndexRange[] {
  return ranges.map(([from, to]) => [Math.floor(from / TILE_WIDTH), Math.floor(to / TILE_WIDTH)]);
}

/** The latest time of all leaves up to the end of each tile; one number per tile. */
function createTimes() {
  /** By tile; tiles without a time of their own have no entry. */
  const upTo: number[] = [];
  let latest = -Infinity;
  return {
    add(at: number, index: number) {
      latest = Math.max(latest, at);
      upTo[Math.floor(index / TILE_WIDTH)] = latest;
    },
    upTo(index: number): number {
      let tile = Math.floor(index / TILE_WIDTH);
      while (tile >= 0 && upTo[tile] === undefined) tile -= 1;
      return upTo[tile] ?? -Infinity;
    },
  };
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.join(' ') === others.join(' ');
}
