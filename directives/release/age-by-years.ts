import { deidentify, OLD_AGE, type DeidentifyContext } from './deidentify.ts';
import { yearOfValue } from './year-of.ts';

/** A patient's birth and death as an object contains them. */
export interface Lifetime {
  readonly birth: unknown;
  /** Null for a living patient; undefined if unknown. */
  readonly death: unknown;
}

/**
 * Replaces ages by ages computed from the years of birth and death alone: the age that the patient reaches in the
 * current year, or reached in the year of death. An age is null if a year is unknown. Values that are not ages, such as
 * dates, stay unchanged.
 *
 * A patient born 90 or more years ago shows the oldest year group as the year of birth. For such a patient, an age at death of 90
 * or more is shown as the group of 90 and above, as 45 CFR 164.514(b)(2)(i)(C) requires; a lower one is null, because
 * with the year of death it would reveal the year of birth.
 */
export function agesByYears(
  ages: unknown,
  { birth, death }: Lifetime,
  context: DeidentifyContext,
): unknown {
  const age = ageOf(
    yearOfValue(birth),
    death === null ? context.year : yearOfValue(death),
    context.year,
  );
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
