import { hash } from 'node:crypto';
import { isWithin, writeRanges } from '../record/index-ranges.ts';
import type { Pruning } from '../record/control/pruning.ts';
import { rootOfTiles, type TileDigest } from '../tree/tile-digest.ts';
import { TILE_WIDTH } from '../tree/tile-width.ts';
import type { Findings } from './verdict.ts';
import { auditCommand } from '../store/audit-command.ts';
import { printLocation, type ReadableLocation } from '../store/ledger-location.ts';

/** What a prune leaf records. */
export interface NotedPruning {
  /** Index of the prune leaf. */
  readonly by: number;
  readonly pruning: Pruning;
}

/**
 * The commitment of a prune leaf to the leaves of these tiles whose bodies stay: SHA-256, base64, over one bit per leaf,
 * set if its body stays. See {@link Pruning.kept}.
 */
export function keptHash(digests: readonly TileDigest[]): string {
  return hash('sha256', Buffer.concat(digests.map(({ bits }) => bits)), 'base64');
}

/**
 * Compares the bodies that are missing with those that a prune leaf says were pruned. `digests` are the tiles with missing
 * bodies, which are their marked leaves, by the index of the tile.
 */
export function comparePruned(
  { by, pruning }: NotedPruning,
  digests: ReadonlyMap<number, TileDigest>,
  { findings, location }: { readonly findings: Findings; readonly location: ReadableLocation },
): void {
  const { ranges, leaves } = pruning;
  /** The first and the last pruned leaf. */
  const place = [ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0] as const;
  const found = [...digests.values()].filter(({ tile }) => isWithin(ranges, tile * TILE_WIDTH));
  const missing = found.reduce((sum, { marked }) => sum + marked, 0);
  if (missing < leaves) {
    const text = `Record ${by} states that ${leaves} of the records ${writeRanges(ranges)} were pruned, and ${leaves - missing} of them are still there. ${remedyFor(location)}`;
    findings.add('PRUNE_UNFINISHED', place, text);
    return;
  }
  // Equal numbers are not enough: the same bodies must be missing, and of the same leaves.
  const isSame =
    keptHash(found) === pruning.kept && rootOfTiles(found).toString('base64') === pruning.root;
  if (isSame) return;
  const text = `Of the records ${writeRanges(ranges)} other bodies are missing than record ${by} states were pruned.`;
  findings.add('BODY_MISSING', place, text);
}

/** How to finish a pruning. Only a ledger can be pruned; an export is written once. */
function remedyFor(location: ReadableLocation): string {
  return location.kind === 'export'
    ? 'Finish the pruning of the exported ledger, then export it again. Run: phi-gateway audit prune --db LEDGER'
    : `Run: ${auditCommand('prune', printLocation(location))}`;
}
