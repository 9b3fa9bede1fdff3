import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { isWithin, unreleasedIn, type LeafRange } from '../record/unreleased.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';

/** What a record must not follow: another review of the same case. */
export interface ReviewCondition {
  /** Id of the case. */
  readonly case: string;
  /** The first leaf that the author of the record has not seen. */
  readonly from: number;
}

/** A record of a review, and its place. */
export interface PlacedReview {
  readonly index: number;
  readonly leaf: Leaf;
}

/**
 * The reviews of a case from one leaf on, the newest first; those that were answered as a failure are none. The
 * batches come from the last one back. A leaf that is not the one which was hashed says nothing.
 */
export async function reviewsSince(
  batches: AsyncIterable<Batch | null>,
  { case: id, from }: ReviewCondition,
): Promise<readonly PlacedReview[]> {
  const reviews: PlacedReview[] = [];
  const unreleased: LeafRange[] = [];
  for await (const batch of batches) {
    if (batch === null || batch.size <= from) break;
    const leaves = unpackLeaves(batch.leaves) ?? [];
    const hashes = splitHashes(batch.hashes);
    for (let offset = leaves.length - 1; offset >= Math.max(0, from - batch.first); offset -= 1) {
      const bytes = leaves[offset];
      const isHashed =
        bytes !== undefined && isTelling(bytes) && hashes[offset]?.equals(leafHash(bytes)) === true;
      const leaf = isHashed ? parseLeaf(bytes) : null;
      if (leaf === null) continue;
      const index = batch.first + offset;
      const late = unreleasedIn(leaf);
      if (late !== null) unreleased.push(late);
      else if (leaf.kind === 'review' && leaf.details?.['case'] === id)
        reviews.push({ index, leaf });
    }
  }
  // A record that takes another back always follows it.
  return reviews.filter(({ index }) => !isWithin(unreleased, index));
}

/** Stands in the bytes of every leaf that decides: `"kind":"review"` or `"kind":"unreleased"`. */
function isTelling(bytes: Buffer): boolean {
  return bytes.includes('"kind":"review"') || bytes.includes('"kind":"unreleased"');
}

/** The last review of a case from one leaf up to a size of the ledger; null for none. */
export async function lastReview(
  store: Pick<LedgerStore, 'holding'>,
  unless: ReviewCondition,
  size: number,
): Promise<number | null> {
  const [last] = await reviewsSince(batchesBack(store, size), unless);
  return last?.index ?? null;
}

async function* batchesBack(store: Pick<LedgerStore, 'holding'>, size: number) {
  for (let end = size; end > 0;) {
    const batch = await store.holding(end - 1);
    yield batch;
    // A store whose batches don't lie one behind the other ends the search.
    end = batch === null || batch.first >= end ? 0 : batch.first;
  }
}
