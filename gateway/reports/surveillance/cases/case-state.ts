import { PROGRESS_STEPS, type ReviewStep, type ProgressStep } from '../../catalog/case-filter.ts';
import type { CaseState } from '../../messages/case-states.ts';
import { printCaseId } from '../../catalog/case-id.ts';
import type { CaseReason, DetectedCase } from './detected-case.ts';
import type { RecordedReview } from './recorded-review.ts';
import type { Suppression } from './suppression.ts';

/**
 * Returns the suppressions of a case that hold. A later step that asks for a review of the case takes it back: a reopening,
 * a start of the review, or an assignment to an account.
 */
export function heldSuppressions(
  found: DetectedCase,
  reviews: readonly RecordedReview[],
): readonly Suppression[] {
  if (found.suppressions.length === 0) return [];
  const asked = countedReviews(found, reviews).find(
    ({ verdict, assignee }) =>
      verdict === 'REOPENED' ||
      verdict === 'IN_REVIEW' ||
      (verdict === 'ASSIGNED' && assignee !== null),
  );
  return found.suppressions.filter(({ leaf }) => leaf > (asked?.leaf ?? -1));
}

/** Returns the reasons of a case that suppressions do not cover. */
export function uncoveredReasons(
  { reasons }: Pick<DetectedCase, 'reasons'>,
  held: readonly Suppression[],
): readonly CaseReason[] {
  return reasons.filter((reason) => !held.some(({ rule }) => rule === reason.rule));
}

/**
 * Returns the state of a case, the first of these that fits. Reviews by the actor of the case don't count.
 * - `CLOSED`: a finding since the last reopening covers its last record, all of its events and every rule that finds
 *   it. So later records, events that the reviewer did not see, and new reasons open it again. An erasure can, too: it
 *   merges the cases of erased patients, which then have more events.
 * - `SUPPRESSED`: suppressions that hold cover each of its reasons.
 * - `IN_REVIEW`, `ASSIGNED`: its last such step since the last finding or reopening, unless that assigned the case to no
 *   account.
 * - `REOPENED`: it has a finding or a reopening.
 * - `OPEN`.
 */
export function caseState(found: DetectedCase, reviews: readonly RecordedReview[]): CaseState {
  if (closingReview(found, reviews) !== null) return 'CLOSED';
  if (uncoveredReasons(found, heldSuppressions(found, reviews)).length === 0) return 'SUPPRESSED';
  const counted = countedReviews(found, reviews);
  const idle = counted.some(({ verdict }) => !isProgress(verdict)) ? 'REOPENED' : 'OPEN';
  for (const { verdict, assignee } of counted) {
    switch (verdict) {
      case 'COMMENT':
        break;
      case 'IN_REVIEW':
        return 'IN_REVIEW';
      case 'ASSIGNED':
        return assignee === null ? idle : 'ASSIGNED';
      case 'REOPENED':
      case 'APPROPRIATE':
      case 'FOLLOW_UP':
      case 'VIOLATION':
        return idle;
      default:
        return verdict satisfies never;
    }
  }
  return idle;
}

/** The account that a case is assigned to, and the day by which it is to be closed. */
export interface Assignment {
  readonly assignee: string | null;
  readonly assigneeIssuer: string | null;
  readonly due: string | null;
}

export const UNASSIGNED: Assignment = Object.freeze({
  assignee: null,
  assigneeIssuer: null,
  due: null,
});

/**
 * Returns who works on a case: the account of the last assignment, or the reviewer who started to review it later. A
 * day that was set stays until the next assignment. Closing and reopening change neither.
 */
export function assignmentOf(found: DetectedCase, reviews: readonly RecordedReview[]): Assignment {
  const counted = countedReviews(found, reviews);
  const started = counted.find(({ verdict }) => verdict === 'IN_REVIEW');
  const assigned = counted.find(({ verdict }) => verdict === 'ASSIGNED');
  const { due = null } = assigned ?? {};
  if (started !== undefined && started.leaf > (assigned?.leaf ?? -1))
    return { assignee: started.reviewer, assigneeIssuer: started.reviewerIssuer, due };
  if (assigned === undefined) return UNASSIGNED;
  return { assignee: assigned.assignee, assigneeIssuer: assigned.assigneeIssuer, due };
}

/** Whether a verdict closes a case. */
export function isFinding(verdict: ReviewStep): boolean {
  return verdict !== 'REOPENED' && !isProgress(verdict);
}

/** Whether a step neither closes nor reopens a case. */
function isProgress(verdict: ReviewStep): verdict is ProgressStep {
  return PROGRESS_STEPS.some((step) => step === verdict);
}

/** Returns the newest finding that covers the whole case; null if there is none since the last reopening. */
export function closingReview(
  found: DetectedCase,
  reviews: readonly RecordedReview[],
): RecordedReview | null {
  for (const review of countedReviews(found, reviews)) {
    if (review.verdict === 'REOPENED') return null;
    if (isProgress(review.verdict)) continue;
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
