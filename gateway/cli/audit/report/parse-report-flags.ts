import { Option } from 'commander';
import { StartError } from '../../../platform/errors.ts';
import { SORTED_BY } from '../../../reports/catalog/columns.ts';
import { createReportRequest } from '../../../reports/catalog/create-report-request.ts';
import { isFhir, type FileFormat } from '../../../reports/catalog/file-format.ts';
import type { FilterValue } from '../../../reports/catalog/filter-spec.ts';
import { describeValue, isIntegerOfFilter } from '../../../reports/catalog/parse-filter-value.ts';
import type { ReportRequest } from '../../../reports/catalog/report-request.ts';
import type { Report } from '../../../reports/catalog/report.ts';
import { findReport, REPORTS } from '../../../reports/catalog/reports.ts';
import { problemText, resolveFilter } from '../../../reports/catalog/resolve-filter.ts';
import type { RowOrder } from '../../../reports/catalog/row-order.ts';
import { readDate } from '../read-date.ts';
import { FILTER_FLAGS, flagOf, type FilterFlag } from './filter-flags.ts';

/** Flags as commander reads them: `breakGlass` is --break-glass, and false for --no-break-glass. */
export type TypedFlags = Readonly<Record<string, string | boolean | undefined>>;

/** A format of reports in a terminal. */
export type TerminalFormat = FileFormat | 'table';

/** A report as a terminal requests it. Its filter has the parts that the flags set and those that the report itself sets. */
export type TerminalRequest = InTerminal<ReportRequest>;

/** The requests of one kind of report. */
export type InTerminal<Request extends ReportRequest> = Request & {
  readonly format: TerminalFormat;
};

/** Reads the name of a report and its flags. Throws a `StartError` with every problem. */
export function parseReportFlags(name: string | undefined, flags: TypedFlags): TerminalRequest {
  const report = name === undefined ? impliedBy(flags) : findReport(name);
  if (report === null) {
    const known = REPORTS.map((each) => each.name).join(', ');
    throw new StartError([
      name === undefined
        ? `Name a report: ${known}.`
        : `There is no report ${name}. Name one of these: ${known}.`,
    ]);
  }
  const problems = sourceProblems(report, flags);
  const filter = readFilter(flags, report, problems);
  const order = readOrder(flags['sort'], report, problems);
  const format = readFormat(flags['format'], report, problems);
  if (format !== null) problems.push(...formatProblems(report, format, flags));
  if (problems.length > 0 || format === null) throw new StartError(problems);
  return { ...createReportRequest(report, filter, order), format };
}

/**
 * Without a name, the report that a flag implies; null if none does, or several do. `--disclosures` implies the report
 * disclosures and needs `--patient`, which alone implies another report.
 */
function impliedBy(flags: TypedFlags): Report | null {
  const isOfDisclosures = flags['disclosures'] === true;
  const [implied, ...more] = REPORTS.filter(({ name, impliedBy: part }) => {
    if (isOfDisclosures && (name === 'disclosures' || part === 'patient'))
      return name === 'disclosures';
    const known = FILTER_FLAGS.find((each) => each.name === part);
    const typed = known === undefined ? undefined : flags[attributeOf(known)];
    return typed !== undefined && typed !== false;
  });
  return implied === undefined || more.length > 0 ? null : implied;
}

/** Problems of flags that do not fit the source of a report. */
function sourceProblems({ name, source }: Report, flags: TypedFlags): string[] {
  const isComplete = flags['complete'] !== undefined;
  switch (source) {
    case 'events':
    case 'cases':
    case 'reviews':
      return [];
    case 'unknown outcomes':
    case 'changes':
    case 'account':
    case 'access':
    case 'notice':
    case 'certificate':
    case 'proof':
      return isComplete || flags['index'] !== undefined
        ? [`The report ${name} reads the ledger itself: leave --index and --complete out.`]
        : [];
    default:
      return source satisfies never;
  }
}

