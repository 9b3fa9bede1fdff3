import type { CaseState, RecordedVerdict } from '../catalog/case-filter.ts';
import { printCaseId } from '../catalog/case-id.ts';
import { caseState, reviewsOf } from './case-state.ts';
import type { CaseReason, JudgedCase } from './judged-case.ts';
import type { ReadReview } from './review.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** A case, as `Case` of `admin.graphql`. */
export interface CaseNode {
  readonly id: string;
  readonly state: CaseState;
  readonly day: string;
  readonly actor: string;
  readonly issuer: string;
  readonly actorName: string | null;
  readonly roles: readonly string[];
  readonly patient: string | null;
  /** ISO 8601. */
  readonly since: string;
  readonly until: string;
  readonly events: number;
  readonly leaves: readonly number[];
  readonly reasons: readonly CaseReason[];
  readonly notKnown: readonly UnusualRule[];
  readonly reviews: readonly ReviewNode[];
  /** Index of the last record, up to which a review covers the case. */
  readonly lastLeaf: number;
}

/** A review, as `Review` of `admin.graphql`. */
export interface ReviewNode {
  readonly leaf: number;
  readonly case: string;
  readonly actor: string;
  readonly issuer: string | null;
  readonly patient: string | null;
  readonly day: string;
  readonly rules: readonly UnusualRule[];
  readonly time: string;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  readonly verdict: RecordedVerdict;
  readonly note: string | null;
}

/** A case with its reviews. */
export function caseNode(found: JudgedCase, reviews: readonly ReadReview[]): CaseNode {
  const { place, day, since, until, accesses: _accesses, ...rest } = found;
  return {
    ...rest,
    id: printCaseId(place),
    state: caseState(found, reviews),
    day: new Date(day).toISOString().slice(0, 10),
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    reviews: reviewsOf(found, reviews).map(reviewNode),
  };
}

/** A review. */
export function reviewNode({
  at,
  covers: _covers,
  events: _events,
  ...review
}: ReadReview): ReviewNode {
  return { ...review, time: new Date(at).toISOString() };
}
