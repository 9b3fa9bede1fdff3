import { readVerifier } from '../../audit/tree/signed-note.ts';
import { erasuresIn } from '../../audit/record/erasure.ts';
import { pruningIn } from '../../audit/record/pruning.ts';
import type { Leaf } from '../../audit/record/parse-leaf.ts';
import { unreleasedIn, type LeafRange } from '../../audit/record/unreleased.ts';

/** What a leaf says about leaves before it, and about keys. */
export interface LeafEffects {
  /** Leaves whose answer never left. */
  readonly unreleased: LeafRange | null;
  /** Leaves of which something was erased. */
  readonly erased: readonly number[];
  /** Leaves that were pruned: nothing of them stays in the index. */
  readonly pruned: readonly LeafRange[];
  /** A key that signs from here on, or doesn't any more. */
  readonly key: { readonly vkey: string; readonly isRetired: boolean } | null;
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
  if (kind !== 'log.key.enrolled' && kind !== 'log.key.retired') return NONE;
  const vkey = leaf.details?.['key'];
  const isRetired = kind === 'log.key.retired';
  const isKey = typeof vkey === 'string' && readVerifier(vkey) !== null;
  return isKey ? { ...NONE, key: { vkey, isRetired } } : NONE;
}

const NONE: LeafEffects = Object.freeze({
  unreleased: null,
  erased: [],
  pruned: [],
  key: null,
});