/** Problems of flags that do not fit the format of a report. */
function formatProblems(
  { name, source }: Report,
  format: TerminalFormat,
  { width, patientSystem }: TypedFlags,
): string[] {
  const isWidth = width === undefined || /^[1-9]\d{1,3}$/.test(String(width));
  return [
    ...(isWidth ? [] : ['--width takes a number of columns, from 10 on.']),
    ...(width !== undefined && source === 'certificate'
      ? [`The report ${name} is not a table. Leave --width out.`]
      : []),
    ...(width === undefined || format === 'table'
      ? []
      : [`--width is for tables: leave it out with --format ${format}.`]),
    ...(patientSystem === undefined || isFhir(format)
      ? []
      : ['--patient-system is for FHIR: give --format fhir or fhir-ndjson, or leave it out.']),
  ];
}

function readFilter(flags: TypedFlags, report: Report, problems: string[]): object {
  const set = FILTER_FLAGS.flatMap((known): [string, unknown][] => {
    const { name } = known;
    const typed = flags[attributeOf(known)];
    if (typed === undefined) return [];
    const part = Object.hasOwn(report.spec, name) ? report.spec[name] : undefined;
    const value = part === undefined ? typed : readValue(name, typed, part.takes);
    if (part !== undefined && value === null)
      problems.push(`${flagOf(name)} takes ${describeValue(part.takes)}.`);
    return [[name, value]];
  });
  const resolved = resolveFilter(report, Object.fromEntries(set));
  if (resolved.ok) return resolved.filter;
  const labelOf = (name: string) => {
    const known = FILTER_FLAGS.find((each) => each.name === name);
    const isFalse = known !== undefined && flags[attributeOf(known)] === false;
    return isFalse ? (known.opposite?.flag ?? name) : flagOf(name);
  };
  problems.push(...resolved.problems.map((problem) => problemText(problem, report.name, labelOf)));
  return {};
}

/** A typed value as filters hold it; null for an invalid number or format. */
function readValue(
  name: string,
  typed: string | boolean,
  takes: FilterValue,
): string | boolean | number | null {
  const text = String(typed);
  switch (takes.kind) {
    case 'text':
    case 'enum':
      return text;
    case 'format':
      return takes.format.isValid(text) ? text : null;
    case 'boolean':
      return typed;
    case 'integer':
      return /^\d{1,15}$/.test(text) && isIntegerOfFilter(Number(text)) ? Number(text) : null;
    case 'time':
      return readDate(text, name === 'until' ? 'end of day' : 'start of day');
    default:
      return takes satisfies never;
  }
}

/** The name of a flag in `TypedFlags`. */
function attributeOf({ flag }: FilterFlag): string {
  return new Option(flag).attributeName();
}

function readOrder(
  typed: TypedFlags[string],
  { name, fields, order }: Report,
  problems: string[],
): RowOrder<string> {
  if (typed === undefined) return order;
  const [column = '', direction = 'asc', ...more] = String(typed).split(':');
  const known: readonly string[] = fields;
  const other = new Map<string, string>(Object.entries(SORTED_BY)).get(column);
  const by = [column.replaceAll('-', '_'), other].find(
    (field) => field !== undefined && known.includes(field),
  );
  const isDirection = direction === 'asc' || direction === 'desc';
  if (by !== undefined && isDirection && more.length === 0) return { by, direction };
  const columns = known.map((field) => field.replaceAll('_', '-')).join(', ');
  problems.push(
    known.length === 0
      ? `The report ${name} is not sorted.`
      : `--sort takes a column, with :desc behind it for the last first: ${columns}.`,
  );
  return order;
}

function isWithoutTable(source: Report['source']): boolean {
  return source === 'proof' || source === 'access' || source === 'notice';
}

/** The formats of a report in a terminal. */
export function formatsOf({ source, formats }: Report): readonly TerminalFormat[] {
  return isWithoutTable(source) ? formats : ['table', ...formats];
}

function readFormat(
  typed: TypedFlags[string],
  report: Report,
  problems: string[],
): TerminalFormat | null {
  const formats = formatsOf(report);
  const format = formats.find((each) => each === (typed ?? formats[0]));
  if (format !== undefined) return format;
  problems.push(`The report ${report.name} takes --format ${formats.join(', ')}.`);
  return null;
}
