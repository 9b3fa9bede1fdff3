import type { UnusualRule } from '../../catalog/unusual-rule.ts';

/** A reviewer's step that concerns a suppression, as its record states it. */
export interface SuppressionStep {
  /** Index of the record. */
  readonly leaf: number;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  /** Null if erased or not matching its commitment. */
  readonly reason: string | null;
  /** What a table shows instead of a reason that is null: `(erased)`, `(missing)` or `(changed)`. */
  readonly reasonPlaceholder: string | null;
}

/**
 * A reviewer's statement that what a rule finds of an actor is not unusual for some days. The index of its record
 * identifies it.
 */
export interface Suppression extends SuppressionStep {
  readonly rule: UnusualRule;
  readonly actor: string;
  readonly issuer: string;
  /** Null for all patients, and cases about many patients; `(erased)` if the id was erased. */
  readonly patient: string | null;
  /** The first and the last day of the cases that it covers, UTC, such as `2026-01-31`. */
  readonly since: string;
  readonly until: string;
  /** The case that it was made from, see `printCaseId`. */
  readonly case: string;
  /** When it was lifted; null if it was not. */
  readonly lifted: SuppressionStep | null;
}

/** Returns the UTC day of a time, such as `2026-01-31`. */
export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
