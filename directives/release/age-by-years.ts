import { deidentify, OLD_AGE, type DeidentifyContext } from './deidentify.ts';
import { yearIn } from './year-of.ts';

/** What an object gave of when its patient was born and died. */
export interface Lifetime {
  readonly birth: unknown;
  /** Null for a patient who lives; undefined where it could not be found out. */
  readonly death: unknown;
}

/**
 * Ages as the years of birth and death alone give them: what the patient turns in the current year or turned in
 * that of death. Null in place of each where a year is unknown. What isn't an age, such as a date, stays as it is.
 *
 * A patient born 90 or more years ago shows the year that stands for all of these. An age at death of 90 or more is
 * the group of 90 and above, as 45 CFR 164.514(b)(2)(i)(C) has it. A lower one is null: the shown year doesn't give
 * it, and the true age beside a year of death would tell the year of birth.
 */
export function agesByYears(
  ages: unknown,
  { birth, death }: Lifetime,
  context: DeidentifyContext,
): unknown {
  const age = ageOf(yearIn(birth), death === null ? context.year : yearIn(death), context.year);
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isAge(value)) return value;
    if (age === null) return null;
    const computed = typeof value === 'string' ? String(age) : age;
    return deidentify('AGE_90_PLUS', computed, { category: 'DATE', context });
  };
  return replaced(ages);
}

function ageOf(born: number | null, last: number | null, current: number): number | null {
  if (born === null || last === null || last < born) return null;
  const age = last - born;
  const isGrouped = born <= current - OLD_AGE;
  return isGrouped && age < OLD_AGE ? null : age;
}

function isAge(value: unknown): boolean {
  if (typeof value === 'string') return /^\s*(?:\d{1,3}|90\+)\s*$/.test(value);
  return typeof value === 'number' && value >= 0 && value < 1000;
}
