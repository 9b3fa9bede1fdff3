import { styleText } from 'node:util';
import type { Finding } from '../../../../schema/lint/finding.ts';
import { partsOf } from '../../../../schema/lint/leaf-values.ts';
import {
  evidenceText,
  isOpen,
  placeOf,
  summarize,
  summaryLine,
  type CheckReport,
} from './check-report.ts';
import { countLine, summaryLines } from './check-summary.ts';

/** The most findings after which the counts above them are still in view. */
const MAX_IN_VIEW = 30;

/** How a report is written. */
export interface TextOptions {
  readonly inColor: boolean;
  /** A command to go on with; null for none. */
  readonly next: string | null;
}

/** A report for people: what was read, the counts by category and type, the findings by file, the notes, then the totals. */
export function writeCheckText(report: CheckReport, { inColor, next }: TextOptions): string {
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
    for (const group of grouped(findings)) lines.push(...groupLines(group, report, paint));
    lines.push('');
  }
  for (const note of report.notes) lines.push(`note: ${note}`);
  if (shown.length > MAX_IN_VIEW) lines.push(countLine(shown));
  lines.push(paint(totalStyle(report), summaryLine(report)));
  if (next !== null) lines.push(`next: ${next}`);
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

/** Joins findings about members of one type that differ in nothing but the member. Those with evidence each have their own. */
function grouped(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string | Finding, Finding[]>();
  for (const finding of findings) {
    const { code, coordinate, message, fix, evidence } = finding;
    const type = partsOf(coordinate ?? '').type;
    const text = message.replaceAll(coordinate ?? '', '');
    const key =
      coordinate === null || evidence !== null || text === message
        ? finding
        : [code, type, text, fix].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function groupLines(
  [first, ...others]: readonly Finding[],
  report: CheckReport,
  paint: Paint,
): string[] {
  if (!first) return [];
  const lines = findingLines(first, report, paint);
  if (others.length === 0) return lines;
  const places = others.map((each) => `${each.coordinate} ${placeText(each, report)}`);
  return [...lines, `      The same: ${places.join(', ')}`];
}

function placeText(finding: Finding, report: CheckReport): string {
  const { line, column } = placeOf(finding, report);
  return [line, column].filter((each) => each !== null).join(':');
}

function findingLines(finding: Finding, report: CheckReport, paint: Paint): string[] {
  const { severity, code, message, fix, evidence } = finding;
  const place = placeText(finding, report);
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
