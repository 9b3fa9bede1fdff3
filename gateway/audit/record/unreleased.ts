import type { Leaf } from './parse-leaf.ts';

/** Neighbouring leaves: the index of the first, and how many. */
export interface LeafRange {
  readonly first: number;
  readonly count: number;
}

/** Stands in the bytes of every leaf that `unreleasedIn` reads. */
export const UNRELEASED_MARKER = '"kind":"unreleased"';

/** The leaves that were committed too late for their response, as one says further on; null where it says none. */
export function unreleasedIn({ kind, details }: Pick<Leaf, 'kind' | 'details'>): LeafRange | null {
  if (kind !== 'unreleased') return null;
  const first = details?.['first'];
  const count = details?.['count'];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count)) return null;
  const range = { first: Number(first), count: Number(count) };
  return range.first >= 0 && range.count >= 1 ? range : null;
}

/** The same leaves in as few ranges as there are: each late commit tells of its own, and they come in swarms. */
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
export function isWithin(ranges: readonly LeafRange[], leaf: number): boolean {
  return ranges.some(({ first, count }) => leaf >= first && leaf < first + count);
}
