import type { LedgerReader } from '../../store/ledger-reader.ts';
import { isWithin } from '../../record/index-ranges.ts';
import { isKept } from '../../record/control/pruning.ts';
import { createTileDigests, type TileDigest } from '../../tree/tile-digest.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import { createPruneEligibility, type Keeper, type PruneClock } from './prune-eligibility.ts';
import { readBodies, readPatients, type ReadBatch } from './read-bodies.ts';
import type { RetentionState } from './read-retention-state.ts';

/** What may go from a ledger, and what stays. */
export interface Prunable {
  /** Tiles whose bodies may go, in order; the marked leaves are those that go. */
  readonly tiles: readonly TileDigest[];
  /** Tiles of earlier prunings that still hold bodies which should be gone. */
  readonly unfinished: readonly number[];
  /** What keeps the tiles that were looked at and stay; all behind the last of them are too young. */
  readonly keepers: readonly Keeper[];
  /** No leaf up to the last of the tiles was recorded later, UTC ms. */
  readonly latest: number;
  /** Tiles with a leaf that a hold keeps, by the hold's id. */
  readonly held: ReadonlyMap<string, readonly number[]>;
}

/**
 * Finds the tiles of which every leaf has outlived its retention and no hold keeps one, reading no further than
 * to the first behind which all are too young. Throws a `StartError` at what can't be read.
 */
export async function findPrunable(
  reader: LedgerReader,
  state: RetentionState,
  clock: PruneClock,
  onProgress: (done: number) => void,
): Promise<Prunable> {
  const judge = createPruneEligibility(state, clock);
  const sorted = createSorted(state);
  const digests = createTileDigests(sorted.offer);
  const result = () => ({ ...sorted.result(), held: judge.held() });
  for await (const read of readBodies(reader)) {
    const { batch, leaves } = read;
    digests.add(batch.first, batch.hashes, placesToGo(read));
    const patients = state.holds.length > 0 ? await readPatients(reader, read) : [];
    for (const [place, leaf] of leaves.entries()) {
      const index = batch.first + place;
      if (leaf !== null) judge.look(leaf, index, patients[place] ?? null);
      if (index % TILE_WIDTH !== TILE_WIDTH - 1) continue;
      sorted.close(Math.floor(index / TILE_WIDTH), judge.closeTile(), judge.latest());
      if (judge.isYoung()) return result();
    }
    onProgress(batch.first + leaves.length);
  }
  return result();
}

/** The places of the leaves of a batch that don't outlive their time. */
export function placesToGo({ leaves }: ReadBatch): number[] {
  return leaves.flatMap((leaf, place) => (leaf === null || isKept(leaf) ? [] : [place]));
}

/** Sorts tiles into those that go, those that stay and those that should be gone. */
function createSorted({ prunings }: RetentionState) {
  const offered = new Map<number, TileDigest>();
  const tiles: TileDigest[] = [];
  const unfinished: number[] = [];
  const keepers: Keeper[] = [];
  let latest = 0;
  const isSaid = (tile: number) =>
    prunings.some(({ pruning }) => isWithin(pruning.ranges, tile * TILE_WIDTH));
  return {
    /** A tile that has bodies to go. */
    offer: (digest: TileDigest) => void offered.set(digest.tile, digest),
    close(tile: number, keeper: Keeper | null, latestThen: number) {
      const digest = offered.get(tile);
      offered.delete(tile);
      if (digest !== undefined && isSaid(tile)) unfinished.push(tile);
      else if (keeper !== null) keepers.push(keeper);
      else if (digest !== undefined) {
        tiles.push(digest);
        latest = latestThen;
      }
    },
    result: () => ({ tiles, unfinished, keepers, latest }),
  };
}
