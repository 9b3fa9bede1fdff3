import type { LedgerReader } from '../../store/ledger-reader.ts';
import { isWithin } from '../../record/index-ranges.ts';
import { isKept } from '../../record/control/pruning.ts';
import { createTileDigests, type TileDigest } from '../../tree/tile-digest.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import { createPruneEligibility, type Keeper, type PruneClock } from './prune-eligibility.ts';
import { readBodies, readPatients, type ReadBatch } from './read-bodies.ts';
import type { RetentionState } from './read-retention-state.ts';

/** The tiles (256 adjacent leaves each) of a ledger that may be pruned, and those that must stay. */
export interface Prunable {
  /** Tiles that may be pruned, in order; the leaves that a digest lists as prunable lose their bodies. */
  readonly tiles: readonly TileDigest[];
  /** Tiles of recorded prunings that still have bodies to delete. */
  readonly unfinished: readonly number[];
  /** Why each examined tile stays. Tiles after the last examined one are too young. */
  readonly keepers: readonly Keeper[];
  /** Latest time of a leaf up to the last of `tiles`, UTC ms. */
  readonly latest: number;
  /** Tiles with a leaf that a hold protects, by the hold's id. */
  readonly held: ReadonlyMap<string, readonly number[]>;
}

/**
 * Finds the tiles in which every leaf is older than its retention and no hold protects a leaf. Reads up to the first tile after
 * which all leaves are too young. Throws a `StartError` for a damaged ledger.
 */
export async function findPrunable(
  reader: LedgerReader,
  state: RetentionState,
  clock: PruneClock,
  onProgress: (done: number) => void,
): Promise<Prunable> {
  const eligibility = createPruneEligibility(state, clock);
  const sorter = createTileSorter(state);
  const digests = createTileDigests(sorter.offer);
  const result = () => ({ ...sorter.result(), held: eligibility.held() });
  for await (const read of readBodies(reader)) {
    const { batch, leaves } = read;
    digests.add(batch.first, batch.hashes, prunablePlaces(read));
    const patients = state.holds.length > 0 ? await readPatients(reader, read) : [];
    for (const [place, leaf] of leaves.entries()) {
      const index = batch.first + place;
      // The body of a null leaf was pruned before.
      if (leaf !== null) eligibility.add(leaf, index, patients[place] ?? null);
      // Only whole tiles are pruned.
      if (index % TILE_WIDTH !== TILE_WIDTH - 1) continue;
      sorter.close(Math.floor(index / TILE_WIDTH), eligibility.closeTile(), eligibility.latest());
      if (eligibility.areLaterLeavesTooYoung()) return result();
    }
    onProgress(batch.first + leaves.length);
  }
  return result();
}

/**
 * The positions in a batch, from 0, of the leaves that can be pruned: those that have a body and are not of a kind that
 * is always kept.
 */
export function prunablePlaces({ leaves }: ReadBatch): number[] {
  return leaves.flatMap((leaf, place) => (leaf === null || isKept(leaf) ? [] : [place]));
}

/** Sorts tiles: those to prune, those that stay, and those of unfinished prunings. */
function createTileSorter({ prunings }: RetentionState) {
  const offered = new Map<number, TileDigest>();
  const tiles: TileDigest[] = [];
  const unfinished: number[] = [];
  const keepers: Keeper[] = [];
  let latest = 0;
  const isRecorded = (tile: number) =>
    prunings.some(({ pruning }) => isWithin(pruning.ranges, tile * TILE_WIDTH));
  return {
    /** Notes a tile with bodies that can be pruned. */
    offer: (digest: TileDigest) => void offered.set(digest.tile, digest),
    close(tile: number, keeper: Keeper | null, latestSoFar: number) {
      const digest = offered.get(tile);
      offered.delete(tile);
      if (digest !== undefined && isRecorded(tile)) unfinished.push(tile);
      else if (keeper !== null) keepers.push(keeper);
      else if (digest !== undefined) {
        tiles.push(digest);
        latest = latestSoFar;
      }
    },
    result: () => ({ tiles, unfinished, keepers, latest }),
  };
}
