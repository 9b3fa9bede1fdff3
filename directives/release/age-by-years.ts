import { deidentify, type DeidentifyContext } from './deidentify.ts';

/** What an object gave of when its patient was born and died. */
export interface Lifetime {
  readonly birth: unknown;
  /** Null for a patient who lives; undefined where it could not be found out. */
  readonly death: unknown;
}

/**
 * Ages as the years of birth and death alone give them: what the patient turns in the current year or turned in
 * that of death. Null in place of each where a year is unknown. What isn't an age, such as a date, stays as it is.
 */
export function agesByYears(
  ages: unknown,
  { birth, death }: Lifetime,
  context: DeidentifyContext,
): unknown {
  const first = yearOf(birth, context);
  const last = death === null ? context.year : yearOf(death, context);
  const age = first === null || last === null ? -1 : last - first;
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isAge(value)) return value;
    if (age < 0) return null;
    return typeof value === 'string' ? String(age) : age;
  };
  return replaced(ages);
}

function yearOf(value: unknown, context: DeidentifyContext): number | null {
  const year = deidentify('YEAR', value, { category: 'DATE', context });
  return year === null ? null : Number(year);
}

function isAge(value: unknown): boolean {
  if (typeof value === 'string') return /^\s*(?:\d{1,3}|90\+)\s*$/.test(value);
  return typeof value === 'number' && value >= 0 && value < 1000;
}
