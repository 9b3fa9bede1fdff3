import { ERASED } from '../../../audit/tlog/leaf-terms.ts';
import { fitsCommitment } from '../../../audit/record/opening.ts';
import type { Leaf } from '../../../audit/record/parse-leaf.ts';
import type { RowReader } from '../../../audit/store/ledger-reader.ts';
import { commitmentIn } from '../../../audit/record/text-commitment.ts';
import { parseReview } from './parse-review.ts';
import { parseNote } from '../cases/attachment.ts';
import type { RecordedReview, ReviewNote } from '../cases/recorded-review.ts';

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
): Omit<RecordedReview, keyof ReviewNote> | null {
  const review = parseReview(leaf.details);
  if (review === null || actor === null || issuer === null) return null;
  const reviewerName = leaf.actor?.name ?? null;
  const reviewer = { reviewer: actor, reviewerIssuer: issuer, reviewerName };
  return { ...review, ...reviewer, leaf: index, patient, at: leaf.at };
}

/** Reads the note of a review of a patient, with its attachments. A note that was erased or does not match its commitment is null. */
export async function readReviewNote(
  leaf: Leaf,
  patient: string | null,
  reader: RowReader,
): Promise<ReviewNote> {
  const commitment = commitmentIn(leaf);
  // An assignment or a start states no reason.
  if (commitment === null) return noNote(null);
  const opening = await reader.findOpening(commitment);
  // Without an erasure of the patient, a missing note is a fault of the ledger.
  if (opening === null) return noNote(patient === ERASED ? ERASED : '(missing)');
  if (!fitsCommitment(opening)) return noNote('(changed)');
  const count = Number(leaf.details?.['attachments'] ?? 0);
  return { ...parseNote(opening.text, count), notePlaceholder: null };
}

function noNote(notePlaceholder: string | null): ReviewNote {
  return { note: null, attachments: [], notePlaceholder };
}
