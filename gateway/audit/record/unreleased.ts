import type { Leaf } from './parse-leaf.ts';

/** Neighbouring leaves: the index of the first, and how many. */
export interface LeafRange {
  readonly first: number;
  readonly count: number;
}

/** Stands in the bytes of every leaf that `unreleasedIn` reads. */
export const TELLS_UNRELEASED = '"kind":"unreleased"';

/** The leaves that were committed too late for their response, as one says further on; null where it says none. */
export function unreleasedIn({ kind, details }: Pick<Leaf, 'kind' | 'details'>): LeafRange | null {
  if (kind !== 'unreleased') return null;
  const first = details?.['first'];
  const count = details?.['count'];
  const isRange = Number.isSafeInteger(first) && Number.isSafeInteger(count);
  return isRange ? { first: Number(first), count: Number(count) } : null;
}

/** Whether one of these ranges holds a leaf. */
export function isWithin(ranges: readonly LeafRange[], leaf: number): boolean {
  return ranges.some(({ first, count }) => leaf >= first && leaf < first + count);
}
