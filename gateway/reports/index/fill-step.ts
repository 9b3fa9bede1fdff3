import { eventId } from '../catalog/event-id.ts';
import { deriveLeaf } from './derive-leaf.ts';
import { isWithin, type LeafRange } from '../../audit/record/unreleased.ts';
import { effectsOf } from './retroactive-effects.ts';
import type { LeafEvent } from './leaf-events.ts';
import type { Position } from './position.ts';
import type { FollowingBatch } from './read-batch.ts';
import type { TreeNode } from './tree-nodes.ts';

/** An event with its place. */
export interface PlacedEvent {
  readonly id: number;
  readonly event: LeafEvent;
}

/** Leaves that were not released, as the leaf that says so tells. */
export interface UnreleasedRange extends LeafRange {
  readonly leaf: number;
}

/** What a few batches add to an index in one transaction. */
export interface FillStep {
  readonly from: number;
  readonly position: Position;
  readonly events: readonly PlacedEvent[];
  readonly nodes: readonly TreeNode[];
  readonly damaged: readonly number[];
  readonly unreleased: readonly UnreleasedRange[];
  readonly erased: readonly number[];
  readonly pruned: readonly LeafRange[];
}

/** Collects batches into a step. */
export interface StepBuilder {
  readonly position: () => Position;
  add(batch: FollowingBatch): void;
  /** Commitments of leaves in it that nothing opens any more, by their leaves. */
  readonly unopened: () => ReadonlyMap<number, readonly number[]>;
  addDamaged(leaf: number): void;
  /** Rows, and leaves: what a step's size is told by. */
  weight(): number;
  finish(): FillStep;
}

/** A step that begins at a position; `ranges` is what leaves before it said was not released. */
export function createStep(start: Position, ranges: readonly UnreleasedRange[]): StepBuilder {
  const from = start.tree.size;
  let position = start;
  const events: PlacedEvent[] = [];
  const nodes: TreeNode[] = [];
  const damaged: number[] = [];
  const unreleased: UnreleasedRange[] = [];
  const unopened = new Map<number, readonly number[]>();
  const erased = new Set<number>();
  const pruned: LeafRange[] = [];
  return {
    position: () => position,
    add({ tree, nodes: added, note, leaves }) {
      for (const [offset, stored] of leaves.entries()) {
        const index = position.tree.size + offset;
        const derived = deriveLeaf(stored, !isWithin(ranges, index));
        if (derived.isDamaged) damaged.push(index);
        else if (derived.erased.length > 0) unopened.set(index, derived.erased);
        for (const [place, event] of derived.events.entries()) {
          events.push({ id: eventId(index, place), event });
        }
        if (derived.leaf === null) continue;
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
      unreleased,
      erased: [...erased],
      pruned,
    }),
  };
}
