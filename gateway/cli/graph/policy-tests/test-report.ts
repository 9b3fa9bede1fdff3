import type { SchemaFile } from '../../../../schema/schema-files.ts';
import { createPlaceText } from '../../../../schema/views/place-text.ts';
import type { Coverage } from '../../../policy-tests/coverage.ts';
import { explainCheck } from '../../../policy-tests/explain-check.ts';
import type { CaseResult, CheckResult } from '../../../policy-tests/run-cases.ts';
import type { FileResult } from '../../../policy-tests/run-test-file.ts';

/** The results of a run of policy tests, in any format. */
export interface TestReport {
  readonly files: readonly (FileResult & {
    /** Subgraph → the files of its schema. */
    readonly schemaFiles: ReadonlyMap<string, readonly SchemaFile[]>;
  })[];
  /** Of each graph; null if it was not requested. */
  readonly coverage: readonly Coverage[] | null;
  readonly ms: number;
}

/** How a case ended. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** How a case ended. */
export function outcomeOf({ skipped, checks }: CaseResult): Outcome {
  if (skipped !== null) return 'skipped';
  return checks.every(({ passed }) => passed) ? 'passed' : 'failed';
}

/** The number of cases by their outcome, and of all checks. */
export function countCases({ files }: Pick<TestReport, 'files'>) {
  const cases = files.flatMap(({ results }) => results);
  const count = (wanted: Outcome) => cases.filter((each) => outcomeOf(each) === wanted).length;
  return {
    cases: cases.length,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    checks: cases.flatMap(({ checks }) => checks).length,
  };
}

/** Such as `40 cases: 39 passed, 1 failed; 312 checks in 2.1 s`. */
export function summaryText(report: TestReport): string {
  const { cases, passed, failed, skipped, checks } = countCases(report);
  const parts = [
    `${passed} passed`,
    `${failed} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const seconds = (report.ms / 1_000).toFixed(1);
  return `${countText(cases, 'case')}: ${parts.join(', ')}; ${countText(checks, 'check')} in ${seconds} s`;
}

function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Why a check came out as it did: the rule that decided, and its marks with their places. */
export function whyOf(check: CheckResult, file: TestReport['files'][number]): readonly string[] {
  const { graph, config } = file.opened;
  return explainCheck(check, file.tests.callers.get(check.caller)?.roles ?? [], {
    ...graph,
    authorization: config.authorization,
    placeOf: createPlaceText(file.schemaFiles),
  });
}

/** What came of some fields for the same reason, instead of what was expected. */
export interface Failure extends Pick<
  CheckResult,
  'caller' | 'expected' | 'got' | 'asked' | 'recorded' | 'at'
> {
  readonly subjects: readonly string[];
  readonly why: readonly string[];
}

/** The failed checks of a case. Those of one caller with the same reason are one failure. */
export function failuresOf(
  { checks }: CaseResult,
  file: TestReport['files'][number],
): readonly Failure[] {
  const failures = new Map<string, Failure>();
  for (const check of checks.filter(({ passed }) => !passed)) {
    const { caller, expected, got, asked, recorded, at } = check;
    const shared = { caller, expected, got, asked, recorded, at, why: whyOf(check, file) };
    const key = JSON.stringify(shared);
    const subjects = [...(failures.get(key)?.subjects ?? []), check.subject];
    failures.set(key, { ...shared, subjects });
  }
  return [...failures.values()];
}
