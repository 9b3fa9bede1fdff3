import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { isInLeafRanges, unreleasedIn, type LeafRange } from '../record/unreleased.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';

/** The condition of a review: no other review of the same case from a leaf on. */
export interface ReviewCondition {
  /** Id of the case. */
  readonly case: string;
  /** The first leaf that the reviewer has not seen. */
  readonly from: number;
}

/** A review and the index of its leaf. */
export interface PlacedReview {
  readonly index: number;
  readonly leaf: Leaf;
}

/**
 * The reviews of a case from one leaf on, newest first, without unreleased ones. `batches` are in reverse order. Leaves that
 * don't match their hash are ignored.
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
        bytes !== undefined && mayMatter(bytes) && hashes[offset]?.equals(leafHash(bytes)) === true;
      const leaf = isHashed ? parseLeaf(bytes) : null;
      if (leaf === null) continue;
      const index = batch.first + offset;
      const late = unreleasedIn(leaf);
      if (late !== null) unreleased.push(late);
      else if (leaf.kind === 'review' && leaf.details?.['case'] === id)
        reviews.push({ index, leaf });
    }
  }
  // An `unreleased` record always follows the record that it names.
  return reviews.filter(({ index }) => !isInLeafRanges(unreleased, index));
}

/** Whether a leaf may be a review or an `unreleased` record; canonical JSON writes the kind in one way only. */
function mayMatter(bytes: Buffer): boolean {
  return bytes.includes('"kind":"review"') || bytes.includes('"kind":"unreleased"');
}

/** Index of the last review of a case between a leaf and a size of the ledger; null for none. */
export async function lastReview(
  store: Pick<LedgerStore, 'holding'>,
  condition: ReviewCondition,
  size: number,
): Promise<number | null> {
  const [last] = await reviewsSince(batchesBack(store, size), condition);
  return last?.index ?? null;
}

async function* batchesBack(store: Pick<LedgerStore, 'holding'>, size: number) {
  for (let end = size; end > 0;) {
    const batch = await store.holding(end - 1);
    yield batch;
    // Overlapping batches end the search.
    end = batch === null || batch.first >= end ? 0 : batch.first;
  }
}
