import type { Leaf } from '../record/parse-leaf.ts';

/**
 * Looks for starts of a writer that had lost its guard: only a checkpoint or witnesses can have vouched for the
 * ledger then. A ledger that was resumed says so itself.
 */
export interface GuardLossCheck {
  /** The next leaf of a writer that isn't known to be plain. */
  note(leaf: Leaf, index: number, by: string): void;
  /** Indexes of such starts; at most 100. */
  unguarded(): readonly number[];
  /** Of those where witnesses that remembered the ledger had vouched for it; at most 100. */
  witnessed(): readonly number[];
}

const MAX_LISTED = 100;

/** A check that has seen nothing. Whoever has not written before, or begins the ledger, has lost none. */
export function createGuardLossCheck(): GuardLossCheck {
  const writers = new Set<string>();
  const unguarded: number[] = [];
  const witnessed: number[] = [];
  return {
    note({ kind, details }, index, by) {
      const isStart = kind === 'log.start' && details !== null && details['headSize'] !== 0;
      const hasLost = isStart && writers.has(by) && details['guardSize'] === null;
      const vouchedBy = details?.['vouchedBy'];
      const list = vouchedBy === 'witness' ? witnessed : unguarded;
      if (hasLost && vouchedBy !== 'resume' && list.length < MAX_LISTED) list.push(index);
      writers.add(by);
    },
    unguarded: () => unguarded,
    witnessed: () => witnessed,
  };
}
