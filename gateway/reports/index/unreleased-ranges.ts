import { isInLeafRanges } from '../../audit/record/unreleased.ts';
import { deriveLeaf } from './derive-leaf.ts';
import type { UnreleasedRange } from './fill-step.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { LeafProof } from './prove-leaves.ts';
import { effectsOf } from './retroactive-effects.ts';

/** The ranges of unsent responses in the index that cover one of these leaves. Not proven: see `recordsRange`. */
export async function readUnreleased(
  database: IndexDatabase,
  leaves: readonly number[],
): Promise<readonly UnreleasedRange[]> {
  if (leaves.length === 0) return [];
  const all = await database
    .selectFrom('unreleased')
    .selectAll()
    .where(
      'first',
      '<=',
      leaves.reduce((one, other) => Math.max(one, other)),
    )
    .execute();
  return all.filter((range) => leaves.some((leaf) => isInLeafRanges([range], leaf)));
}

/** Whether the leaf that is said to record a range is proven and does record it. */
export function recordsRange(
  found: LeafProof | undefined,
  { first, count, leaf }: UnreleasedRange,
): boolean {
  if (found?.kind !== 'proven') return false;
  const derived = deriveLeaf(found.stored, true).leaf;
  const range = derived === null ? null : effectsOf(derived, leaf).unreleased;
  return range?.first === first && range.count === count;
}
