import type { CaseState } from '../catalog/case-filter.ts';
import { printCaseId } from '../catalog/case-id.ts';
import type { JudgedCase } from './judged-case.ts';
import type { ReadReview } from './review.ts';

/**
 * The state of a case. It is signed off if a review that no reopening follows covers its last record, its number of
 * events, and its rules. Later events reopen it, and so do events that were hidden from the review or belonged to
 * another case, as after the erasure of a patient. Reviews and reopenings by the actor do not count.
 */
export function caseState(found: JudgedCase, reviews: readonly ReadReview[]): CaseState {
  if (closingReview(found, reviews) !== null) return 'SIGNED_OFF';
  return countedReviews(found, reviews).length === 0 ? 'OPEN' : 'REOPENED';
}

/** The last review that closes the case as it is now; null for a case that is not closed. */
export function closingReview(
  found: JudgedCase,
  reviews: readonly ReadReview[],
): ReadReview | null {
  for (const review of countedReviews(found, reviews)) {
    if (review.verdict === 'REOPENED') return null;
    const { covers, events, rules } = review;
    const isCovered =
      covers >= found.lastLeaf &&
      (events ?? found.events) >= found.events &&
      found.reasons.every(({ rule }) => rules.includes(rule));
    if (isCovered) return review;
  }
  return null;
}

/** Reviews by other people than the actor, the newest first. */
function countedReviews(found: JudgedCase, reviews: readonly ReadReview[]) {
  return reviewsOf(found, reviews).filter(({ reviewer }) => reviewer !== found.actor);
}

/** The reviews of a case, the newest first. */
export function reviewsOf(
  { place }: Pick<JudgedCase, 'place'>,
  reviews: readonly ReadReview[],
): readonly ReadReview[] {
  const id = printCaseId(place);
  return reviews.filter((review) => review.case === id).toSorted((a, b) => b.leaf - a.leaf);
}
