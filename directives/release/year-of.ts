/**
 * The year that a date names, as it is written: of a date with a time, that of its own offset. Null for any
 * other text, so that no part of a number that only looks like a date is taken for a year.
 *
 * Dates are those of ISO 8601 (`1984`, `1984-05`, `1984-05-06`, with a time or not), of HL7 (`19840506`, with a
 * time or not) and with the year last (`5/6/1984`, `06.05.1984`). Years of two digits could be days.
 */
export function yearOf(text: string): number | null {
  const written = text.trim();
  for (const form of FORMS) {
    const year = Number(form.exec(written)?.groups?.['year']);
    if (isYear(year)) return year;
  }
  return null;
}

/** The year that a value gives, be it a year as a number or a date as text; null for every other value. */
export function yearIn(value: unknown): number | null {
  if (typeof value === 'string') return yearOf(value);
  return typeof value === 'number' && isYear(value) ? value : null;
}

/** Whether a number can be the year of something that happened to a patient. */
function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1800 && value <= 2199;
}

const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const TIME = '(?:[T ,].*)?';

/*
 * The second is never a date of another order: in `DDMMYYYY` a century, 18 to 21, stands where the month is, and
 * in `MMDDYYYY` the year would be before 1800.
 */
const FORMS: readonly RegExp[] = [
  new RegExp(`^(?<year>\\d{4})(?:-${MONTH}(?:-${DAY}${TIME})?)?$`, 's'),
  new RegExp(`^(?<year>\\d{4})${MONTH}${DAY}(?:\\d{2}){0,3}(?:\\.\\d+)?(?:Z|[+-]\\d{4})?$`),
  new RegExp(`^\\d{1,2}(?<mark>[/.-])\\d{1,2}\\k<mark>(?<year>\\d{4})${TIME}$`, 's'),
];
