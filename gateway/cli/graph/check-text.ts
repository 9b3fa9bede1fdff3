import { styleText } from 'node:util';
import type { Finding } from '../../../schema/lint/finding.ts';
import { evidenceText, summarize, summaryLine, type CheckReport } from './check-report.ts';

/** A report for people: the findings by file, the notes, then the counts. */
export function writeCheckText(report: CheckReport, inColor: boolean): string {
  const paint = (style: Style, text: string) =>
    inColor ? styleText(style, text, { validateStream: false }) : text;
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
  lines.push(paint(summaryStyle(report), summaryLine(report)));
  return `${lines.join('\n')}\n`;
}

type Style = 'red' | 'yellow' | 'green' | 'dim' | 'underline';
type Paint = (style: Style, text: string) => string;

/** Whether to color the output: the stream is a terminal, and the user has not disabled colors. https://no-color.org */
export function wantsColor(
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
  { line, column, severity, code, message, fix, evidence }: Finding,
  paint: Paint,
): string[] {
  const place = [line, column].filter((each) => each !== null).join(':');
  const label = paint(severity === 'error' ? 'red' : 'yellow', severity);
  return [
    `  ${paint('dim', place === '' ? '-' : place)}  ${label}  ${message}  ${paint('dim', code)}`,
    `      ${fix}`,
    ...(evidence ? [`      ${paint('dim', evidenceText(evidence))}`] : []),
  ];
}

function summaryStyle(report: CheckReport): Style {
  const { errors, warnings } = summarize(report);
  if (errors > 0) return 'red';
  return warnings > 0 ? 'yellow' : 'green';
}
