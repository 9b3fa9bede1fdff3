import type { CaseState } from '../catalog/case-filter.ts';
import { printCaseId } from '../catalog/case-id.ts';
import type { DetectedCase } from './detected-case.ts';
import type { RecordedReview } from './recorded-review.ts';

/**
 * Returns the state of a case. It is signed off if a counted review since the last reopening covers its last record, all
 * of its events and every rule that finds it. So later records, events that the reviewer did not see, and new reasons
 * reopen it, and so does an erasure that merges the cases of erased patients, which then have more events. Reviews by the actor of the case don't
 * count.
 */
export function caseState(found: DetectedCase, reviews: readonly RecordedReview[]): CaseState {
  if (closingReview(found, reviews) !== null) return 'SIGNED_OFF';
  return countedReviews(found, reviews).length === 0 ? 'OPEN' : 'REOPENED';
}

/** Returns the newest review that covers the whole case; null if there is none since the last reopening. */
export function closingReview(
  found: DetectedCase,
  reviews: readonly RecordedReview[],
): RecordedReview | null {
  for (const review of countedReviews(found, reviews)) {
    if (review.verdict === 'REOPENED') return null;
    const { covers, events, rules } = review;
    const isCovered =
      covers >= found.lastLeaf &&
      // A record of an earlier version does not state how many events the reviewer saw: it covers all.
      (events ?? found.events) >= found.events &&
      found.reasons.every(({ rule }) => rules.includes(rule));
    if (isCovered) return review;
  }
  return null;
}

/** Returns the reviews of a case by others than its actor, newest first. */
function countedReviews(found: DetectedCase, reviews: readonly RecordedReview[]) {
  return reviewsOf(found, reviews).filter(({ reviewer }) => reviewer !== found.actor);
}

/** Returns the reviews of a case, newest first. */
export function reviewsOf(
  { place }: Pick<DetectedCase, 'place'>,
  reviews: readonly RecordedReview[],
): readonly RecordedReview[] {
  const id = printCaseId(place);
  return reviews.filter((review) => review.case === id).toSorted((a, b) => b.leaf - a.leaf);
}
