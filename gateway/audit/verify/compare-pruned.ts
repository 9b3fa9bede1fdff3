import { hash } from 'node:crypto';
import { isWithin, writeRanges } from '../record/index-ranges.ts';
import type { Pruning } from '../record/control/pruning.ts';
import { rootOfTiles, type TileDigest } from '../tree/tile-digest.ts';
import { TILE_WIDTH } from '../tree/tile-width.ts';
import type { Findings } from './verdict.ts';

/** A prune leaf and its index. */
export interface NotedPruning {
  readonly by: number;
  readonly pruning: Pruning;
}

/** The commitment of a prune leaf to the bodies that stay in these tiles: SHA-256 over their bits, base64. */
export function keptHash(digests: readonly TileDigest[]): string {
  return hash('sha256', Buffer.concat(digests.map(({ bits }) => bits)), 'base64');
}

/** Compares the missing bodies with those that a prune leaf states. */
export function comparePruned(
  { by, pruning }: NotedPruning,
  digests: ReadonlyMap<number, TileDigest>,
  findings: Findings,
): void {
  const { ranges, leaves } = pruning;
  const place = [ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0] as const;
  const found = [...digests.values()].filter(({ tile }) => isWithin(ranges, tile * TILE_WIDTH));
  const gone = found.reduce((sum, { marked }) => sum + marked, 0);
  if (gone < leaves) {
    const text = `Record ${by} states that ${leaves} of the records ${writeRanges(ranges)} were pruned, and ${leaves - gone} of them are still there. Run: phi-gateway audit prune`;
    findings.add('PRUNE_UNFINISHED', place, text);
    return;
  }
  const isSame =
    keptHash(found) === pruning.kept && rootOfTiles(found).toString('base64') === pruning.root;
  if (isSame) return;
  const text = `Of the records ${writeRanges(ranges)} other bodies are missing than record ${by} states were pruned.`;
  findings.add('BODY_MISSING', place, text);
}
