import { styleText } from 'node:util';
import type { Finding } from '../../../../schema/lint/finding.ts';
import {
  evidenceText,
  isOpen,
  placeOf,
  summarize,
  summaryLine,
  type CheckReport,
} from './check-report.ts';
import { summaryLines } from './check-summary.ts';

/** A report for people: what was read, the counts by category and type, the findings by file, the notes, then the totals. */
export function writeCheckText(report: CheckReport, inColor: boolean): string {
  const paint = (style: Style, text: string) =>
    inColor ? styleText(style, text, { validateStream: false }) : text;
  const shown = report.findings.filter((finding) => isOpen(finding, report));
  const files = new Map<string, Finding[]>();
  for (const finding of shown) {
    const name = headingOf(finding, report);
    const known = files.get(name);
    if (known) known.push(finding);
    else files.set(name, [finding]);
  }
  const lines = summaryLines(report, shown);
  for (const [name, findings] of files) {
    lines.push(paint('underline', name));
    for (const finding of findings) lines.push(...findingLines(finding, report, paint));
    lines.push('');
  }
  for (const note of report.notes) lines.push(`note: ${note}`);
  lines.push(paint(totalStyle(report), summaryLine(report)));
  return `${lines.join('\n')}\n`;
}

type Style = 'red' | 'yellow' | 'green' | 'dim' | 'underline';
type Paint = (style: Style, text: string) => string;

function headingOf(finding: Finding, report: CheckReport): string {
  const { subgraph } = finding;
  if (subgraph === null) return 'the graph as a whole';
  const { source } = placeOf(finding, report);
  return source === null ? subgraph : `${source} (${subgraph})`;
}

function findingLines(finding: Finding, report: CheckReport, paint: Paint): string[] {
  const { severity, code, message, fix, evidence } = finding;
  const { line, column } = placeOf(finding, report);
  const place = [line, column].filter((each) => each !== null).join(':');
  const label = paint(severity === 'error' ? 'red' : 'yellow', severity);
  return [
    `  ${paint('dim', place === '' ? '-' : place)}  ${label}  ${message}  ${paint('dim', code)}`,
    `      ${fix}`,
    ...(evidence ? [`      ${paint('dim', evidenceText(evidence))}`] : []),
  ];
}

function totalStyle(report: CheckReport): Style {
  const { errors, warnings } = summarize(report);
  if (errors > 0) return 'red';
  return warnings > 0 ? 'yellow' : 'green';
}
