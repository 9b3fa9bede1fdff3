import { countOf } from '../../platform/count-of.ts';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import type { AccessEntry } from '../../audit/record/record.ts';

/** Data of a patient that left the gateway: objects of one type, and their fields. */
export type Disclosed = Pick<AccessEntry, 'type' | 'fields'> & {
  /** How many objects. */
  readonly records: number;
};

/**
 * Describes briefly what was disclosed, in words instead of field names: `Patient: name, dates. Observation (12
 * records): clinical information.` Full and de-identified data are listed separately.
 */
export function describeDisclosed(disclosed: readonly Disclosed[]): string {
  const types = new Map<
    string,
    { records: number; full: Set<string>; deidentified: Set<string> }
  >();
  for (const { type, fields, records } of disclosed) {
    const ofType = types.get(type) ?? { records: 0, full: new Set(), deidentified: new Set() };
    types.set(type, ofType);
    ofType.records += records;
    for (const { categories, view } of fields)
      for (const category of categories.length === 0 ? [OTHER] : categories)
        (view === 'full' ? ofType.full : ofType.deidentified).add(category);
  }
  return [...types]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { records, full, deidentified }]) => {
      const heading = records > 1 ? `${type} (${countOf(records, 'record')})` : type;
      // A category that was also shown in full is listed once.
      const only = new Set([...deidentified].filter((category) => !full.has(category)));
      const parts = [
        ...(full.size > 0 ? [inWords(full)] : []),
        ...(only.size > 0 ? [`in a de-identified form: ${inWords(only)}`] : []),
      ];
      return `${heading}: ${parts.join('; ')}.`;
    })
    .join(' ');
}

/** Stands for the category of a field without one: this version records none of these, other versions may. */
const OTHER = 'OTHER';

const WORDS: Readonly<Record<Category, string>> = {
  NAME: 'name',
  GEOGRAPHY: 'address or place',
  DATE: 'dates',
  PHONE: 'telephone number',
  FAX: 'fax number',
  EMAIL: 'e-mail address',
  SSN: 'social security number',
  RECORD_NUMBER: 'medical record number',
  HEALTH_PLAN: 'health plan number',
  ACCOUNT: 'account number',
  LICENSE: 'certificate or license number',
  VEHICLE: 'vehicle identifiers',
  DEVICE: 'device identifiers',
  URL: 'web addresses',
  IP_ADDRESS: 'network addresses',
  BIOMETRIC: 'biometric identifiers',
  PHOTO: 'photographs',
  OTHER_ID: 'other identifiers',
  CLINICAL: 'clinical information',
  MENTAL_HEALTH: 'mental health information',
  SUBSTANCE_USE: 'substance use information',
  SEXUAL_HEALTH: 'sexual health information',
  GENETIC: 'genetic information',
  FINANCIAL: 'financial information',
};

/** Names categories in the order of the specification, so that the same categories always read the same. */
function inWords(categories: ReadonlySet<string>): string {
  const specified = CATEGORIES.filter((category) => categories.has(category));
  const hasOthers = categories.size > specified.length;
  const words = specified.map((category) => WORDS[category]);
  return [...words, ...(hasOthers ? ['other health information'] : [])].join(', ');
}
