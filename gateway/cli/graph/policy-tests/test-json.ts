import { coveredPercent } from '../../../policy-tests/coverage.ts';
import { countCases, outcomeOf, whyOf, type TestReport } from './test-report.ts';

/** A report as JSON, for other programs. */
export function writeTestJson(report: TestReport): string {
  const { files, coverage, ms } = report;
  const written = {
    summary: { ...countCases(report), ms: Math.round(ms) },
    files: files.map((file) => ({
      file: file.file,
      name: file.tests.name,
      cases: file.results.map((result) => ({
        name: result.name,
        line: file.lineOf(result.at),
        outcome: outcomeOf(result),
        skipped: result.skipped,
        ms: Math.round(result.ms),
        checks: result.checks.map((check) => ({
          caller: check.caller,
          subject: check.subject,
          expected: check.expected,
          got: check.got,
          passed: check.passed,
          why: whyOf(check, file),
          recorded: check.recorded,
          asked: check.asked,
          line: file.lineOf(check.at),
        })),
      })),
    })),
    coverage: coverage?.map((each) => ({ ...each, percent: coveredPercent(each) })) ?? null,
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}
