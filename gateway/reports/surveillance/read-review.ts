import { isOpening } from '../../audit/record/opening.ts';
import type { Leaf } from '../../audit/record/parse-leaf.ts';
import type { RowReader } from '../../audit/store/ledger-reader.ts';
import { commitmentIn } from '../../audit/record/text-commitment.ts';
import { parseReview } from './parse-review.ts';
import type { RecordedReview } from './recorded-review.ts';

/** The fields of a review that are read from its row in the index. */
export interface ReviewRow {
  /** Index of the record. */
  readonly leaf: number;
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly patient: string | null;
}

/** Parses the record of a review; null for any form that `writeReview` does not write. */
export function parseReviewLeaf(
  leaf: Leaf,
  { leaf: index, actor, issuer, patient }: ReviewRow,
): Omit<RecordedReview, 'note'> | null {
  const review = parseReview(leaf.details);
  if (review === null || actor === null || issuer === null) return null;
  const reviewerName = leaf.actor?.name ?? null;
  const reviewer = { reviewer: actor, reviewerIssuer: issuer, reviewerName };
  return { ...review, ...reviewer, leaf: index, patient, at: leaf.at };
}

/** Reads the note of a review; null if it was erased or does not match its commitment. */
export async function readReviewNote(leaf: Leaf, reader: RowReader): Promise<string | null> {
  const commitment = commitmentIn(leaf);
  const opening = commitment === null ? null : await reader.findOpening(commitment);
  return opening !== null && isOpening(opening) ? opening.text : null;
}
