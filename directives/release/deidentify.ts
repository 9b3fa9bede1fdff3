import type { Category, Deidentify } from '../spec.ts';
import { unreachable } from '../unreachable.ts';
import { yearOfText } from './year-of.ts';
import { writeYear, yearInFormat, type DateForm } from './year-in-format.ts';

/** What de-identification methods need in addition to the value. */
export interface DeidentifyContext {
  /** The keyed hash of a value for the caller's project; null if the caller has no project. */
  pseudonym(category: Category, value: string): string | null;
  /** The current year, UTC. */
  readonly year: number;
  /** First three digits of the ZIP codes of areas with 20,000 people or fewer. */
  readonly smallAreas: ReadonlySet<string>;
}

/** What methods need to know about the field of a value. */
export interface DeidentifiedField {
  /** The category of the mark that names the method. */
  readonly category: Category;
  readonly dateForm: DateForm;
}

/**
 * De-identifies a leaf value. A value without the form that the method expects is suppressed: the result is null. All
 * methods except LAST4 and INITIALS are those of Safe Harbor, 45 CFR 164.514(b)(2).
 */
export function deidentify(
  method: Deidentify,
  value: unknown,
  { category, dateForm }: DeidentifiedField,
  context: DeidentifyContext,
): string | number | null {
  switch (method) {
    case 'SUPPRESS':
      return null;
    case 'YEAR':
      return yearNotBefore(value, dateForm, context.year - OLD_AGE);
    case 'AGE_90_PLUS':
      return ageGroup(value, context.year - OLD_AGE);
    case 'ZIP3':
      return zip3(value, context.smallAreas);
    case 'LAST4':
      return last4(value);
    case 'INITIALS':
      return typeof value === 'string' ? initialsOf(value) : null;
    case 'PSEUDONYM':
      return context.pseudonym(category, String(value));
    default:
      return unreachable(method);
  }
}

/** The lowest age of the group that 164.514(b)(2)(i)(C) calls "all ages over 89". */
export const OLD_AGE = 90;

/** That group as a text, in place of an age. */
export const OLDEST_GROUP = '90+';

/**
 * 164.514(b)(2)(i)(C): only the year of a date is shown. Years before `earliestShown`, which indicate an age over 89, are shown as
 * `earliestShown`.
 */
function yearNotBefore(
  value: unknown,
  form: DateForm,
  earliestShown: number,
): string | number | null {
  const year = yearInFormat(value, form);
  return year === null ? null : writeYear(Math.max(year, earliestShown), value, form);
}

/**
 * 164.514(b)(2)(i)(C): ages over 89, and dates that indicate them, become one group of 90 and above. In 2026:
 *
 * | value               | shown                           | examples                                    |
 * | ------------------- | ------------------------------- | ------------------------------------------- |
 * | integer from 0-999  | the age, at most 90             | 45 → 45, 93 → 90                            |
 * | other number        | the year, at least 1936         | 1980 → 1980, 1920 → 1936, 45.5 → null       |
 * | text of an age      | the age, `90+` for all above 89 | `45` → `45`, `93` → `90+`                   |
 * | text of a date      | the year, `90+` up to 1936      | `1980-02-01` → `1980`, `1920-02-01` → `90+` |
 */
function ageGroup(value: unknown, earliestShown: number): string | number | null {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < 1000
      ? Math.min(value, OLD_AGE)
      : yearNotBefore(value, 'year', earliestShown);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (text === OLDEST_GROUP) return text;
  if (isAgeText(text)) return Number(text) < OLD_AGE ? String(Number(text)) : OLDEST_GROUP;
  const year = yearOfText(text);
  if (year === null) return null;
  return year > earliestShown ? String(year) : OLDEST_GROUP;
}

/** Whether a text is an age in years and not a date. */
export function isAgeText(text: string): boolean {
  return /^\d{1,3}$/.test(text);
}

/**
 * 164.514(b)(2)(i)(B): the first three digits of a ZIP code of five or nine digits, or 000 for an area with 20,000 inhabitants or
 * fewer. Postal codes of other countries are suppressed if they have another form, and else treated as ZIP codes.
 */
function zip3(value: unknown, smallAreas: ReadonlySet<string>): string | null {
  if (typeof value !== 'string') return null;
  const area = /^(\d{3})\d{2}(?:[ -]?\d{4})?$/.exec(value.trim())?.[1];
  if (area === undefined) return null;
  return smallAreas.has(area) ? '000' : area;
}

/**
 * The last four letters or digits of an identifier that has at least eight, so at most half of it. They distinguish
 * people of the same name and are not de-identified in the sense of the Safe Harbor method.
 */
function last4(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  let count = 0;
  let fourth = value.length;
  for (let index = value.length - 1; index >= 0; index -= 1) {
    const code = value.charCodeAt(index);
    if (code > LAST_ASCII) return last4OfUnicode(value);
    if (!isLetterOrDigit(code)) continue;
    count += 1;
    if (count === 4) fourth = index;
    if (count < 8) continue;
    const end = value.slice(fourth);
    return end.length === 4 ? end : end.replaceAll(/[^A-Za-z0-9]/g, '');
  }
  return null;
}

const LAST_ASCII = 0x7f;

/** Whether an ASCII code is that of a letter or a digit. */
function isLetterOrDigit(code: number): boolean {
  const letter = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}

/** Much slower, and the same for ASCII. */
function last4OfUnicode(value: string): string | null {
  const characters = value.match(/[\p{L}\p{N}]/gu) ?? [];
  return characters.length >= 8 ? characters.slice(-4).join('') : null;
}

/**
 * The first letters of a name's words: `Ana Ruiz-Sáenz` becomes `A.R.S.`. Words of one letter, and names in scripts
 * whose characters are words or syllables, have no initials, because these would show them completely. Null if no word
 * has initials. Initials are derived from the name, so they are not de-identified in the sense of 45 CFR 164.514(b)(2).
 */
function initialsOf(name: string): string | null {
  const letters = name
    .normalize('NFC')
    .split(/[^\p{L}\p{M}\p{N}'’]+/u)
    .flatMap((word) => {
      const [first = '', second] = word.match(/\p{L}/gu) ?? [];
      return second === undefined || LOGOGRAPHIC_OR_SYLLABIC.test(first) ? [] : [`${first}.`];
    });
  return letters.length > 0 ? letters.join('') : null;
}

const LOGOGRAPHIC_OR_SYLLABIC =
  /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Yi}]/u;
