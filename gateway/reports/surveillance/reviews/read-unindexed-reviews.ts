import { recordsSince } from '../../../audit/append/records-since.ts';
import { proveKeys } from '../../../audit/chain/follow-keys.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import type { Batch } from '../../../audit/tree/batch.ts';
import { printCaseId } from '../../catalog/case-id.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { readReviewNote, parseReviewLeaf } from '../recorded/read-review.ts';
import type { RecordedReview } from '../cases/recorded-review.ts';

/** Reviews of a case that the index does not hold yet. */
export interface UnindexedReviews {
  readonly reviews: readonly RecordedReview[];
  /** Records in the ledger when they were read. */
  readonly size: number;
}

/**
 * Reads the reviews of a case from the end of the ledger back to leaf `from`, where the index ends. Skips batches that
 * no key of the ledger signed.
 */
export async function readUnindexedReviews(
  reader: LedgerReader,
  {
    found,
    from,
  }: { readonly found: Pick<DetectedCase, 'place' | 'patient'>; readonly from: number },
): Promise<UnindexedReviews> {
  const keys = proveKeys(await reader.keyBatches(0));
  let size = from;
  const batches = async function* batches(): AsyncGenerator<Batch> {
    for await (const { batch } of reader.newest()) {
      size = Math.max(size, batch?.size ?? 0);
      if (batch !== null && (batch.size <= from || keys.isSigned(batch))) yield batch;
    }
  };
  const placed = await recordsSince(batches(), {
    kind: 'review',
    subject: printCaseId(found.place),
    from,
  });
  const reviews: RecordedReview[] = [];
  for (const { index, leaf } of placed) {
    const { issuer = null, subject: actor = null } = leaf.actor ?? {};
    const review = parseReviewLeaf(leaf, { leaf: index, actor, issuer, patient: found.patient });
    if (review !== null)
      reviews.push({ ...review, ...(await readReviewNote(leaf, review.patient, reader)) });
  }
  return { reviews, size };
}
