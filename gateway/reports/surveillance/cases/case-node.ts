import type { Attachment } from './attachment.ts';
import type { ReviewStep } from '../../catalog/case-filter.ts';
import type { CaseState } from '../../messages/case-states.ts';
import { printCaseId } from '../../catalog/case-id.ts';
import { assignmentOf, caseState, heldSuppressions, reviewsOf } from './case-state.ts';
import type { CaseReason, DetectedCase } from './detected-case.ts';
import type { RecordedReview } from './recorded-review.ts';
import type { Score, ScorePart } from './score.ts';
import { suppressionNode, type SuppressionNode } from './suppression-node.ts';
import type { UnusualRule } from '../../catalog/unusual-rule.ts';

/** The fields of the GraphQL type `Case`. */
export interface CaseNode {
  readonly id: string;
  readonly state: CaseState;
  /** From 0 to 100. */
  readonly score: number;
  readonly scoreParts: readonly ScorePart[];
  /** The account that works on it; null for none. */
  readonly assignee: string | null;
  readonly assigneeIssuer: string | null;
  /** The day by which it is to be closed. */
  readonly due: string | null;
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
  readonly reasons: readonly ReasonNode[];
  readonly notKnown: readonly UnusualRule[];
  readonly suppressions: readonly SuppressionNode[];
  readonly reviews: readonly ReviewNode[];
  /** Index of the case's last record. Not part of the GraphQL type; a review states it as what it covers. */
  readonly lastLeaf: number;
}

/** The fields of the GraphQL type `Reason`. */
export interface ReasonNode extends Pick<CaseReason, 'rule' | 'text'> {
  /** ISO 8601. */
  readonly time: string | null;
  readonly leaf: number | null;
}

/** The fields of the GraphQL type `Review`. */
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
  readonly verdict: ReviewStep;
  readonly assignee: string | null;
  readonly assigneeIssuer: string | null;
  readonly due: string | null;
  readonly note: string | null;
  readonly attachments: readonly Attachment[];
  /** See `RecordedReview`. Not part of the GraphQL type. */
  readonly notePlaceholder: string | null;
}

/** Converts a case with its reviews and its score to the fields of `Case`. */
export function caseNode(
  found: DetectedCase,
  reviews: readonly RecordedReview[],
  score: Score,
): CaseNode {
  const { place, day, since, until, reasons, accesses: _accesses, ...rest } = found;
  return {
    ...rest,
    id: printCaseId(place),
    state: caseState(found, reviews),
    ...assignmentOf(found, reviews),
    score: score.points,
    scoreParts: score.parts,
    day: new Date(day).toISOString().slice(0, 10),
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    reasons: reasons.map(reasonNode),
    suppressions: heldSuppressions(found, reviews).map(suppressionNode),
    reviews: reviewsOf(found, reviews).map(reviewNode),
  };
}

function reasonNode({ rule, text, at, leaf }: CaseReason): ReasonNode {
  return {
    rule,
    text,
    time: at === undefined ? null : new Date(at).toISOString(),
    leaf: leaf ?? null,
  };
}

/** Converts a review to the fields of `Review`, which has no `covers` and no `events`. */
export function reviewNode({
  at,
  covers: _covers,
  events: _events,
  ...review
}: RecordedReview): ReviewNode {
  return { ...review, time: new Date(at).toISOString() };
}
