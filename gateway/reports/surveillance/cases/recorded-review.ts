import type { Attachment } from './attachment.ts';
import type { ReviewStep } from '../../catalog/case-filter.ts';
import type { UnusualRule } from '../../catalog/unusual-rule.ts';

/** A step of the review of a case, read from its record: a finding, a reopening, an assignment, a comment. */
export interface RecordedReview {
  /** Index of the record. */
  readonly leaf: number;
  /** See `printCaseId`. */
  readonly case: string;
  /** Subject of the actor whose access was reviewed. */
  readonly actor: string;
  /** Issuer of the actor; null for a record of an earlier version, which did not state it. */
  readonly issuer: string | null;
  /** Null for a volume case; `(erased)` if the id was erased. */
  readonly patient: string | null;
  /** UTC, such as `2026-01-31`. */
  readonly day: string;
  readonly rules: readonly UnusualRule[];
  /** UTC ms since 1970. */
  readonly at: number;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  readonly verdict: ReviewStep;
  /** The account that the case is assigned to. Null in other steps, and for an assignment to no account. */
  readonly assignee: string | null;
  readonly assigneeIssuer: string | null;
  /** The day by which an assigned case is to be closed, such as `2026-01-31`. */
  readonly due: string | null;
  /** Index of the last record of the case when it was reviewed. */
  readonly covers: number;
  /** Events that the reviewer saw; null for a record of an earlier version, which did not state it. */
  readonly events: number | null;
  /** The reviewer's findings, or the reason for reopening. Null if erased or not matching its commitment. */
  readonly note: string | null;
  /** What a comment refers to; empty if the note is null. */
  readonly attachments: readonly Attachment[];
  /** What a table shows instead of a note that is null: `(erased)`, `(missing)` or `(changed)`. */
  readonly notePlaceholder: string | null;
}

/** What is stored beside the record of a review, where it can be erased. */
export type ReviewNote = Pick<RecordedReview, 'note' | 'attachments' | 'notePlaceholder'>;
