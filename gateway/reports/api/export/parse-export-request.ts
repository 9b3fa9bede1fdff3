import { GatewayError } from '../../../platform/errors.ts';
import { isPage, type FileFormat } from '../../catalog/file-format.ts';
import type { FilterSpec } from '../../catalog/filter-spec.ts';
import { describeValue, parseFilterValue } from '../../catalog/parse-filter-value.ts';
import { createReportRequest } from '../../catalog/create-report-request.ts';
import type { ReportRequest } from '../../catalog/report-request.ts';
import type { Report } from '../../catalog/report.ts';
import { findReport, REPORTS } from '../../catalog/reports.ts';
import { filterKey } from '../../catalog/resolve-filter.ts';
import type { RowOrder } from '../../catalog/row-order.ts';
import { LANGUAGES, type Language } from '../../messages/messages.ts';

/** A requested file. Whether its filter is valid for its report is checked later. */
export type ExportRequest = ReportRequest & {
  readonly format: FileFormat;
  /** Language of a letter; null for the configured one. */
  readonly language: Language | null;
};

/** Reads the body of an export request. Throws `REPORT_INVALID` with every problem. */
export function parseExportRequest(body: unknown): ExportRequest {
  const request = isObject(body) ? body : {};
  const report = typeof request['report'] === 'string' ? findReport(request['report']) : null;
  if (report === null) {
    throw invalidExport([`report is one of ${REPORTS.map(({ name }) => name).join(', ')}.`]);
  }
  const format = report.formats.find((each) => each === request['format']);
  const filter = parseFilter(request['filter'] ?? {}, report.spec);
  const order = parseOrder(request['orderBy'] ?? null, report);
  const language = parseLanguage(request['language'] ?? null, format);
  const problems = [
    ...(Object.keys(request).every((key) => KEYS.includes(key))
      ? []
      : [`An export takes ${KEYS.join(', ')} and nothing else.`]),
    ...(format === undefined ? [`format is one of ${report.formats.join(', ')}.`] : []),
    ...filter.problems,
    ...order.problems,
    ...language.problems,
  ];
  if (format === undefined || problems.length > 0) throw invalidExport(problems);
  return {
    ...createReportRequest(report, filter.value, order.value),
    format,
    language: language.value,
  };
}

/** An invalid request for an export. The problems are sent to the caller, so they hold no value from the request. */
export function invalidExport(problems: readonly string[]): GatewayError {
  return new GatewayError('REPORT_INVALID', { problems });
}

const KEYS: readonly string[] = ['report', 'format', 'filter', 'orderBy', 'language'];

/** A value, and its problems. With a problem, the value is not used. */
interface Parsed<Value> {
  readonly value: Value;
  readonly problems: readonly string[];
}

/** Parses a filter. A part that is null counts as absent. */
function parseFilter(value: unknown, spec: FilterSpec): Parsed<object> {
  const names = Object.keys(spec).join(', ');
  if (!isObject(value)) return { value: {}, problems: [`filter takes ${names}.`] };
  const set = Object.entries(value).filter(([, each]) => each !== null);
  const isKnown = set.every(([name]) => Object.hasOwn(spec, name));
  const problems = isKnown ? [] : [`filter takes ${names}, and nothing else.`];
  const filter: [string, unknown][] = [];
  for (const [name, json] of set) {
    const part = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (part === undefined) continue;
    const parsed = parseFilterValue(json, part.takes);
    if (parsed === null) problems.push(`${filterKey(name)} takes ${describeValue(part.takes)}.`);
    else filter.push([name, parsed]);
  }
  return { value: Object.fromEntries(filter), problems };
}

function parseOrder(value: unknown, { name, fields, order }: Report): Parsed<RowOrder<string>> {
  if (value === null) return { value: order, problems: [] };
  if (fields.length === 0) return { value: order, problems: [`The report ${name} is not sorted.`] };
  const { field, direction, ...more } = isObject(value) ? value : {};
  const by = fields.find((each) => each.toUpperCase() === field);
  const to = DIRECTIONS.find((each) => each.toUpperCase() === direction);
  const words = fields.map((each) => each.toUpperCase()).join(', ');
  return {
    value: by === undefined || to === undefined ? order : { by, direction: to },
    problems: [
      ...(by === undefined ? [`orderBy.field is one of ${words}.`] : []),
      ...(to === undefined ? ['orderBy.direction is ASC or DESC.'] : []),
      ...(Object.keys(more).length === 0 ? [] : ['orderBy takes field and direction alone.']),
    ],
  };
}

function parseLanguage(value: unknown, format: string | undefined): Parsed<Language | null> {
  if (value === null) return { value, problems: [] };
  const language = LANGUAGES.find((each) => each === value) ?? null;
  const problems = [
    ...(language === null ? [`language is one of ${LANGUAGES.join(', ')}.`] : []),
    ...(format === undefined || isPage(format)
      ? []
      : ['language is for letters: leave it out with this format.']),
  ];
  return { value: language, problems };
}

const DIRECTIONS = ['asc', 'desc'] as const;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
