import type { EventFilter } from './event-filter.ts';
import type { ReadReview, RecordedVerdict } from '../surveillance/review.ts';
import type { UnusualRule } from './unusual-rule.ts';

/** What sign-offs are asked for by: those that fit all that is said. */
export interface ReviewFilter {
  /** Subject of the reviewer's token, of any issuer. */
  readonly reviewer?: string;
  readonly reviewerIssuer?: string;
  readonly reviewerName?: string;
  readonly verdict?: RecordedVerdict;
  /** See `printCaseId`. */
  readonly case?: string;
  /** Subject of the actor whose access was reviewed, of any issuer. */
  readonly actor?: string;
  readonly issuer?: string;
  readonly patient?: string;
  readonly rule?: UnusualRule;
  /** As `2026-01-31`, UTC. */
  readonly day?: string;
  /** UTC ms since 1970, both inclusive. */
  readonly since?: number;
  readonly until?: number;
}

/** What the index itself tells of a sign-off. One that came too late was answered as none, and is none. */
export function indexFilter(filter: ReviewFilter): EventFilter {
  const { reviewer, reviewerIssuer, patient, since, until } = filter;
  return {
    kind: 'review',
    outcome: 'permit',
    ...(reviewer !== undefined && { actor: reviewer }),
    ...(reviewerIssuer !== undefined && { issuer: reviewerIssuer }),
    ...(patient !== undefined && { patient }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** Whether the index alone tells what fits. */
export function isIndexed(filter: ReviewFilter): boolean {
  return IN_RECORDS.every((name) => filter[name] === undefined);
}

/** Whether a sign-off that the index found by its own columns fits the rest, which only its record tells. */
export function isAskedReview(review: Omit<ReadReview, 'note'>, filter: ReviewFilter): boolean {
  const { rule } = filter;
  return (
    EQUAL.every((name) => filter[name] === undefined || filter[name] === review[name]) &&
    (rule === undefined || review.rules.includes(rule))
  );
}

const EQUAL = ['reviewerName', 'verdict', 'case', 'actor', 'issuer', 'day'] as const;
const IN_RECORDS = [...EQUAL, 'rule'] as const;
