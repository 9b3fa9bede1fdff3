import type { Category, Deidentify } from '../spec.ts';

/** What a method needs beside the value. */
export interface DeidentifyContext {
  /** Keyed hash of a value for the caller's project; null where the caller has no project. */
  pseudonym(category: Category, value: string): string | null;
  /** The current year, UTC. */
  readonly year: number;
}

/**
 * The de-identified form of a leaf value per 45 CFR 164.514(b)(2), or null where the method gives none: a
 * value that doesn't have the form its method expects is suppressed, never passed on.
 */
export function deidentify(
  method: Deidentify,
  value: unknown,
  field: { readonly category: Category; readonly context: DeidentifyContext },
): string | number | null {
  switch (method) {
    case 'SUPPRESS':
      return null;
    case 'YEAR':
      return yearOf(value);
    case 'AGE_90_PLUS':
      return ageGroup(value, field.context.year);
    case 'ZIP3':
      return zip3(value);
    case 'LAST4':
      return typeof value === 'string' && value.length > 4 ? value.slice(-4) : null;
    case 'INITIALS':
      return initials(value);
    case 'PSEUDONYM':
      return field.context.pseudonym(field.category, String(value));
    default:
      return never(method);
  }
}

/** (C): all elements of dates except year. */
function yearOf(value: unknown): string | number | null {
  if (typeof value === 'number') return isYear(value) ? value : null;
  return typeof value === 'string' ? (/^(\d{4})(?!\d)/.exec(value)?.[1] ?? null) : null;
}

/** (C): ages over 89, and all elements of dates that tell them, become one group of 90 and above. */
function ageGroup(value: unknown, currentYear: number): string | number | null {
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value < 0) return null;
    if (!isYear(value)) return value < 1000 ? Math.min(value, 90) : null;
    return Math.max(value, currentYear - 90);
  }
  if (typeof value !== 'string') return null;
  if (/^\d{1,3}$/.test(value)) return Number(value) >= 90 ? '90+' : String(Number(value));
  const year = yearOf(value);
  if (year === null) return null;
  return currentYear - Number(year) >= 90 ? '90+' : year;
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1800 && value <= 9999;
}

/** (B): the first three digits of a ZIP code, 000 where the areas they form hold 20,000 people or fewer. */
function zip3(value: unknown): string | null {
  const digits = typeof value === 'string' ? /^(\d{3})\d{2}(?!\d)/.exec(value)?.[1] : undefined;
  if (digits === undefined) return null;
  return SMALL_AREAS.has(digits) ? '000' : digits;
}

/** The 17 areas of the HHS guidance on de-identification (2012), from the census of 2000. */
const SMALL_AREAS: ReadonlySet<string> = new Set(
  '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893'.split(' '),
);

function initials(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const letters = value
    .split(/[\s-]+/)
    .map((word) => /^\p{L}/u.exec(word)?.[0])
    .filter((letter) => letter !== undefined);
  return letters.length > 0 ? letters.map((letter) => `${letter}.`).join('') : null;
}

function never(method: never): never {
  throw new TypeError(`unknown method ${String(method)}`);
}
