import { isOpening } from '../../audit/record/opening.ts';
import type { Leaf } from '../../audit/record/parse-leaf.ts';
import type { RowReader } from '../../audit/store/ledger-reader.ts';
import { commitmentIn } from '../../audit/record/text-commitment.ts';
import { parseReview } from './parse-review.ts';
import type { ReadReview } from './review.ts';

/** What the index holds about a review. */
export interface ReviewRow {
  /** Index of its record. */
  readonly leaf: number;
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly patient: string | null;
}

/** A review, as its record holds it; null for a record that `writeReview` did not write. */
export function reviewIn(
  leaf: Leaf,
  { leaf: index, actor, issuer, patient }: ReviewRow,
): Omit<ReadReview, 'note'> | null {
  const review = parseReview(leaf.details);
  if (review === null || actor === null || issuer === null) return null;
  const reviewerName = leaf.actor?.name ?? null;
  const by = { reviewer: actor, reviewerIssuer: issuer, reviewerName };
  return { ...review, ...by, leaf: index, patient, at: leaf.at };
}

/** The note of a review; null if it does not match its commitment. */
export async function readNote(leaf: Leaf, reader: RowReader): Promise<string | null> {
  const commitment = commitmentIn(leaf);
  const opening = commitment === null ? null : await reader.findOpening(commitment);
  return opening !== null && isOpening(opening) ? opening.text : null;
}
