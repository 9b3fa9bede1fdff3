import { reviewsSince } from '../../audit/append/reviews-since.ts';
import { proveKeys } from '../../audit/chain/follow-keys.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { Batch } from '../../audit/tree/batch.ts';
import { printCaseId } from '../catalog/case-id.ts';
import type { JudgedCase } from './judged-case.ts';
import { readNote, reviewIn } from './read-review.ts';
import type { ReadReview } from './review.ts';

/** Reviews of a case after the index, and the size of the ledger when they were read. */
export interface UnindexedReviews {
  readonly reviews: readonly ReadReview[];
  readonly size: number;
}

/**
 * Reads the reviews of a case from the end of the ledger back to the end of the index. Batches that no key of the
 * ledger signed are skipped.
 */
export async function readUnindexed(
  reader: LedgerReader,
  { found, from }: { readonly found: Pick<JudgedCase, 'place' | 'patient'>; readonly from: number },
): Promise<UnindexedReviews> {
  const keys = proveKeys(await reader.keyBatches(0));
  let size = from;
  const batches = async function* batches(): AsyncGenerator<Batch> {
    for await (const { batch } of reader.newest()) {
      size = Math.max(size, batch?.size ?? 0);
      if (batch !== null && (batch.size <= from || keys.isSigned(batch))) yield batch;
    }
  };
  const placed = await reviewsSince(batches(), { case: printCaseId(found.place), from });
  const reviews: ReadReview[] = [];
  for (const { index, leaf } of placed) {
    const { issuer = null, subject: actor = null } = leaf.actor ?? {};
    const review = reviewIn(leaf, { leaf: index, actor, issuer, patient: found.patient });
    if (review !== null) reviews.push({ ...review, note: await readNote(leaf, reader) });
  }
  return { reviews, size };
}
