/**
 * The year of a date as written; a time zone offset is not applied. Null for any other text, so that a part of another
 * number is never shown as a year.
 *
 * Accepted are ISO 8601 dates (`1984`, `1984-05`, `1984-05-06`), HL7 dates (`19840506`), each with or without a time,
 * and dates with the year last (`5/6/1984`, `06.05.1984`). Years of two digits are ambiguous and not accepted.
 */
export function yearOfText(text: string): number | null {
  const written = text.trim();
  const isYearFirst = ISO_8601.test(written) || HL7.test(written);
  const year = Number(isYearFirst ? written.slice(0, 4) : YEAR_LAST.exec(written)?.[2]);
  return isYear(year) ? year : null;
}

/** Whether a number is a plausible year of an event in a medical record. */
export function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1800 && value <= 2199;
}

const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const TIME = '(?:[T ,].*)?';

const ISO_8601 = new RegExp(`^\\d{4}(?:-${MONTH}(?:-${DAY}${TIME})?)?$`, 's');
/**
 * It can't match another order of digits: read as `YYYYMMDD`, `DDMMYYYY` has a century (18 to 21) as its month, and
 * `MMDDYYYY` a year before 1800.
 */
const HL7 = new RegExp(`^\\d{4}${MONTH}${DAY}(?:\\d{2}){0,3}(?:\\.\\d+)?(?:Z|[+-]\\d{4})?$`);
const YEAR_LAST = new RegExp(`^\\d{1,2}([/.-])\\d{1,2}\\1(\\d{4})${TIME}$`, 's');
