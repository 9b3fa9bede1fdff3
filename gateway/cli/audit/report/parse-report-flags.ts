import { Option } from 'commander';
import { StartError } from '../../../platform/errors.ts';
import { MAX_NUMBER, type FilterValue } from '../../../reports/catalog/filter-spec.ts';
import { askReport, problemText } from '../../../reports/catalog/resolve-filter.ts';
import {
  findReport,
  NAMED_REPORTS,
  type FileFormat,
  type NamedReport,
} from '../../../reports/catalog/reports.ts';
import type { NamedQuestion } from '../../../reports/catalog/report-request.ts';
import { isFhir } from '../../../reports/formats/fhir/fhir-writer.ts';
import type { RowOrder } from '../../../reports/query/row-order.ts';
import { readDate } from '../read-date.ts';
import { FILTER_FLAGS, type FilterFlag } from './filter-flags.ts';

/** What was typed, as commander reads it: `breakGlass` is --break-glass, and false for --no-break-glass. */
export type TypedFlags = Readonly<Record<string, string | boolean | undefined>>;

/** What a terminal is asked to show: the filter is with what the report says itself. */
export type TerminalQuestion = AskedOf<NamedQuestion>;

/** The same of one kind of report. */
export type AskedOf<Kind extends NamedQuestion> = Kind & { readonly format: FileFormat | 'table' };

/** Reads the name of a report and its flags. Throws a `StartError` that says all that is missing or too much. */
export function parseReportFlags(name: string | undefined, flags: TypedFlags): TerminalQuestion {
  const report = name === undefined ? impliedBy(flags) : findReport(name);
  if (report === null) {
    const known = NAMED_REPORTS.map((each) => each.name).join(', ');
    throw new StartError([
      name === undefined
        ? `Name a report: ${known}.`
        : `There is no report ${name}. Name one of these: ${known}.`,
    ]);
  }
  const problems = readingProblems(report, flags);
  const filter = readFilter(flags, report, problems);
  const order = readOrder(flags['sort'], report, problems);
  const format = readFormat(flags['format'], report, problems);
  if (format !== null) problems.push(...showingProblems(report, format, flags));
  if (problems.length > 0) throw new StartError(problems);
  // Filter and order are read by what the report itself says of them.
  return {
    by: report.by,
    source: report.source,
    report,
    filter,
    order,
    format,
  } as TerminalQuestion;
}

/** Without a name, the one flag that says what it is about does. */
function impliedBy(flags: TypedFlags): NamedReport | null {
  const { patient, actor, field, denied, breakGlass, disclosures } = flags;
  const names = [
    ...(patient === undefined || disclosures === true ? [] : ['patient']),
    ...(actor === undefined ? [] : ['actor']),
    ...(field === undefined ? [] : ['field']),
    ...(denied === true ? ['denied'] : []),
    ...(breakGlass === true ? ['break-glass'] : []),
    ...(disclosures === true ? ['disclosures'] : []),
  ];
  const [name] = names;
  return name === undefined || names.length > 1 ? null : findReport(name);
}

/** What can't be said of how a report is read. */
function readingProblems({ name, source }: NamedReport, flags: TypedFlags): string[] {
  const isComplete = flags['complete'] !== undefined;
  switch (source) {
    case 'events':
    case 'cases':
    case 'reviews':
      return [];
    case 'unknown outcomes':
    case 'changes':
    case 'account':
    case 'certificate':
    case 'proof':
      return isComplete || flags['index'] !== undefined
        ? [`The report ${name} reads the ledger itself: leave --index and --complete out.`]
        : [];
    default:
      return source satisfies never;
  }
}

