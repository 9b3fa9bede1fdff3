import { MAX_INTEGER, type FilterValue } from './filter-spec.ts';
import { parseTime } from './parse-time.ts';

/**
 * Parses the JSON value of a part of a filter; null for an invalid one. Whether an enum has the value is checked later.
 */
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

/** Whether a value is an integer that filters accept. */
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
