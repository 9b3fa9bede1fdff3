import { parseLeaf } from '../../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { unpackLeaves } from '../../../audit/tree/batch.ts';
import { effectsOf } from '../../index/retroactive-effects.ts';

/** Leaves to read: reading more would cost as much as finding the days again. */
const MAX_LEAVES = 20_000;

/**
 * Returns the earliest time (UTC ms since 1970) of the leaves between two sizes of the ledger: findings about earlier
 * times are still valid. Infinity if there are no such leaves. -Infinity, so that nothing is valid, if one of them
 * erases, prunes or declares unreleased an earlier record, can't be read, or if there are too many.
 */
export async function earliestAffectedTime(
  reader: LedgerReader,
  from: number,
  to: number,
): Promise<number> {
  if (to - from > MAX_LEAVES) return -Infinity;
  let earliest = Infinity;
  if (to <= from) return earliest;
  for await (const { first, batch } of reader.batches(from)) {
    if (first >= to) break;
    const leaves = batch === null ? null : unpackLeaves(batch.leaves);
    if (leaves === null) return -Infinity;
    for (const [offset, bytes] of leaves.entries()) {
      const leaf = parseLeaf(bytes);
      if (leaf === null) return -Infinity;
      const { unreleased, erased, pruned } = effectsOf(leaf, first + offset);
      if (unreleased !== null || erased.length + pruned.length > 0) return -Infinity;
      earliest = Math.min(earliest, leaf.at);
    }
  }
  return earliest;
}
