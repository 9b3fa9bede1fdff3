import type { RecordedVerdict } from '../catalog/case-filter.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** A review, as a proven leaf holds it. */
export interface ReadReview {
  /** Index of its record. */
  readonly leaf: number;
  /** See `printCaseId`. */
  readonly case: string;
  /** Subject of the actor whose access was reviewed. */
  readonly actor: string;
  /** Issuer of the actor's token; null for a record without it. */
  readonly issuer: string | null;
  /** Null for a case about an hour; `(erased)` after the id was erased. */
  readonly patient: string | null;
  /** UTC, such as `2026-01-31`. */
  readonly day: string;
  readonly rules: readonly UnusualRule[];
  /** UTC ms since 1970. */
  readonly at: number;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  readonly verdict: RecordedVerdict;
  /** Index of the last record that the review covers. */
  readonly covers: number;
  /** Number of events that the review covers; null for a record without it. */
  readonly events: number | null;
  /** The finding, or the reason for reopening. Null if it was erased, or does not match its commitment. */
  readonly note: string | null;
}
