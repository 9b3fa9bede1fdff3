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
import type { Findings, Verdict } from './verdict.ts';

/** Compares the bodies that are gone with what the ledger says was pruned, and that with what it promised. */
export interface PruneCheck {
  /** Leaves of these hashes stand there; those at the places `pruned` have no body. */
  add(first: number, hashes: Buffer, pruned: readonly number[]): void;
  /** When a leaf was recorded, UTC ms. */
  time(at: number, index: number): void;
  /** A leaf that isn't known to be plain, of a valid signer. */
  note(leaf: Leaf, index: number): void;
  isPruned(index: number): boolean;
  /** `now` is the verifier's clock, UTC ms. */
  finish(known: {
    readonly now: number;
    readonly witnessed: readonly WitnessedTime[];
  }): Verdict['pruned'];
}

/** When a pruning says that it was made, and the earliest record behind it. */
interface TimedPruning extends NotedPruning {
  readonly at: number;
  earliestBehind: RecordTime | null;
}

/** A check that has seen nothing. It keeps a digest of each tile that has lost bodies. */
export function createPruneCheck(keyring: Keyring, findings: Findings): PruneCheck {
  const digests = new Map<number, TileDigest>();
  const tiles = createTileDigests((digest) => digests.set(digest.tile, digest));
  const times = createTimes();
  const holds = new Map<string, { readonly leaf: number; readonly tiles: IndexRange[] }>();
  const noted: TimedPruning[] = [];
  let retention = writeRetention(SIX_YEARS);

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
    const problem =
      pruning === null ? 'is not one that can be understood' : judge(pruning, leaf, index);
    if (problem !== null)
      findings.add('PRUNE_POLICY', [index, index], `The prune record ${index} ${problem}.`);
    if (pruning === null) return;
    const lost = findLost(pruning);
    if (lost !== null) {
      const text = `Record ${index} names ${lost} that no record here tells of.`;
      findings.add('BODY_MISSING', [0, index], text);
    }
    noted.push({ by: index, pruning, at: leaf.at, earliestBehind: null });
  };
  const judge = (pruning: Pruning, { at }: Leaf, index: number): string | null => {
    const { ranges, latest } = pruning;
    const last = ranges.at(-1)?.[1] ?? 0;
    if (ranges.length === 0 || last >= index) return 'names records that were not there yet';
    if (writeRetention(pruning.retention) !== retention)
      return `goes by another retention than the ${retention} years that were in force`;
    if (latest < times.upTo(last)) return 'names records that are younger than it says';
    if (at < yearsAfter(latest, shortestYears(pruning.retention)))
      return 'names records that were too young to go';
    const gone = tilesOf(ranges);
    for (const [id, hold] of holds) {
      const tile = firstCommon(gone, hold.tiles);
      if (tile !== null)
        return `names records from ${tile * TILE_WIDTH} on that the hold ${id} keeps`;
    }
    return null;
  };
  /** What was known when it was written and isn't any more: its record has gone too. */
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
    add(first, hashes, pruned) {
      tiles.add(first, hashes, pruned);
    },
    time(at, index) {
      times.add(at, index);
      for (const each of noted)
        if (each.earliestBehind === null || at < each.earliestBehind.at)
          each.earliestBehind = { at, index };
    },
    note(leaf, index) {
      if (leaf.kind === 'log.prune') notePruning(leaf, index);
      noteHold(leaf, index);
      const stated = leaf.kind === 'log.start' ? leaf.details?.['retention'] : null;
      if (typeof stated === 'string') retention = stated;
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
      const unsaid = [...digests.keys()].filter(
        (tile) => !noted.some(({ pruning }) => isWithin(pruning.ranges, tile * TILE_WIDTH)),
      );
      const missing = [...toRanges(unsaid).map(leavesOfTiles), ...toRanges(tiles.rest())];
      for (const range of missing) {
        const text = `Bodies of records ${writeRanges([range])} are gone, and no record says that they were pruned.`;
        findings.add('BODY_MISSING', range, text);
      }
      return noted.map(({ by, pruning }) => {
        comparePruned({ by, pruning }, digests, findings);
        const { ranges, leaves } = pruning;
        return { by, ranges, leaves, retention: writeRetention(pruning.retention) };
      });
    },
  };
}

/** Whether what goes was due by all that is known of the time, and not by the clock of the pruning alone. */
function judgeTime(
  { by, pruning, at, earliestBehind }: TimedPruning,
  { now, witnessed }: { readonly now: number; readonly witnessed: readonly WitnessedTime[] },
): string | null {
  const last = pruning.ranges.at(-1)?.[1] ?? 0;
  const years = shortestYears(pruning.retention);
  let due = yearsAfter(pruning.latest, years);
  for (const { witness, size, at: seen } of witnessed.filter((each) => each.size <= last)) {
    due = Math.max(due, yearsAfter(seen - CLOCK_TOLERANCE_MS, years));
    if (at >= due) continue;
    return `names records that were written after ${witness} had cosigned the ${size} before them at ${isoTime(seen)}: they were too young to go`;
  }
  const limits = [
    { until: now, why: `now, ${isoTime(now)}` },
    ...(earliestBehind === null
      ? []
      : [
          {
            until: earliestBehind.at,
            why: `record ${earliestBehind.index} behind it, ${isoTime(earliestBehind.at)}`,
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
    : `says ${isoTime(at)}, which is later than ${limit.why}: what it names was too young to go`;
}

/** A ledger begins with its first key and its first start; without them nothing later can be verified. */
function judgeFirst(
  { pruning }: NotedPruning,
  digests: ReadonlyMap<number, TileDigest>,
): string | null {
  const first = isWithin(pruning.ranges, 0) ? digests.get(0) : undefined;
  if (first === undefined || !FIRST_LEAVES.some((place) => isMarked(first, place))) return null;
  return 'takes the records away with which the ledger begins, which stay for ever';
}

/** `log.key.enrolled` and `log.start`. */
const FIRST_LEAVES = [0, 1] as const;

function tilesOf(ranges: readonly IndexRange[]): IndexRange[] {
  return ranges.map(([from, to]) => [Math.floor(from / TILE_WIDTH), Math.floor(to / TILE_WIDTH)]);
}

/** The latest time of all leaves up to each tile's end; a number a tile. */
function createTimes() {
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
