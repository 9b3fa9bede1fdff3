import type { Leaf } from './parse-leaf.ts';

/** Adjacent leaves: the index of the first leaf, and their number. */
export interface LeafRange {
  readonly first: number;
  readonly count: number;
}

/** Part of the bytes of every leaf that `unreleasedIn` reads. */
export const UNRELEASED_MARKER = '"kind":"unreleased"';

/** The leaves that an `unreleased` leaf names, which were committed after their response had failed; null for any other leaf. */
export function unreleasedIn({ kind, details }: Pick<Leaf, 'kind' | 'details'>): LeafRange | null {
  if (kind !== 'unreleased') return null;
  const first = details?.['first'];
  const count = details?.['count'];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count)) return null;
  const range = { first: Number(first), count: Number(count) };
  return range.first >= 0 && range.count >= 1 ? range : null;
}

/** The same leaves in the fewest ranges: each late commit names its own leaves, and late commits come in series. */
export function mergeRanges(ranges: readonly LeafRange[]): readonly LeafRange[] {
  const merged: { first: number; count: number }[] = [];
  for (const { first, count } of ranges.toSorted((one, other) => one.first - other.first)) {
    const last = merged.at(-1);
    const end = last === undefined ? -1 : last.first + last.count;
    if (last === undefined || first > end) merged.push({ first, count });
    else last.count = Math.max(end, first + count) - last.first;
  }
  return merged;
}

/** Whether one of these ranges holds a leaf. */
export function isInLeafRanges(ranges: readonly LeafRange[], leaf: number): boolean {
  return ranges.some(({ first, count }) => leaf >= first && leaf < first + count);
}
