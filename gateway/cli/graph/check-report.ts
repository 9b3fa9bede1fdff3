import { countOf } from '../../platform/count-of.ts';
import type { Finding, Severity } from '../../../schema/lint/finding.ts';

/** What `check` found, ready to be printed. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  /** Subgraph → where its schema was read: a file as it was named, or a URL. */
  readonly sources: ReadonlyMap<string, Source>;
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
}

/** Where a schema was read. */
export interface Source {
  readonly kind: 'file' | 'url';
  readonly at: string;
}

/** How many findings of each kind there are. */
export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly suppressed: number;
}

/** Counts what was found; what its author lets stand is neither an error nor a warning. */
export function summarize({ findings }: CheckReport): Summary {
  const count = (severity: Severity) =>
    findings.filter((each) => each.suppressed === null && each.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    suppressed: findings.filter((each) => each.suppressed !== null).length,
  };
}

/** What a report comes to, in one line. */
export function summaryLine(report: CheckReport): string {
  const { errors, warnings, suppressed } = summarize(report);
  const found = `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}, ${suppressed} suppressed`;
  return `${countOf(report.sources.size, 'subgraph')}: ${found}`;
}
