import { isHeld, type LeafPatients } from '../../record/control/hold.ts';
import type { Leaf } from '../../record/parse-leaf.ts';
import { isKept } from '../../record/control/pruning.ts';
import { shortestYears, yearsAfter, yearsOf } from '../../record/control/retention.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import type { WitnessedTime } from '../../verify/check-times.ts';
import type { RetentionState } from './read-retention-state.ts';

/** The leaf that keeps a tile: until a time (UTC ms), or as long as a hold stands. */
export interface Keeper {
  readonly tile: number;
  readonly leaf: number;
  readonly until: number | null;
  /** Id of the hold; null where it is the retention. */
  readonly hold: string | null;
}

/** What a pruning knows of time. */
export interface PruneClock {
  /** The time that it goes by, UTC ms. */
  readonly now: number;
  /** Records from a cosigned size on are younger than the cosignature, whatever they say. */
  readonly witnessed: readonly WitnessedTime[];
}

/** Judges leaf after leaf how long it has to stay. */
export interface PruneEligibility {
  /** `patients` are those that the leaf is about. */
  look(leaf: Leaf, index: number, patients: LeafPatients): void;
  /** What keeps the tile that ends here, null for nothing; the next tile begins. */
  closeTile(): Keeper | null;
  /** No leaf was recorded later, UTC ms. */
  latest(): number;
  /** Whether all leaves from here on are too young. */
  isYoung(): boolean;
  /** Tiles with a leaf that a hold keeps, by the hold's id. */
  held(): ReadonlyMap<string, readonly number[]>;
}

/**
 * A judge who has seen no leaf. A leaf counts as recorded when the latest before it was: a clock that went back
 * makes nothing older, and a verifier who sees but some of the leaves never finds them younger.
 */
export function createPruneEligibility(
  { holds, retention }: RetentionState,
  { now, witnessed }: PruneClock,
): PruneEligibility {
  const held = new Map<string, number[]>();
  const shortest = shortestYears(retention);
  let latest = -Infinity;
  let keeper: Keeper | null = null;

  const keep = (next: Keeper) => {
    if (keeper === null || (keeper.until ?? Infinity) < (next.until ?? Infinity)) keeper = next;
  };
  return {
    look(leaf, index, patients) {
      const tile = Math.floor(index / TILE_WIDTH);
      latest = Math.max(latest, leaf.at);
      for (const { size, at } of witnessed) if (index >= size) latest = Math.max(latest, at);
      const isOwn = isKept(leaf);
      const until = yearsAfter(latest, isOwn ? shortest : yearsOf(leaf, retention));
      if (until > now) keep({ tile, leaf: index, until, hold: null });
      for (const hold of isOwn ? [] : holds) {
        if (!isHeld(hold, { at: leaf.at, patients })) continue;
        const tiles = held.get(hold.id) ?? [];
        if (tiles.at(-1) !== tile) tiles.push(tile);
        held.set(hold.id, tiles);
        keep({ tile, leaf: index, until: null, hold: hold.id });
      }
    },
    closeTile() {
      const kept = keeper;
      keeper = null;
      return kept;
    },
    latest: () => latest,
    isYoung: () => yearsAfter(latest, shortest) > now,
    held: () => held,
  };
}
