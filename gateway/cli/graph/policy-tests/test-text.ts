import { styleText } from 'node:util';
import { unreachable } from '../../../../directives/unreachable.ts';
import { printable } from '../../../../schema/printable.ts';
import { coveredPercent, type Coverage } from '../../../policy-tests/coverage.ts';
import type { CaseResult } from '../../../policy-tests/run-cases.ts';
import {
  countCases,
  failuresOf,
  outcomeOf,
  summaryText,
  type Failure,
  type TestReport,
} from './test-report.ts';

/** A report for people: each case, what failed and why, then the counts. */
export function writeTestText(report: TestReport, inColor: boolean): string {
  const paint: Paint = (style, text) =>
    inColor ? styleText(style, text, { validateStream: false }) : text;
  const lines: string[] = [];
  for (const file of report.files) {
    const name = file.tests.name === null ? '' : `  ${file.tests.name}`;
    lines.push(printable(`${file.file}${name}`));
    for (const result of file.results) lines.push(...caseLines(result, file, paint));
    lines.push('');
  }
  for (const coverage of report.coverage ?? []) lines.push(...coverageLines(coverage), '');
  lines.push(paint(countCases(report).failed > 0 ? 'red' : 'green', summaryText(report)));
  return `${lines.join('\n')}\n`;
}

type Paint = (style: 'red' | 'green' | 'yellow' | 'dim', text: string) => string;

function caseLines(
  result: CaseResult,
  file: TestReport['files'][number],
  paint: Paint,
): readonly string[] {
  const name = printable(result.name);
  const outcome = outcomeOf(result);
  switch (outcome) {
    case 'passed':
      return [`  ${paint('green', 'pass')}  ${name}`];
    case 'skipped':
      return [`  ${paint('yellow', 'skip')}  ${name} (${printable(result.skipped ?? '')})`];
    case 'failed':
      return [
        `  ${paint('red', 'FAIL')}  ${name}`,
        ...failuresOf(result, file).flatMap((failure) =>
          failureLines(failure, file, paint).map((line) => `        ${line}`),
        ),
      ];
    default:
      return unreachable(outcome);
  }
}

/** What was expected of one caller, what came, and why. */
function failureLines(
  failure: Failure,
  file: TestReport['files'][number],
  paint: Paint,
): readonly string[] {
  const { caller, subjects, expected, got, why, asked, recorded, at } = failure;
  const place = `${file.file}:${file.lineOf(at)}`;
  return [
    printable(`${caller}: ${subjects.join(', ')}`),
    printable(`  expected  ${expected}`),
    printable(`  got       ${got}`),
    ...why.map((line, index) => printable(`  ${index === 0 ? 'why       ' : PAD}${line}`)),
    printable(`  recorded  ${recorded.length === 0 ? 'no PHI' : recorded.join(', ')}`),
    paint('dim', printable(`  asked     ${asked.replaceAll(/\s+/g, ' ').trim()}`)),
    paint('dim', printable(`  at        ${place}`)),
  ];
}

const PAD = ' '.repeat(10);

function coverageLines(coverage: Coverage): readonly string[] {
  const { marked, uncovered, roles } = coverage;
  const byType = new Map<string, string[]>();
  for (const at of uncovered) {
    const [type = '', member = ''] = at.split(/\.(.*)/s);
    byType.set(type, [...(byType.get(type) ?? []), member]);
  }
  return [
    `coverage: ${marked - uncovered.length} of ${marked} marked fields and inputs have a case (${coveredPercent(coverage)} %)`,
    ...[...byType].map(([type, members]) => `  no case   ${type}: ${members.join(', ')}`),
    ...(roles.length > 0 ? [`  no case   with the role ${roles.join(', ')}`] : []),
  ];
}
