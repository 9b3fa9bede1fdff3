import { parseLeaf } from '../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { effectsOf } from '../index/retroactive-effects.ts';

/** Leaves that are read for it: beyond that, finding out costs as much as what it saves. */
const MOST = 20_000;

/**
 * The earliest time (UTC ms since 1970) that the leaves from one size of the ledger to another tell of: all that
 * was before it is as it was. Infinity where there are none; -Infinity where one erases, prunes or takes back
 * something that was there, where one can't be read, and where they are too many to look at.
 */
export async function earliestAffectedTime(
  reader: LedgerReader,
  from: number,
  to: number,
): Promise<number> {
  if (to - from > MOST) return -Infinity;
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
