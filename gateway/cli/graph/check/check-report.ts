import { countOf } from '../../../platform/count-of.ts';
import type { Evidence, Finding, Severity } from '../../../../schema/lint/finding.ts';
import type { GraphSize } from '../../../../schema/graph-size.ts';
import { locateIn, type SchemaFile } from '../../../../schema/schema-files.ts';

/** The result of `check`, which each format prints. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  /** Those that the baseline accepts; null without a baseline. */
  readonly known: ReadonlySet<Finding> | null;
  /** Subgraph → the source of its schema. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly size: GraphSize;
  /** What was not checked or is not shown, and why, one line each. */
  readonly notes: readonly string[];
}

/** Where a subgraph's schema was read: from files, or from the URL if there are none. */
export interface Source {
  readonly sdl: string;
  readonly files: readonly SchemaFile[];
  readonly url: string;
}

/** Where a finding is. */
export interface FindingPlace {
  /** The path as it was typed, or a URL; null for the graph as a whole. */
  readonly source: string | null;
  readonly isFile: boolean;
  /** In the file. */
  readonly line: number | null;
  readonly column: number | null;
}

/** The place of a finding in its author's file. */
export function placeOf(
  { subgraph, line, column }: Pick<Finding, 'subgraph' | 'line' | 'column'>,
  { sources }: Pick<CheckReport, 'sources'>,
): FindingPlace {
  const source = sources.get(subgraph ?? '');
  if (!source) return { source: null, isFile: false, line, column };
  const [first] = source.files;
  if (!first) return { source: source.url, isFile: false, line, column };
  const found = locateIn(source.files, { line, column });
  return {
    source: found?.path ?? first.path,
    isFile: true,
    line: found?.line ?? null,
    column: found?.column ?? null,
  };
}

/** The file that a place without one is shown in: the first of all subgraphs. Null if no schema was read from a file. */
export function firstFile({ sources }: Pick<CheckReport, 'sources'>): string | null {
  const [first] = [...sources.values()].flatMap(({ files }) => files);
  return first?.path ?? null;
}

/** Whether a finding is neither suppressed nor in the baseline. */
export function isOpen(finding: Finding, { known }: Pick<CheckReport, 'known'>): boolean {
  return finding.suppressed === null && known?.has(finding) !== true;
}

/** The number of findings of each kind. One that is suppressed or in the baseline is neither an error nor a warning. */
export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly suppressed: number;
  readonly inBaseline: number;
}

/** Counts the findings. */
export function summarize(report: CheckReport): Summary {
  const { findings, known } = report;
  const count = (severity: Severity) =>
    findings.filter((each) => isOpen(each, report) && each.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    suppressed: findings.filter((each) => each.suppressed !== null).length,
    inBaseline: known?.size ?? 0,
  };
}

/** What a finding rests on in one line, such as `high confidence: it is named "dob"; Patient is named for a patient`. */
export function evidenceText({ confidence, signs }: Evidence): string {
  return `${confidence} confidence: ${signs.join('; ')}`;
}

/** The counts in one line, such as `2 subgraphs: 1 error, 0 warnings, 0 suppressed`. */
export function summaryLine(report: CheckReport): string {
  const { errors, warnings, suppressed, inBaseline } = summarize(report);
  const found = `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}, ${suppressed} suppressed`;
  const known = inBaseline > 0 ? `, ${inBaseline} in the baseline` : '';
  return `${countOf(report.sources.size, 'subgraph')}: ${found}${known}`;
}
