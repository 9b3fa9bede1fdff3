import { GatewayError } from '../../../platform/errors.ts';
import { parseTime } from '../create-report-schema.ts';
import { MAX_NUMBER, type AnySpec, type FilterValue } from '../../catalog/filter-spec.ts';
import { filterKey } from '../../catalog/resolve-filter.ts';
import {
  findReport,
  NAMED_REPORTS,
  type FileFormat,
  type NamedReport,
} from '../../catalog/reports.ts';
import type { NamedQuestion } from '../../catalog/report-request.ts';

/** A report as a file, as somebody asks for it; whether its filter is one for this report is not checked yet. */
export type ExportRequest = NamedQuestion & { readonly format: FileFormat };

/** Reads the body of a request for an export. Throws `REPORT_INVALID` with all that is wrong with it. */
export function parseExportRequest(body: unknown): ExportRequest {
  const said = isObject(body) ? body : {};
  const report = typeof said['report'] === 'string' ? findReport(said['report']) : null;
  if (report === null) {
    throw invalid([`report is one of ${NAMED_REPORTS.map(({ name }) => name).join(', ')}.`]);
  }
  const format = report.formats.find((each) => each === said['format']);
  const filter = parseFilter(said['filter'] ?? {}, report.spec);
  const order = parseOrder(said['orderBy'] ?? null, report);
  const problems = [
    ...(Object.keys(said).every((key) => KEYS.includes(key))
      ? []
      : [`An export is asked for by ${KEYS.join(', ')} and nothing else.`]),
    ...(format === undefined ? [`format is one of ${report.formats.join(', ')}.`] : []),
    ...filter.problems,
    ...order.problems,
  ];
  if (format === undefined || problems.length > 0) throw invalid(problems);
  // The spec of its filter and the fields of its order are the report's own.
  return {
    by: report.by,
    source: report.source,
    report,
    format,
    filter: filter.value,
    order: order.value,
  } as ExportRequest;
}

/** What can't be asked, and why: in words of ours alone, since they go back to whoever asked. */
export function invalid(problems: readonly string[]): GatewayError {
  return new GatewayError('REPORT_INVALID', { problems });
}

const KEYS: readonly string[] = ['report', 'format', 'filter', 'orderBy'];

/** What was read, or what keeps it from that. */
interface Read<Value> {
  readonly value: Value;
  readonly problems: readonly string[];
}

/** Null is said for what isn't. */
function parseFilter(said: unknown, spec: AnySpec): Read<object> {
  const names = Object.keys(spec).join(', ');
  if (!isObject(said)) return { value: {}, problems: [`filter takes ${names}.`] };
  const set = Object.entries(said).filter(([, value]) => value !== null);
  const isKnown = set.every(([name]) => Object.hasOwn(spec, name));
  const problems = isKnown ? [] : [`filter takes ${names}, and nothing else.`];
  const filter: [string, unknown][] = [];
  for (const [name, text] of set) {
    const value = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (value === undefined) continue;
    const read = parseValue(text, value);
    if (read === null) problems.push(`${filterKey(name)} takes ${takenBy(value)}.`);
    else filter.push([name, read]);
  }
  return { value: Object.fromEntries(filter), problems };
}

function takenBy(value: FilterValue): string {
  return value.is === 'of form' ? value.form.name : TAKEN[value.is];
}

const TAKEN: Readonly<Record<Exclude<FilterValue['is'], 'of form'>, string>> = {
  word: 'a text of at most 1000 characters',
  'one of': 'a text of at most 1000 characters',
  flag: 'true or false',
  number: 'a whole number from 0 to 2147483647',
  time: 'a time such as 2026-01-31T08:00:00Z',
};

const MOST_CHARACTERS = 1_000;

/** A value as filters hold it; null for one that isn't what it should be. */
function parseValue(said: unknown, value: FilterValue): string | boolean | number | null {
  switch (value.is) {
    case 'word':
    case 'one of':
      return typeof said === 'string' && said.length <= MOST_CHARACTERS ? said : null;
    case 'of form':
      return typeof said === 'string' && value.form.isOf(said) ? said : null;
    case 'flag':
      return typeof said === 'boolean' ? said : null;
    case 'number': {
      const isIn = Number.isInteger(said) && Number(said) >= 0 && Number(said) <= MAX_NUMBER;
      return isIn ? Number(said) : null;
    }
    case 'time':
      return timeIn(said);
    default:
      return value satisfies never;
  }
}

function timeIn(said: unknown): number | null {
  try {
    return parseTime(said);
  } catch {
    return null;
  }
}

function parseOrder(said: unknown, { name, fields, order }: NamedReport): Read<object> {
  if (said === null) return { value: order, problems: [] };
  if (fields.length === 0) return { value: order, problems: [`The report ${name} is not sorted.`] };
  const { field, direction, ...more } = isObject(said) ? said : {};
  const by = fields.find((each) => each.toUpperCase() === field);
  const to = DIRECTIONS.find((each) => each.toUpperCase() === direction);
  const words = fields.map((each) => each.toUpperCase()).join(', ');
  return {
    value: { by, direction: to },
    problems: [
      ...(by === undefined ? [`orderBy.field is one of ${words}.`] : []),
      ...(to === undefined ? ['orderBy.direction is ASC or DESC.'] : []),
      ...(Object.keys(more).length === 0 ? [] : ['orderBy takes field and direction alone.']),
    ],
  };
}

const DIRECTIONS = ['asc', 'desc'] as const;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
