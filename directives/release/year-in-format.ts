import type { DateFormat } from '../policy/date-format.ts';
import { isYear, yearOfText } from './year-of.ts';

/**
 * How a value of one field writes a date: in a declared format, or as `any text` of {@link yearOfText}. Null: unknown, so
 * that no year is shown.
 */
export type DateForm = DateFormat | 'any text' | null;

/**
 * The year of a date as written; for the time since 1970, the year in UTC. Null for a value in another form, so that
 * nothing but a year is ever shown.
 */
export function yearInFormat(value: unknown, form: DateForm): number | null {
  const year = readYear(value, form);
  return year !== null && isYear(year) ? year : null;
}

/**
 * A year in place of a value of the same format. A number since 1970 becomes the start of the year: the year itself would
 * be read as a time in January 1970.
 */
export function writeYear(year: number, value: unknown, form: DateForm): string | number {
  const unit = MILLISECONDS.get(form);
  const written = unit === undefined ? year : Date.UTC(year) / unit;
  return typeof value === 'number' ? written : String(written);
}

const MILLISECONDS: ReadonlyMap<DateForm, number> = new Map([
  ['unix-seconds', 1000],
  ['unix-milliseconds', 1],
]);

function readYear(value: unknown, form: DateForm): number | null {
  const unit = MILLISECONDS.get(form);
  if (unit !== undefined) return yearSince1970(value, unit);
  if (form === 'year' && typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  if (form === 'any text') return yearOfText(value);
  const groups = TEXTS.get(form)?.exec(value.trim())?.groups;
  return groups?.['year'] === undefined ? null : Number(groups['year']);
}

function yearSince1970(value: unknown, unit: number): number | null {
  const isDigits = typeof value === 'string' && /^-?\d{1,16}(?:\.\d{1,9})?$/.test(value.trim());
  const since = typeof value === 'number' ? value : isDigits ? Number(value) : null;
  return since === null ? null : new Date(since * unit).getUTCFullYear();
}

const YEAR = '(?<year>\\d{4})';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const SHORT_MONTH = '(?:0?[1-9]|1[0-2])';
const SHORT_DAY = '(?:0?[1-9]|[12]\\d|3[01])';
/** `07:08:09.123+02:00[Europe/Berlin]`: the name of the zone is that of RFC 9557. */
const TIME =
  '\\d{2}(?::?\\d{2}(?::?\\d{2}(?:[.,]\\d+)?)?)?(?: ?(?:[Zz]|[+-]\\d{2}(?::?\\d{2})?))?(?:\\[[\\w/+-]+\\])?';
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2})?(?: ?[AaPp][Mm])?';

/** No format has a year of two digits, a week, or a day of the year: their year can be another one. */
const TEXTS: ReadonlyMap<DateForm, RegExp> = new Map([
  [
    'iso-8601',
    new RegExp(
      `^${YEAR}(?:-${MONTH}(?:-${DAY}(?:[Tt ]${TIME})?)?|${MONTH}${DAY}(?:[Tt]${TIME})?)?$`,
    ),
  ],
  [
    'hl7-v2',
    new RegExp(`^${YEAR}(?:${MONTH}(?:${DAY}(?:\\d{2}){0,3}(?:\\.\\d{1,4})?)?)?(?:[+-]\\d{4})?$`),
  ],
  ['day-month-year', yearLast(SHORT_DAY, SHORT_MONTH)],
  ['month-day-year', yearLast(SHORT_MONTH, SHORT_DAY)],
  ['year', new RegExp(`^${YEAR}$`)],
]);

function yearLast(first: string, second: string): RegExp {
  return new RegExp(`^${first}([/. -])${second}\\1${YEAR}(?:[T ,] ?${CLOCK})?$`);
}
