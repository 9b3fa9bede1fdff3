import { erasuresIn } from '../../audit/record/control/erasure.ts';
import { pruningIn } from '../../audit/record/control/pruning.ts';
import type { Leaf } from '../../audit/record/parse-leaf.ts';
import { unreleasedIn, type LeafRange } from '../../audit/record/unreleased.ts';

/** What a leaf changes about other leaves. */
export interface LeafEffects {
  /** Leaves whose responses were not sent; null for a leaf that records none. May include later leaves. */
  readonly unreleased: LeafRange | null;
  /** Leaves with erased openings. */
  readonly erased: readonly number[];
  /** Leaves whose bodies were pruned; the index deletes their rows. */
  readonly pruned: readonly LeafRange[];
}

/** Reads the effects of a leaf on other leaves. Ignores erasures and prunings that name later leaves. */
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
