import { countOf } from '../../platform/count-of.ts';
import type { Evidence, Finding, Severity } from '../../../schema/lint/finding.ts';

/** The result of `check`, which each format prints. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  /** Subgraph → the source of its schema. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What was not checked, and why, one line each. */
  readonly notes: readonly string[];
}

/** Where a schema was read. */
export interface Source {
  readonly kind: 'file' | 'url';
  /** The path as it was typed, or the URL. */
  readonly at: string;
}

/** The number of findings of each kind. A suppressed finding is neither an error nor a warning. */
export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly suppressed: number;
}

/** Counts the findings. */
export function summarize({ findings }: CheckReport): Summary {
  const count = (severity: Severity) =>
    findings.filter((each) => each.suppressed === null && each.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    suppressed: findings.filter((each) => each.suppressed !== null).length,
  };
}

/** What a finding rests on in one line, such as `high confidence: it is named "dob"; Patient is named for a patient`. */
export function evidenceText({ confidence, signs }: Evidence): string {
  return `${confidence} confidence: ${signs.join('; ')}`;
}

/** The counts in one line, such as `2 subgraphs: 1 error, 0 warnings, 0 suppressed`. */
export function summaryLine(report: CheckReport): string {
  const { errors, warnings, suppressed } = summarize(report);
  const found = `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}, ${suppressed} suppressed`;
  return `${countOf(report.sources.size, 'subgraph')}: ${found}`;
}
