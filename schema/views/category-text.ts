import type { Category } from '../../directives/spec.ts';

/** The description of each category: the identifiers of 45 CFR 164.514(b)(2), then kinds of health information. */
export const CATEGORY_TEXT: Readonly<Record<Category, string>> = {
  NAME: 'Names',
  GEOGRAPHY: 'Geographic subdivisions smaller than a state',
  DATE: 'Dates directly related to an individual',
  PHONE: 'Telephone numbers',
  FAX: 'Fax numbers',
  EMAIL: 'Email addresses',
  SSN: 'Social security numbers',
  RECORD_NUMBER: 'Medical record numbers',
  HEALTH_PLAN: 'Health plan beneficiary numbers',
  ACCOUNT: 'Account numbers',
  LICENSE: 'Certificate and license numbers',
  VEHICLE: 'Vehicle identifiers and serial numbers',
  DEVICE: 'Device identifiers and serial numbers',
  URL: 'Web addresses (URLs)',
  IP_ADDRESS: 'IP addresses',
  BIOMETRIC: 'Biometric identifiers',
  PHOTO: 'Full-face photographs and comparable images',
  OTHER_ID: 'Any other unique identifying number, characteristic or code',
  CLINICAL: 'Clinical information',
  MENTAL_HEALTH: 'Mental health',
  SUBSTANCE_USE: 'Substance use (42 CFR Part 2)',
  SEXUAL_HEALTH: 'Sexual and reproductive health',
  GENETIC: 'Genetic information',
  FINANCIAL: 'Payment and financial information',
};
