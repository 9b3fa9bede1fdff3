import { splitEventId } from '../catalog/event-id.ts';
import type { PlacedEvent } from '../index/fill-step.ts';
import { isSameEvent } from '../index/leaf-events.ts';

/** A difference between the ledger and its index. */
export interface Divergence {
  readonly leaf: number;
  readonly kind: 'missing' | 'extra' | 'changed';
}

/** The differences that a comparison has found so far. */
export interface Divergences {
  /** Compares the events that leaves derive with those of the index; both in the order of the ledger. */
  compare(derived: readonly PlacedEvent[], indexed: readonly PlacedEvent[]): void;
  /** Adds a difference in what the index holds about a leaf, apart from its events. */
  add(leaf: number, kind: Divergence['kind']): void;
  /** Adds a leaf that was changed after it was written, or whose openings were. */
  addDamaged(leaf: number): void;
  result(): DivergenceResult;
}

/** The result of a comparison. */
export interface DivergenceResult {
  /**
   * `COMPLETE`: the index holds exactly the events of the filter. `INDEX_DIVERGED`: it holds less, more or other
   * events. `INCOMPLETE`: it holds what the ledger holds, but leaves of the ledger are damaged.
   */
  readonly result: 'COMPLETE' | 'INDEX_DIVERGED' | 'INCOMPLETE';
  /** In the order of the ledger; at most 100. */
  readonly divergences: readonly Divergence[];
  /** The number of all differences. */
  readonly divergenceCount: number;
  /** Leaves that were changed after they were written, or whose openings were; at most 100. */
  readonly damaged: readonly number[];
  readonly damagedCount: number;
  /** Events that are the same in both. */
  readonly events: number;
}

const MAX_KEPT = 100;

export function createDivergences(): Divergences {
  const kept: Divergence[] = [];
  const damaged = new Set<number>();
  let count = 0;
  let events = 0;
  const addLeaf = (leaf: number, kind: Divergence['kind']) => {
    count += 1;
    if (kept.length < MAX_KEPT) kept.push({ leaf, kind });
  };
  const add = (id: number, kind: Divergence['kind']) => {
    addLeaf(splitEventId(id).leaf, kind);
  };
  return {
    add: addLeaf,
    compare(derived, indexed) {
      const expected = new Map(derived.map(({ id, event }) => [id, event]));
      const found = new Map(indexed.map(({ id, event }) => [id, event]));
      const ids = new Set([...expected.keys(), ...found.keys()]);
      for (const id of [...ids].toSorted((a, b) => a - b)) {
        const event = expected.get(id);
        const other = found.get(id);
        if (event === undefined) add(id, 'extra');
        else if (other === undefined) add(id, 'missing');
        else if (isSameEvent(event, other)) events += 1;
        else add(id, 'changed');
      }
    },
    addDamaged(leaf) {
      damaged.add(leaf);
    },
    result: () => ({
      result: count > 0 ? 'INDEX_DIVERGED' : damaged.size > 0 ? 'INCOMPLETE' : 'COMPLETE',
      divergences: kept,
      divergenceCount: count,
      damaged: [...damaged].toSorted((a, b) => a - b).slice(0, MAX_KEPT),
      damagedCount: damaged.size,
      events,
    }),
  };
}
