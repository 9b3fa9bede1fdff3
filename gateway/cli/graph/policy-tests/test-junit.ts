import { unreachable } from '../../../../directives/unreachable.ts';
import { html } from '../../../../schema/html.ts';
import type { CaseResult } from '../../../policy-tests/run-cases.ts';
import { countCases, failuresOf, outcomeOf, type TestReport } from './test-report.ts';

/**
 * A report as JUnit XML, as CI systems read it: a suite for each file, a test case for each case.
 * https://github.com/testmoapp/junitxml
 */
export function writeTestJunit(report: TestReport): string {
  const { cases: tests, failed: failures, skipped } = countCases(report);
  const counts = { tests, failures, errors: 0, skipped, time: seconds(report.ms) };
  const suites = report.files.map(suite).join('\n');
  const all = element('testsuites', { name: 'phi-gateway test', ...counts }, `\n${suites}\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`;
}

function suite(file: TestReport['files'][number]): string {
  const { cases: tests, failed: failures, skipped } = countCases({ files: [file] });
  const time = seconds(file.results.reduce((sum, { ms }) => sum + ms, 0));
  const counts = { tests, failures, errors: 0, skipped, time };
  const results = file.results.map((result) => testCase(result, file)).join('\n');
  return element('testsuite', { name: nameOf(file), file: file.file, ...counts }, `\n${results}\n`);
}

function testCase(result: CaseResult, file: TestReport['files'][number]): string {
  const attributes = {
    name: result.name,
    classname: nameOf(file),
    file: file.file,
    line: file.lineOf(result.at),
    time: seconds(result.ms),
  };
  return element('testcase', attributes, outcomeElement(result, file));
}

function nameOf({ tests, file }: TestReport['files'][number]): string {
  return tests.name ?? file;
}

function outcomeElement(result: CaseResult, file: TestReport['files'][number]): string {
  const outcome = outcomeOf(result);
  switch (outcome) {
    case 'passed':
      return '';
    case 'skipped':
      return element('skipped', { message: result.skipped ?? '' });
    case 'failed': {
      const failed = failuresOf(result, file);
      const heads = failed.map(
        ({ caller, subjects, expected, got }) =>
          `${caller}: ${subjects.join(', ')}: expected ${expected}, got ${got}`,
      );
      const texts = failed.flatMap(({ why, at }, index) => [
        heads[index] ?? '',
        ...why.map((line) => `  ${line}`),
        `  at ${file.file}:${file.lineOf(at)}`,
      ]);
      return element(
        'failure',
        { message: heads[0] ?? '', type: 'policy' },
        text(texts.join('\n')),
      );
    }
    default:
      return unreachable(outcome);
  }
}

/** An element; `inner` is XML. */
function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inner = '',
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${text(value)}"`);
  const head = `${name}${written.join('')}`;
  return inner === '' ? `<${head}/>` : `<${head}>${inner}</${name}>`;
}

/** Escaped as in HTML, whose numeric references are those of XML; XML allows no control characters. */
function text(value: string | number): string {
  return html`${value}`.markup;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
