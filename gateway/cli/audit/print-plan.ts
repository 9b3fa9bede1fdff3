import type { Keeper } from '../../audit/maintain/retain/prune-eligibility.ts';
import type { Pruned, PrunePlan } from '../../audit/maintain/retain/prune-ledger.ts';
import { leavesOfTiles, toRanges, writeRanges } from '../../audit/record/index-ranges.ts';
import { writeRetention } from '../../audit/record/control/retention.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { printLines } from '../print-lines.ts';

/** The result; null for a dry run. */
export type PruneOutcome = Pick<Pruned, 'by' | 'dropped'> | null;

/** Keepers in the text; the JSON has all of them. */
const MAX_SHOWN = 20;

/** The pruned records of a plan, and the record that keeps each of the others, as text or as one JSON document. */
export function printPlan(
  { asOf, tiles, unfinished, keepers, state }: PrunePlan,
  outcome: PruneOutcome,
  format: 'text' | 'json',
): string {
  // Tiles of 256 records, as ranges of records.
  const ranges = toRanges(tiles.map(({ tile }) => tile)).map(leavesOfTiles);
  const bodies = tiles.reduce((sum, { marked }) => sum + marked, 0);
  const retention = writeRetention(state.retention);
  if (format === 'json') {
    const kept = keepers.map((keeper) => ({
      ...keeper,
      records: leavesOfTiles([keeper.tile, keeper.tile]),
    }));
    const plan = {
      asOf: isoTime(asOf),
      ranges,
      bodies,
      unfinished: toRanges(unfinished).map(leavesOfTiles),
      keepers: kept,
      retention,
      size: state.size,
    };
    return `${JSON.stringify({ ...plan, ...outcome }, null, 2)}\n`;
  }
  const what = ranges.length === 0 ? 'nothing' : `records ${writeRanges(ranges)}`;
  const lines = [
    `${outcome === null ? 'would go  ' : 'pruned    '}${what}${ranges.length === 0 ? '' : ` (${bodies} bodies)`}`,
    ...(unfinished.length > 0
      ? [
          `from before ${writeRanges(toRanges(unfinished).map(leavesOfTiles))}, whose pruning was not finished`,
        ]
      : []),
    `as of     ${isoTime(asOf)}`,
    `retention ${retention} years`,
    ...keepers.slice(0, MAX_SHOWN).map(describe),
    ...(keepers.length > MAX_SHOWN ? [`stays     and ${keepers.length - MAX_SHOWN} more`] : []),
    ...(outcome === null ? [] : outcome.by.map((by) => `on record ${by}`)),
    ...(outcome === null ? [] : [`${outcome.dropped} bodies were deleted; their hashes stay.`]),
  ];
  return printLines(lines);
}

function describe({ tile, leaf, until, hold }: Keeper): string {
  return `stays     ${writeRanges([leavesOfTiles([tile, tile])])}: record ${leaf}${reasonOf(until, hold)}`;
}

function reasonOf(until: number | null, hold: string | null): string {
  if (hold !== null) return `, by the hold ${hold}`;
  return until === null || until > MAX_DATE
    ? ', without an end'
    : ` until ${new Date(until).toISOString()}`;
}

/** The latest time that a Date can hold, ms. A retention that ends later never ends. */
const MAX_DATE = 8.64e15;
