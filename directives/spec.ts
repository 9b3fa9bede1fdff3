/** The URL that names the phi specification, without its version. */
export const SPEC_IDENTITY = 'https://phi-gateway.dev/phi';

/** The 18 identifier classes of 45 CFR 164.514(b)(2), in its order. */
export const IDENTIFIERS = [
  'NAME',
  'GEOGRAPHY',
  'DATE',
  'PHONE',
  'FAX',
  'EMAIL',
  'SSN',
  'RECORD_NUMBER',
  'HEALTH_PLAN',
  'ACCOUNT',
  'LICENSE',
  'VEHICLE',
  'DEVICE',
  'URL',
  'IP_ADDRESS',
  'BIOMETRIC',
  'PHOTO',
  'OTHER_ID',
] as const;

/** The identifiers, then kinds of health and payment information. */
export const CATEGORIES = [
  ...IDENTIFIERS,
  'CLINICAL',
  'MENTAL_HEALTH',
  'SUBSTANCE_USE',
  'SEXUAL_HEALTH',
  'GENETIC',
  'FINANCIAL',
] as const;

/** A value of `phi__Category`. */
export type Category = (typeof CATEGORIES)[number];

/**
 * The methods that de-identify a value for a caller with a role in `@role(deidentified: …)` and none in its `anyOf`.
 * `directives/release/deidentify.ts` implements them.
 */
export const DEIDENTIFY_METHODS = [
  /** Shows null. */
  'SUPPRESS',
  /** The year of a date: 1984-05-06 → 1984. Years that indicate an age of 90 or more become the latest such year. */
  'YEAR',
  /** An age below 90, else one group: 42 → 42, "93" → "90+", the number 93 → 90. */
  'AGE_90_PLUS',
  /** The first three digits of a US ZIP code: 01603 → 016, and 000 for areas with few inhabitants. */
  'ZIP3',
  /** The last four letters or digits of an identifier: 999-30-2967 → 2967. */
  'LAST4',
  /** The initials of a name: Ana Ruiz → A.R. */
  'INITIALS',
  /** A keyed hash, the same for equal values of one category within one research project. */
  'PSEUDONYM',
] as const;

/** A value of `phi__Deidentify`. */
export type Deidentify = (typeof DEIDENTIFY_METHODS)[number];
