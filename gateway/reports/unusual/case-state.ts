import { printCaseId } from './case-id.ts';
import type { JudgedCase } from './judged-case.ts';
import type { ReadReview } from './review.ts';

/** Whether a case waits for somebody. */
export const CASE_STATES = ['OPEN', 'SIGNED_OFF', 'REOPENED'] as const;

/** One of them. */
export type CaseState = (typeof CASE_STATES)[number];

/**
 * How a case stands: signed off as far as a review covers its records, has seen as many events as there are, and
 * knew of the rules that find it. What comes later opens it again, and so does what was hidden from the review or
 * belonged to another case then: those of patients who were erased since are one. Whoever signed their own access
 * off, in whatever way, has signed nothing.
 */
export function caseState(found: JudgedCase, reviews: readonly ReadReview[]): CaseState {
  const counted = reviewsOf(found, reviews).filter(({ reviewer }) => reviewer !== found.actor);
  if (counted.length === 0) return 'OPEN';
  const isCovered = counted.some(
    ({ covers, events, rules }) =>
      covers >= found.lastLeaf &&
      (events ?? found.events) >= found.events &&
      found.reasons.every(({ rule }) => rules.includes(rule)),
  );
  return isCovered ? 'SIGNED_OFF' : 'REOPENED';
}

/** The reviews of a case, the newest first. */
export function reviewsOf(
  { place }: Pick<JudgedCase, 'place'>,
  reviews: readonly ReadReview[],
): readonly ReadReview[] {
  const id = printCaseId(place);
  return reviews.filter((review) => review.case === id).toSorted((a, b) => b.leaf - a.leaf);
}
