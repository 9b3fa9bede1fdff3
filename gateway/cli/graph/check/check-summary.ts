import { countOf } from '../../../platform/count-of.ts';
import { categoriesOf, type Finding } from '../../../../schema/lint/finding.ts';
import { partsOf } from '../../../../schema/lint/leaf-values.ts';
import type { CheckReport } from './check-report.ts';

/** The most types, subgraphs and files that a summary names. */
const MAX_TYPES = 20;
const MAX_SUBGRAPHS = 10;
const MAX_FILES = 3;

/** What was read, and how many of the shown findings are of which category and in which type. */
export function summaryLines(report: CheckReport, shown: readonly Finding[]): string[] {
  return [
    ...(report.sources.size === 0 ? [] : [...readLines(report), '']),
    ...(shown.length === 0 ? [] : [countLine(shown), ...typeLines(shown), '']),
  ];
}

function readLines({ sources, size }: CheckReport): string[] {
  const names = [...sources].map(([name, { files, url }]) => {
    const from = files.length === 0 ? [url] : files.map(({ path }) => path);
    return `${name} (${listed(from, MAX_FILES, 'file')})`;
  });
  const graph = `${countOf(size.types, 'type')}, ${countOf(size.places, 'field, argument or enum value', 'fields, arguments and enum values')}`;
  return [
    `read ${countOf(sources.size, 'subgraph')}, ${graph}: ${listed(names, MAX_SUBGRAPHS, 'subgraph')}`,
  ];
}

function listed(items: readonly string[], most: number, noun: string): string {
  const shown = items.slice(0, most).join(', ');
  const more = items.length - most;
  return more > 0 ? `${shown} and ${countOf(more, `more ${noun}`)}` : shown;
}

/** How many findings there are of each category, in one line. */
export function countLine(findings: readonly Finding[]): string {
  return `${countOf(findings.length, 'finding')}: ${countsText(findings.map(labelOf))}`;
}

function typeLines(findings: readonly Finding[]): string[] {
  const byType = new Map<string, Finding[]>();
  for (const finding of findings) {
    const type = partsOf(finding.coordinate ?? '').type || 'outside a type';
    byType.set(type, [...(byType.get(type) ?? []), finding]);
  }
  const types = [...byType].toSorted(([, a], [, b]) => b.length - a.length);
  const shown = types.slice(0, MAX_TYPES);
  const more = types.slice(MAX_TYPES);
  const digits = String(shown[0]?.[1].length ?? 0).length;
  const width = Math.max(...shown.map(([type]) => type.length));
  const rest = more.flatMap(([, each]) => each).length;
  return [
    ...shown.map(
      ([type, each]) =>
        `  ${String(each.length).padStart(digits)}  ${type.padEnd(width)}  ${countsText(each.map(labelOf))}`,
    ),
    ...(more.length > 0 ? [`  ${rest} in ${countOf(more.length, 'more type')}`] : []),
  ];
}

/** The category of a value that looks like PHI; the rule of another finding. */
function labelOf(finding: Finding): string {
  const { code } = finding;
  return code === 'PHI_UNMARKED' ? (categoriesOf(finding)[0] ?? code) : code;
}

/** Such as `NAME 4, DATE 2`, the most frequent first. */
function countsText(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([label, count]) => `${label} ${count}`)
    .join(', ');
}
