import { isHeld, type LeafPatients } from '../../record/control/hold.ts';
import type { Leaf } from '../../record/parse-leaf.ts';
import { isKept } from '../../record/control/pruning.ts';
import { shortestYears, yearsAfter, yearsOf } from '../../record/control/retention.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import type { WitnessedTime } from '../../verify/check-times.ts';
import type { RetentionState } from './read-retention-state.ts';

/** The leaf that keeps a tile: until a time (UTC ms), or while a hold is open, with `until` null. */
export interface Keeper {
  readonly tile: number;
  readonly leaf: number;
  readonly until: number | null;
  /** Id of the hold; null if the retention keeps the tile. */
  readonly hold: string | null;
}

/** The time of a pruning, with evidence for it. */
export interface PruneClock {
  /** UTC ms. */
  readonly now: number;
  /** Records from a cosigned size on are younger than the cosignature, whatever their own time. */
  readonly witnessed: readonly WitnessedTime[];
}

/** Determines how long each leaf must stay. */
export interface PruneEligibility {
  /** Adds the next leaf; `patients` are those that it is about. */
  add(leaf: Leaf, index: number, patients: LeafPatients): void;
  /** What keeps the tile that ends here; null if it may be pruned. The next tile begins. */
  closeTile(): Keeper | null;
  /** Latest time of a leaf so far, UTC ms. */
  latest(): number;
  /** Whether all later leaves are too young. */
  areLaterLeavesTooYoung(): boolean;
  /** Tiles with a leaf that a hold protects, by the hold's id. */
  held(): ReadonlyMap<string, readonly number[]>;
}

/**
 * Starts before the first leaf. The time of a leaf is at least that of every earlier leaf: a clock that went back makes no leaf
 * older, and a verifier that sees only some of the leaves never finds them younger.
 */
export function createPruneEligibility(
  { holds, retention }: RetentionState,
  { now, witnessed }: PruneClock,
): PruneEligibility {
  const held = new Map<string, number[]>();
  const shortest = shortestYears(retention);
  let latest = -Infinity;
  let keeper: Keeper | null = null;

  /** Of all keepers of a tile, the one that stays longest is stated. */
  const keep = (next: Keeper) => {
    if (keeper === null || (keeper.until ?? Infinity) < (next.until ?? Infinity)) keeper = next;
  };
  return {
    add(leaf, index, patients) {
      const tile = Math.floor(index / TILE_WIDTH);
      latest = Math.max(latest, leaf.at);
      for (const { size, at } of witnessed) if (index >= size) latest = Math.max(latest, at);
      // A leaf that is never pruned delays its tile only by the shortest retention, and no hold concerns it.
      const isNeverPruned = isKept(leaf);
      const until = yearsAfter(latest, isNeverPruned ? shortest : yearsOf(leaf, retention));
      if (until > now) keep({ tile, leaf: index, until, hold: null });
      for (const hold of isNeverPruned ? [] : holds) {
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
    areLaterLeavesTooYoung: () => yearsAfter(latest, shortest) > now,
    held: () => held,
  };
}
