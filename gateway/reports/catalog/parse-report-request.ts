import { MAX_INTEGER, type FilterValue } from './filter-spec.ts';
import { parseTime } from './parse-time.ts';
import type { ReportRequest } from './report-request.ts';
import type { Report } from './reports.ts';
import type { RowOrder } from './row-order.ts';

/** Combines a report with a filter and an order, both read by the report's own declarations. */
export function parseReportRequest(
  report: Report,
  filter: object,
  order: RowOrder<string>,
): ReportRequest {
  const { filterType, source } = report;
  return { filterType, source, report, filter, order } as ReportRequest;
}

/** Reads a JSON value of a filter; null for an invalid one. */
export function parseFilterValue(
  value: unknown,
  takes: FilterValue,
): string | boolean | number | null {
  switch (takes.kind) {
    case 'text':
    case 'enum':
      return typeof value === 'string' && value.length <= MAX_CHARACTERS ? value : null;
    case 'format':
      return typeof value === 'string' && takes.format.isValid(value) ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'integer':
      return isIntegerOfFilter(value) ? value : null;
    case 'time':
      return parseTime(value);
    default:
      return takes satisfies never;
  }
}

/** Whether a number is an integer that filters take. */
export function isIntegerOfFilter(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_INTEGER;
}

/** The values that a part of a filter takes, for error messages. */
export function describeValue(takes: FilterValue): string {
  return takes.kind === 'format' ? takes.format.name : VALUES[takes.kind];
}

const MAX_CHARACTERS = 1_000;

const VALUES: Readonly<Record<Exclude<FilterValue['kind'], 'format'>, string>> = {
  text: `a text of at most ${MAX_CHARACTERS} characters`,
  enum: `a text of at most ${MAX_CHARACTERS} characters`,
  boolean: 'true or false',
  integer: `a whole number from 0 to ${MAX_INTEGER}`,
  time: 'a time such as 2026-01-31T08:00:00Z',
};
