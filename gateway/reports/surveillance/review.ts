import type { RecordedVerdict } from '../catalog/case-filter.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** A sign-off as a proven leaf tells it. */
export interface ReadReview {
  /** Index of its record. */
  readonly leaf: number;
  /** See `printCaseId`. */
  readonly case: string;
  /** Subject of the actor whose access it was. */
  readonly actor: string;
  /** Of the actor; null for a record that doesn't name it. */
  readonly issuer: string | null;
  /** Null for a case about an hour; `(erased)` where the id was taken out. */
  readonly patient: string | null;
  /** As `2026-01-31`, UTC. */
  readonly day: string;
  readonly rules: readonly UnusualRule[];
  /** UTC ms since 1970. */
  readonly at: number;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  readonly verdict: RecordedVerdict;
  /** Index of the last record of the case that was looked at. */
  readonly covers: number;
  /** Events of the case that were looked at; null for a record that doesn't tell. */
  readonly events: number | null;
  /** What the review found, or why the case was reopened. Null where it was erased, or isn't what was committed to. */
  readonly note: string | null;
}
