import { placeOf } from '../catalog/event-id.ts';
import type { PlacedEvent } from '../index/fill-step.ts';
import { isSameEvent } from '../index/leaf-events.ts';

/** What a ledger says and its index doesn't, or the other way round. */
export interface Divergence {
  readonly leaf: number;
  readonly is: 'missing' | 'extra' | 'changed';
}

/** What a comparison found so far. */
export interface Divergences {
  /** Compares what leaves derive with what the index says; both in the order of the ledger. */
  compare(derived: readonly PlacedEvent[], indexed: readonly PlacedEvent[]): void;
  /** What the index says of a leaf beside its events. */
  add(leaf: number, is: Divergence['is']): void;
  /** A leaf that doesn't say any more what it said. */
  addDamaged(leaf: number): void;
  result(): DivergenceResult;
}

/** What a comparison found. */
export interface DivergenceResult {
  /**
   * `COMPLETE`: the index holds what was asked for and nothing else. `INDEX_DIVERGED`: it holds less, more or
   * something else. `INCOMPLETE`: it holds what the ledger still says, and what the damaged leaves said is not
   * known.
   */
  readonly result: 'COMPLETE' | 'INDEX_DIVERGED' | 'INCOMPLETE';
  /** In the order of the ledger; at most 100. */
  readonly divergences: readonly Divergence[];
  /** All of them. */
  readonly divergenceCount: number;
  /** Leaves that were changed after they were written, or whose openings were; at most 100. */
  readonly damaged: readonly number[];
  readonly damagedCount: number;
  /** Events that agree. */
  readonly events: number;
}

const KEPT = 100;

/** No divergence yet. */
export function createDivergences(): Divergences {
  const kept: Divergence[] = [];
  const damaged = new Set<number>();
  let count = 0;
  let events = 0;
  const addLeaf = (leaf: number, is: Divergence['is']) => {
    count += 1;
    if (kept.length < KEPT) kept.push({ leaf, is });
  };
  const add = (id: number, is: Divergence['is']) => {
    addLeaf(placeOf(id).leaf, is);
  };
  return {
    add: addLeaf,
    compare(derived, indexed) {
      const told = new Map(derived.map(({ id, event }) => [id, event]));
      const said = new Map(indexed.map(({ id, event }) => [id, event]));
      const ids = new Set([...told.keys(), ...said.keys()]);
      for (const id of [...ids].toSorted((a, b) => a - b)) {
        const event = told.get(id);
        const other = said.get(id);
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
      damaged: [...damaged].toSorted((a, b) => a - b).slice(0, KEPT),
      damagedCount: damaged.size,
      events,
    }),
  };
}
