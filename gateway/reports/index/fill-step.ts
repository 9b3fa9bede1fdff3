import { eventId } from '../catalog/event-id.ts';
import { isChange } from '../../audit/record/control/is-change.ts';
import { deriveLeaf } from './derive-leaf.ts';
import { isInLeafRanges, type LeafRange } from '../../audit/record/unreleased.ts';
import { effectsOf } from './retroactive-effects.ts';
import type { LeafEvent } from './leaf-events.ts';
import type { Position } from './position.ts';
import type { FollowingBatch } from './read-batch.ts';
import type { TreeNode } from './tree-nodes.ts';

/** An event and its id. */
export interface PlacedEvent {
  /** See `eventId`. */
  readonly id: number;
  readonly event: LeafEvent;
}

/** A range of leaves whose responses were not sent. */
export interface UnreleasedRange extends LeafRange {
  /** Index of the leaf that records the range. */
  readonly leaf: number;
}

/** What one transaction does to an index. */
export interface FillStep {
  /** Number of leaves in the index before the step. */
  readonly from: number;
  /** The position of the index after the step. */
  readonly position: Position;
  readonly events: readonly PlacedEvent[];
  readonly nodes: readonly TreeNode[];
  /** Leaves of the step that are damaged. */
  readonly damaged: readonly number[];
  /** Leaves of the step in which the ledger records a change, see `isChange`. */
  readonly changes: readonly { readonly leaf: number; readonly kind: string }[];
  readonly unreleased: readonly UnreleasedRange[];
  /** Leaves, of any step, with ids that leaves of this step erased. */
  readonly erased: readonly number[];
  readonly pruned: readonly LeafRange[];
}

/** Collects batches into a step. */
export interface StepBuilder {
  /** The position after the batches that were added. */
  readonly position: () => Position;
  add(batch: FollowingBatch): void;
  /**
   * Leaf index → positions of its commitments whose openings were erased. The caller checks that a record says so, and
   * else calls `addDamaged`.
   */
  readonly unopened: () => ReadonlyMap<number, readonly number[]>;
  addDamaged(leaf: number): void;
  /** Events plus leaves of the step. */
  weight(): number;
  finish(): FillStep;
}

/** Creates a step that begins at a position. `ranges` are the ranges of unsent responses that earlier leaves record. */
export function createStep(start: Position, ranges: readonly UnreleasedRange[]): StepBuilder {
  const from = start.tree.size;
  let position = start;
  const events: PlacedEvent[] = [];
  const nodes: TreeNode[] = [];
  const damaged: number[] = [];
  const changes: FillStep['changes'][number][] = [];
  const unreleased: UnreleasedRange[] = [];
  const unopened = new Map<number, readonly number[]>();
  const erased = new Set<number>();
  const pruned: LeafRange[] = [];
  return {
    position: () => position,
    add({ tree, nodes: added, note, leaves }) {
      for (const [offset, stored] of leaves.entries()) {
        const index = position.tree.size + offset;
        const derived = deriveLeaf(stored, !isInLeafRanges(ranges, index));
        if (derived.isDamaged) damaged.push(index);
        else if (derived.erased.length > 0) unopened.set(index, derived.erased);
        for (const [place, event] of derived.events.entries()) {
          events.push({ id: eventId(index, place), event });
        }
        if (derived.leaf === null) continue;
        if (isChange(derived.leaf)) changes.push({ leaf: index, kind: derived.leaf.kind });
        const effects = effectsOf(derived.leaf, index);
        if (effects.unreleased !== null) unreleased.push({ leaf: index, ...effects.unreleased });
        for (const leaf of effects.erased) erased.add(leaf);
        pruned.push(...effects.pruned);
      }
      nodes.push(...added);
      position = { tree, note };
    },
    unopened: () => unopened,
    addDamaged(leaf) {
      damaged.push(leaf);
    },
    weight: () => events.length + position.tree.size - from,
    finish: () => ({
      from,
      position,
      events,
      nodes,
      damaged,
      changes,
      unreleased,
      erased: [...erased],
      pruned,
    }),
  };
}
