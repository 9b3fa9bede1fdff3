import { erasuresIn } from '../../audit/record/control/erasure.ts';
import { pruningIn } from '../../audit/record/control/pruning.ts';
import type { Leaf } from '../../audit/record/parse-leaf.ts';
import { unreleasedIn, type LeafRange } from '../../audit/record/unreleased.ts';

/** What a leaf says about leaves before it. */
export interface LeafEffects {
  /** Leaves whose answer never left. */
  readonly unreleased: LeafRange | null;
  /** Leaves of which something was erased. */
  readonly erased: readonly number[];
  /** Leaves that were pruned: nothing of them stays in the index. */
  readonly pruned: readonly LeafRange[];
}

/** Reads them. A leaf is what it is: nothing in it is taken on trust. */
export function effectsOf(leaf: Pick<Leaf, 'kind' | 'details'>, index: number): LeafEffects {
  const { kind } = leaf;
  if (kind === 'unreleased') return { ...NONE, unreleased: unreleasedIn(leaf) };
  if (kind === 'log.erase') {
    const earlier = erasuresIn(leaf).filter((erasure) => erasure.leaf < index);
    return { ...NONE, erased: [...new Set(earlier.map((erasure) => erasure.leaf))] };
  }
  if (kind === 'log.prune') {
    const ranges = pruningIn(leaf)?.ranges ?? [];
    const earlier = ranges.filter(([, to]) => to < index);
    return { ...NONE, pruned: earlier.map(([first, to]) => ({ first, count: to - first + 1 })) };
  }
  return NONE;
}

const NONE: LeafEffects = Object.freeze({
  unreleased: null,
  erased: [],
  pruned: [],
});
