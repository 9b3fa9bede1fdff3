import { readVerifier } from '../../audit/tree/signed-note.ts';
import { erasuresIn } from '../../audit/record/erasure.ts';
import type { Leaf } from '../../audit/record/parse-leaf.ts';

/**
 * What a leaf says about leaves before it, and about keys. Records of pruning belong here too: what they cover
 * vanishes from the index as what is erased does.
 */
export interface LeafEffects {
  /** Leaves whose answer never left. */
  readonly unreleased: { readonly first: number; readonly count: number } | null;
  /** Leaves of which something was erased. */
  readonly erased: readonly number[];
  /** A key that signs from here on, or doesn't any more. */
  readonly key: { readonly vkey: string; readonly isRetired: boolean } | null;
}

/** Reads them. A leaf is what it is: nothing in it is taken on trust. */
export function effectsOf(leaf: Pick<Leaf, 'kind' | 'details'>, index: number): LeafEffects {
  const { kind } = leaf;
  if (kind === 'unreleased') return { ...NONE, unreleased: rangeIn(leaf) };
  if (kind === 'log.erase') {
    const earlier = erasuresIn(leaf).filter((erasure) => erasure.leaf < index);
    return { ...NONE, erased: [...new Set(earlier.map((erasure) => erasure.leaf))] };
  }
  if (kind !== 'log.key.enrolled' && kind !== 'log.key.retired') return NONE;
  const vkey = leaf.details?.['key'];
  const isRetired = kind === 'log.key.retired';
  const isKey = typeof vkey === 'string' && readVerifier(vkey) !== null;
  return isKey ? { ...NONE, key: { vkey, isRetired } } : NONE;
}

const NONE: LeafEffects = Object.freeze({ unreleased: null, erased: [], key: null });

/** The leaves that an `unreleased` leaf tells of; null where it tells of none. */
function rangeIn({ details }: Pick<Leaf, 'details'>): LeafEffects['unreleased'] {
  const first = details?.['first'];
  const count = details?.['count'];
  const isRange = Number.isSafeInteger(first) && Number.isSafeInteger(count);
  return isRange ? { first: Number(first), count: Number(count) } : null;
}

/** Whether one of these ranges holds a leaf. */
export function isWithin(
  ranges: readonly { readonly first: number; readonly count: number }[],
  leaf: number,
): boolean {
  return ranges.some(({ first, count }) => leaf >= first && leaf < first + count);
}
