import { styleText } from 'node:util';
import type { Finding } from '../../schema/lint/finding.ts';
import { summarize, type CheckReport } from './check-report.ts';

/** A report for people: findings below the file that they are in, then what they come to. */
export function checkText(report: CheckReport, inColour: boolean): string {
  const paint = (style: Style, text: string) =>
    inColour ? styleText(style, text, { validateStream: false }) : text;
  const shown = report.findings.filter(({ suppressed }) => suppressed === null);
  const lines: string[] = [];
  for (const subgraph of new Set(shown.map((finding) => finding.subgraph))) {
    lines.push(paint('underline', placeName(subgraph, report)));
    for (const finding of shown) {
      if (finding.subgraph === subgraph) lines.push(...findingLines(finding, paint));
    }
    lines.push('');
  }
  for (const note of report.notes) lines.push(`note: ${note}`);
  lines.push(summaryLine(report, paint));
  return `${lines.join('\n')}\n`;
}

type Style = 'red' | 'yellow' | 'green' | 'dim' | 'underline';
type Paint = (style: Style, text: string) => string;

/** Whether a stream is a terminal whose user hasn't asked for none. https://no-color.org */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return (
    stream.isTTY === true &&
    (environment['NO_COLOR'] ?? '') === '' &&
    environment['TERM'] !== 'dumb'
  );
}

function placeName(subgraph: string | null, { sources }: CheckReport): string {
  if (subgraph === null) return 'the graph as a whole';
  const source = sources.get(subgraph);
  return source ? `${source.at} (${subgraph})` : subgraph;
}

function findingLines(
  { line, column, severity, code, message, mend }: Finding,
  paint: Paint,
): string[] {
  const place = [line, column].filter((each) => each !== null).join(':');
  const label = paint(severity === 'error' ? 'red' : 'yellow', severity);
  return [
    `  ${paint('dim', place === '' ? '-' : place)}  ${label}  ${message}  ${paint('dim', code)}`,
    `      ${mend}`,
  ];
}

function summaryLine(report: CheckReport, paint: Paint): string {
  const { errors, warnings, suppressed } = summarize(report);
  const style = errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green';
  const subgraphs = plural(report.sources.size, 'subgraph');
  return paint(
    style,
    `${subgraphs}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${suppressed} suppressed`,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
