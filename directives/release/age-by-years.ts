import {
  deidentify,
  isAgeText,
  OLD_AGE,
  OLDEST_GROUP,
  type DeidentifiedField,
  type DeidentifyContext,
} from './deidentify.ts';

/** The years of a patient's birth and death; null if unknown. */
export interface Lifetime {
  readonly birth: number | null;
  /** `none` for a living patient, and if the type has no field of death. */
  readonly death: number | 'none' | null;
}

/**
 * Replaces ages by ages computed from the years of birth and death alone: the age that the patient reaches in the
 * current year, or reached in the year of death. The exact age together with a year would reveal whether the birthday has passed.
 * An age is null if a year is unknown. Values that are not ages stay unchanged: the method also applies to dates.
 *
 * A patient born 90 or more years ago is shown with the year of birth 90 years ago: in 2026, 1936 for a patient born in
 * 1930. If that patient died in 2022, the age of 92 is shown as `90+`, as 45 CFR 164.514(b)(2)(i)(C) requires. If the
 * patient died in 1990, the age of 60 is null, because with the year of death it would reveal the year of birth.
 */
export function agesByYears(
  ages: unknown,
  { birth, death }: Lifetime,
  context: DeidentifyContext,
): unknown {
  const age = ageOf(birth, death === 'none' ? context.year : death, context.year);
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (!isAge(value)) return value;
    if (age === null) return null;
    const computed = typeof value === 'string' ? String(age) : age;
    // The method uses neither category nor form.
    return deidentify('AGE_90_PLUS', computed, AGE_FIELD, context);
  };
  return replaced(ages);
}

const AGE_FIELD: DeidentifiedField = { category: 'DATE', dateForm: null };

/** The age in a patient's last year: that of death, or the current one. */
function ageOf(born: number | null, lastYear: number | null, currentYear: number): number | null {
  if (born === null || lastYear === null || lastYear < born) return null;
  const age = lastYear - born;
  const isBirthGrouped = born <= currentYear - OLD_AGE;
  return isBirthGrouped && age < OLD_AGE ? null : age;
}

/** Whether a value is an age and not a date. Only an age is replaced, so 45.5 counts as one too. */
function isAge(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === OLDEST_GROUP || isAgeText(value.trim());
  return typeof value === 'number' && value >= 0 && value < 1000;
}
