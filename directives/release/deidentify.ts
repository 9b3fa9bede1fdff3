import type { Category, Deidentify } from '../spec.ts';
import { initialsOf } from './initials.ts';
import { yearIn, yearOf } from './year-of.ts';

/** What a method needs beside the value. */
export interface DeidentifyContext {
  /** Keyed hash of a value for the caller's project; null where the caller has no project. */
  pseudonym(category: Category, value: string): string | null;
  /** The current year, UTC. */
  readonly year: number;
  /** First three digits of the ZIP codes of areas with 20,000 people or fewer. */
  readonly smallAreas: ReadonlySet<string>;
}

/**
 * The de-identified form of a leaf value per 45 CFR 164.514(b)(2), or null where the method gives none: a
 * value that doesn't have the form its method expects is suppressed, never passed on.
 */
export function deidentify(
  method: Deidentify,
  value: unknown,
  { category, context }: { readonly category: Category; readonly context: DeidentifyContext },
): string | number | null {
  switch (method) {
    case 'SUPPRESS':
      return null;
    case 'YEAR':
      return yearSince(value, context.year - OLD_AGE);
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
      return never(method);
  }
}

/** Ages from here on are one group: (C) "all ages over 89". */
export const OLD_AGE = 90;

/**
 * (C): all elements of dates except year, and of dates that are indicative of an age over 89 not even that: a
 * year of so long ago is given as the latest of them, which stands for all.
 */
function yearSince(value: unknown, oldest: number): string | number | null {
  const year = yearIn(value);
  if (year === null) return null;
  const shown = Math.max(year, oldest);
  return typeof value === 'number' ? shown : String(shown);
}

/** (C): ages over 89, and all elements of dates that tell them, become one group of 90 and above. */
function ageGroup(value: unknown, oldest: number): string | number | null {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < 1000
      ? Math.min(value, OLD_AGE)
      : yearSince(value, oldest);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (text === OLDEST_GROUP) return text;
  if (/^\d{1,3}$/.test(text)) return Number(text) < OLD_AGE ? String(Number(text)) : OLDEST_GROUP;
  const year = yearOf(text);
  if (year === null) return null;
  return year > oldest ? String(year) : OLDEST_GROUP;
}

const OLDEST_GROUP = '90+';

/**
 * (B): the first three digits of a ZIP code, of five digits or nine, and 000 where the areas they form hold
 * 20,000 people or fewer. Codes of other countries have other forms, or can't be told from these.
 */
function zip3(value: unknown, smallAreas: ReadonlySet<string>): string | null {
  if (typeof value !== 'string') return null;
  const area = /^(\d{3})\d{2}(?:[ -]?\d{4})?$/.exec(value.trim())?.[1];
  if (area === undefined) return null;
  return smallAreas.has(area) ? '000' : area;
}

/**
 * The last four letters and digits of at least eight, so that what is kept is at most half. They are part of
 * the identifier still: enough to tell namesakes apart, and no Safe Harbor.
 */
function last4(value: unknown): string | null {
  const signs = typeof value === 'string' ? (value.match(/[\p{L}\p{N}]/gu) ?? []) : [];
  return signs.length >= 8 ? signs.slice(-4).join('') : null;
}

function never(method: never): never {
  throw new TypeError(`unknown method ${String(method)}`);
}
