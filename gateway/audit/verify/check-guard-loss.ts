import type { LeafVisitor } from './leaf-visitor.ts';

/**
 * Finds starts of a writer that had lost its guard, the file in which a gateway remembers the last checkpoint. A resumption
 * states the loss itself and is not listed.
 */
export interface GuardLossCheck extends LeafVisitor {
  /** Leaf indexes of these starts if no witness confirmed the checkpoint: the operator gave one, or none; at most 100. */
  unguarded(): readonly number[];
  /** Leaf indexes of these starts if witnesses confirmed the checkpoint; at most 100. */
  witnessed(): readonly number[];
}

const MAX_LISTED = 100;

/** A check that has read no leaf. A writer that is new, or that begins the ledger, has lost no guard. */
export function createGuardLossCheck(): GuardLossCheck {
  const writers = new Set<string>();
  const unguarded: number[] = [];
  const witnessed: number[] = [];
  return {
    visit({ kind, details }, index, signer) {
      const isStart = kind === 'log.start' && details !== null && details['headSize'] !== 0;
      const hasLost = isStart && writers.has(signer) && details['guardSize'] === null;
      const vouchedBy = details?.['vouchedBy'];
      const list = vouchedBy === 'witness' ? witnessed : unguarded;
      if (hasLost && vouchedBy !== 'resume' && list.length < MAX_LISTED) list.push(index);
      writers.add(signer);
    },
    // A writer begins with a start, and starts are never plain.
    plainLeaves: 'skip',
    unguarded: () => unguarded,
    witnessed: () => witnessed,
  };
}
