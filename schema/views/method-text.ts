import type { Deidentify } from '../../directives/spec.ts';

/** The result of each method, in words that follow "shows". */
export const METHOD_TEXT: Readonly<Record<Deidentify, string>> = {
  SUPPRESS: 'nothing: the value is null, without an error',
  YEAR: 'the year of a date',
  AGE_90_PLUS: 'an age; 90 and above as one group',
  ZIP3: 'the first three digits of a ZIP code; 000 for small areas',
  LAST4: 'the last four characters',
  INITIALS: 'the initials',
  PSEUDONYM: "a code that stays the same within a caller's project",
};