/** What can't be said of how a format is written. */
function showingProblems(
  { name, source }: NamedReport,
  format: FileFormat | 'table',
  { width, patientSystem }: TypedFlags,
): string[] {
  const isColumns = width === undefined || /^[1-9]\d{1,3}$/.test(String(width));
  return [
    ...(isColumns ? [] : ['--width takes a number of columns, from 10 on.']),
    ...(width !== undefined && source === 'certificate'
      ? [`The report ${name} is no table: leave --width out.`]
      : []),
    ...(width === undefined || format === 'table'
      ? []
      : [`--width is for tables: leave it out with --format ${format}.`]),
    ...(patientSystem === undefined || isFhir(format)
      ? []
      : ['--patient-system is for FHIR: give --format fhir or fhir-ndjson, or leave it out.']),
  ];
}

function readFilter(flags: TypedFlags, report: NamedReport, problems: string[]): object {
  const { spec } = report;
  const said = FILTER_FLAGS.flatMap((known): [string, unknown][] => {
    const { name } = known;
    const typed = flags[attributeOf(known)];
    if (typed === undefined) return [];
    const value = Object.hasOwn(spec, name) ? spec[name] : undefined;
    const read = value === undefined ? typed : readValue(name, typed, value);
    if (value !== undefined && read === null) {
      const form = value.is === 'of form' ? value.form.name : NUMBER_FORM;
      problems.push(`${flagOf(known)} takes ${form}.`);
    }
    return [[name, read]];
  });
  const asked = askReport(report, Object.fromEntries(said));
  if (asked.ok) return asked.filter;
  const labelOf = (name: string) => {
    const known = FILTER_FLAGS.find((each) => each.name === name);
    if (known === undefined) return name;
    const flag = flagOf(known);
    return flags[attributeOf(known)] === false ? `--no-${flag.slice(2)}` : flag;
  };
  problems.push(...asked.problems.map((problem) => problemText(problem, report.name, labelOf)));
  return {};
}

const NUMBER_FORM = `a whole number from 0 to ${MAX_NUMBER}`;

/** A value as filters hold it; null for what is no number, or not of its form. */
function readValue(
  name: string,
  typed: string | boolean,
  value: FilterValue,
): string | boolean | number | null {
  const text = String(typed);
  switch (value.is) {
    case 'word':
    case 'one of':
      return text;
    case 'of form':
      return value.form.isOf(text) ? text : null;
    case 'flag':
      return typed;
    case 'number':
      return /^\d{1,15}$/.test(text) && Number(text) <= MAX_NUMBER ? Number(text) : null;
    case 'time':
      return readDate(text, name === 'until' ? 'end' : 'start');
    default:
      return value satisfies never;
  }
}

function attributeOf({ flag }: FilterFlag): string {
  return new Option(flag).attributeName();
}

/** Without what it takes. */
function flagOf({ flag }: FilterFlag): string {
  return flag.split(' ', 1).join('');
}

/** Columns that are called otherwise than what they are sorted by. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['event', 'kind'],
  ['relation', 'relations'],
  ['field', 'coordinates'],
  ['name', 'actor_name'],
  ['until', 'grant_until'],
  ['case', 'leaf'],
  ['leaves', 'leaf'],
  ['reasons', 'rules'],
]);

function readOrder(
  typed: TypedFlags[string],
  { name, fields, order }: NamedReport,
  problems: string[],
): RowOrder<string> {
  if (typed === undefined) return order;
  const [column = '', direction = 'asc', ...more] = String(typed).split(':');
  const known: readonly string[] = fields;
  const by = [column.replaceAll('-', '_'), ALIASES.get(column)].find(
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

/** What a terminal shows of reports. */
export function formatsOf({ source, formats }: NamedReport): readonly (FileFormat | 'table')[] {
  return source === 'proof' ? formats : ['table', ...formats];
}

function readFormat(
  typed: TypedFlags[string],
  report: NamedReport,
  problems: string[],
): FileFormat | 'table' | null {
  const formats = formatsOf(report);
  const format = formats.find((each) => each === (typed ?? formats[0]));
  if (format !== undefined) return format;
  problems.push(`The report ${report.name} takes --format ${formats.join(', ')}.`);
  return null;
}
