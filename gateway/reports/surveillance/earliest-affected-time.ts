import { parseLeaf } from '../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { effectsOf } from '../index/retroactive-effects.ts';

/** Leaves that are read, at most: reading more costs as much as it saves. */
const MAX = 20_000;

/**
 * The earliest time (UTC ms since 1970) of the leaves between two sizes of the ledger: what was recorded before it
 * is unchanged. Infinity without leaves. -Infinity if a leaf erases, prunes or revokes earlier ones, is unreadable,
 * or if there are too many leaves.
 */
export async function earliestAffectedTime(
  reader: LedgerReader,
  from: number,
  to: number,
): Promise<number> {
  if (to - from > MAX) return -Infinity;
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
