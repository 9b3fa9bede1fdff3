import { StartError } from '../../../errors.ts';
import type { EventFilter } from '../../../reports/index/event-filter.ts';
import { ORDER_FIELDS, type EventOrder } from '../../../reports/index/event-order.ts';
import { askReport, type FilterProblem } from '../../../reports/named/ask-report.ts';
import {
  findReport,
  NAMED_REPORTS,
  type FileFormat,
  type NamedReport,
} from '../../../reports/named/named-reports.ts';
import { UNUSUAL_REPORTS } from '../../../reports/unusual/unusual-reports.ts';
import { readDate } from '../read-date.ts';

/** What a report in a terminal is asked by. */
export interface FilterFlags {
  readonly patient?: string;
  readonly actor?: string;
  readonly field?: string;
  readonly category?: string;
  readonly kind?: string;
  readonly operation?: string;
  readonly purpose?: string;
  readonly outcome?: string;
  readonly relation?: string;
  readonly denied?: boolean;
  readonly breakGlass?: boolean;
  readonly oversight?: boolean;
  readonly grant?: string;
  readonly disclosures?: true;
  readonly since?: string;
  readonly until?: string;
  readonly sort?: string;
  readonly format?: string;
}

/** A report, and how it is asked for. */
export interface AskedOfTerminal {
  readonly report: NamedReport;
  /** With what the report says itself. */
  readonly filter: EventFilter;
  readonly order: EventOrder;
  readonly format: FileFormat | 'table';
}

/** Reads the name of a report and its flags. Throws a `StartError` that says what is missing or too much. */
export function readReportFlags(name: string | undefined, flags: FilterFlags): AskedOfTerminal {
  const report = name === undefined ? impliedBy(flags) : findReport(name);
  if (report === null) {
    const known = [...NAMED_REPORTS, ...UNUSUAL_REPORTS].map((each) => each.name).join(', ');
    throw new StartError([
      name === undefined
        ? `Name a report: ${known}.`
        : `There is no report ${name}. Name one of these: ${known}.`,
    ]);
  }
  const asked = askReport(report, readFilter(flags, name === undefined ? report.filter : {}));
  if (!asked.ok) throw new StartError([problemOf(asked.problem, report, flags)]);
  return {
    report,
    filter: asked.filter,
    order: readOrder(flags.sort, report),
    format: readFormat(flags.format, report),
  };
}

/** What is wrong, with flags as they were typed. */
function problemOf(problem: FilterProblem, { name }: NamedReport, flags: FilterFlags): string {
  switch (problem.is) {
    case 'missing':
      return `The report ${name} needs ${problem.names.map((each) => FLAGS[each]).join(', ')}.`;
    case 'foreign': {
      const { denied, breakGlass, oversight } = flags;
      const typed: Partial<Record<keyof EventFilter, unknown>> = { denied, breakGlass, oversight };
      const names = problem.names.map((each) =>
        typed[each] === false ? `--no-${FLAGS[each].slice(2)}` : FLAGS[each],
      );
      return `The report ${name} can't be asked with ${names.join(', ')}.`;
    }
    case 'unknown':
      return `${FLAGS[problem.name]} is one of ${problem.words.join(', ')}.`;
    case 'reversed':
      return '--since lies behind --until.';
    default:
      return problem satisfies never;
  }
}

/** Without a name, the one flag that says what it is about does. */
function impliedBy({
  patient,
  actor,
  field,
  denied,
  breakGlass,
  disclosures,
}: FilterFlags): NamedReport | null {
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

/** What a flag has said by naming the report is not said again. */
function readFilter(flags: FilterFlags, said: EventFilter): EventFilter {
  const { field, since, until } = flags;
  const { denied, breakGlass } = { ...flags, ...said };
  const { patient, actor, category, kind, operation, purpose, outcome, relation } = flags;
  const { oversight, grant } = flags;
  const filter: { readonly [Name in keyof EventFilter]: EventFilter[Name] | undefined } = {
    patient,
    actor,
    coordinate: field,
    category,
    kind,
    operation,
    purpose,
    outcome,
    relation,
    denied,
    breakGlass,
    oversight,
    grant,
    since: since === undefined ? undefined : readDate(since, 'start'),
    until: until === undefined ? undefined : readDate(until, 'end'),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** The flags of a filter's names. */
const FLAGS: Readonly<Record<keyof EventFilter, string>> = {
  patient: '--patient',
  actor: '--actor',
  coordinate: '--field',
  category: '--category',
  kind: '--kind',
  operation: '--operation',
  purpose: '--purpose',
  outcome: '--outcome',
  relation: '--relation',
  denied: '--denied',
  breakGlass: '--break-glass',
  oversight: '--oversight',
  grant: '--grant',
  parts: '--parts',
  since: '--since',
  until: '--until',
};

/** Columns that are called otherwise than what they are sorted by. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['event', 'kind'],
  ['relation', 'relations'],
  ['field', 'coordinates'],
]);

function readOrder(text: string | undefined, report: NamedReport): EventOrder {
  if (text === undefined) return report.order;
  const [column = '', direction = 'asc', ...more] = text.split(':');
  const by = ORDER_FIELDS.find((field) => field === (ALIASES.get(column) ?? column));
  const isDirection = direction === 'asc' || direction === 'desc';
  if (by !== undefined && isDirection && more.length === 0 && report.columns.length > 0) {
    return { by, direction };
  }
  throw new StartError([
    report.columns.length === 0
      ? `The report ${report.name} is not sorted.`
      : `--sort takes a column, with :desc behind it for the last first: ${ORDER_FIELDS.join(', ')}.`,
  ]);
}

/** What a terminal shows of reports. */
export function formatsOf({ source, formats }: NamedReport): readonly (FileFormat | 'table')[] {
  return source === 'proof' ? formats : ['table', ...formats];
}

function readFormat(text: string | undefined, report: NamedReport): FileFormat | 'table' {
  const formats = formatsOf(report);
  const format = formats.find((each) => each === (text ?? formats[0]));
  if (format !== undefined) return format;
  throw new StartError([`The report ${report.name} takes --format ${formats.join(', ')}.`]);
}
