/** The URL that names the phi specification, without its version. */
export const SPEC_IDENTITY = 'https://phi-gateway.dev/phi';

/** The 18 identifier classes of 45 CFR 164.514(b)(2), in its order, then kinds of health information. */
export const CATEGORIES = [
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
  'CLINICAL',
  'MENTAL_HEALTH',
  'SUBSTANCE_USE',
  'SEXUAL_HEALTH',
  'GENETIC',
  'FINANCIAL',
] as const;

/** A value of `phi__Category`. */
export type Category = (typeof CATEGORIES)[number];

/** The methods that de-identify a value for a caller with only a `deidentified` role. */
export const DEIDENTIFY_METHODS = [
  'SUPPRESS',
  'YEAR',
  'AGE_90_PLUS',
  'ZIP3',
  'LAST4',
  'INITIALS',
  'PSEUDONYM',
] as const;

/** A value of `phi__Deidentify`. */
export type Deidentify = (typeof DEIDENTIFY_METHODS)[number];
