import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Category } from '../../../directives/spec.ts';
import type { Relation } from '../../../directives/operation/effective-roles.ts';
import type { RecordedField } from '../../../gateway/audit/record/record.ts';
import { BUNDLED_DATA_DIR } from '../../../schema/health/start-subgraph.ts';

/** An account of the sample. */
export interface SampleActor {
  readonly subject: string;
  readonly name: string;
  /** What the directory says that they work as. */
  readonly job: string;
  readonly role: string;
  readonly purpose: string;
  readonly relation: Relation;
  readonly operations: readonly string[];
  /** Names of field groups that it asks for. */
  readonly sees: readonly SampleGroup[];
}

/** Fields of one type that are requested together. */
export interface SampleFields {
  readonly type: string;
  readonly subgraph: string;
  readonly fields: Readonly<Record<string, readonly Category[]>>;
}

export type SampleGroup = 'who' | 'number' | 'findings' | 'values' | 'drugs' | 'mind' | 'money';

/** Fields of the example graph. */
export const FIELDS: Readonly<Record<SampleGroup, SampleFields>> = {
  who: {
    type: 'Patient',
    subgraph: 'patients',
    fields: { birthDate: ['DATE'], gender: ['CLINICAL'], name: ['NAME'] },
  },
  number: { type: 'Patient', subgraph: 'patients', fields: { ssn: ['SSN'] } },
  findings: {
    type: 'Condition',
    subgraph: 'clinical',
    fields: { description: ['CLINICAL'], recordedAt: ['CLINICAL', 'DATE'] },
  },
  values: {
    type: 'Observation',
    subgraph: 'clinical',
    fields: { description: ['CLINICAL'], value: ['CLINICAL'] },
  },
  drugs: {
    type: 'Medication',
    subgraph: 'medications',
    fields: { description: ['CLINICAL'], start: ['CLINICAL', 'DATE'] },
  },
  mind: {
    type: 'MentalHealthRecord',
    subgraph: 'clinical',
    fields: { description: ['MENTAL_HEALTH'] },
  },
  money: {
    type: 'Claim',
    subgraph: 'claims',
    fields: { outstanding: ['FINANCIAL'], payer: ['FINANCIAL', 'HEALTH_PLAN'] },
  },
};

/** The fields of a group, as a record lists them. */
export function recordedFields(
  { fields, subgraph }: SampleFields,
  view: RecordedField['view'],
): readonly RecordedField[] {
  return Object.entries(fields).map(([name, categories]) => ({
    name,
    categories,
    view,
    subgraphs: [subgraph],
  }));
}

const KINDS = [
  ['physician', 'Physician', 9, 'TREAT', 'care-team', ['PatientChart', 'MorningRound', 'Findings']],
  ['nurse', 'Nurse', 14, 'TREAT', 'all', ['Ward', 'MedicationPlan']],
  ['billing', 'Billing clerk', 3, 'HPAYMT', 'all', ['OpenClaims', 'Invoice']],
  ['researcher', 'Researcher', 2, 'HRESCH', 'all', ['Cohort']],
] as const;

const SEES: ReadonlyMap<string, SampleActor['sees']> = new Map([
  ['physician', ['who', 'findings', 'drugs', 'values', 'mind', 'number']],
  ['nurse', ['who', 'drugs', 'values']],
  ['billing', ['who', 'money', 'number']],
  ['researcher', ['findings']],
]);

/** Staff for a larger hospital: `times` the numbers of the sample, with numbered names. */
export function staffOf(times: number): readonly SampleActor[] {
  return KINDS.flatMap(([role, name, many, purpose, relation, operations]) =>
    Array.from({ length: many * times }, (_, index) => ({
      subject: `${role}-${String(index + 1).padStart(2, '0')}`,
      name: `${name} ${index + 1}`,
      job: name,
      role,
      purpose,
      relation,
      operations,
      sees: SEES.get(role) ?? [],
    })),
  );
}

/** All people in the sample. */
export const ACTORS = staffOf(1);

/** A nurse in the example's data who is also a patient. */
export const STAFF_NURSE: SampleActor = {
  subject: 'nurse',
  name: 'Demo nurse',
  job: 'Registered nurse',
  role: 'nurse',
  purpose: 'TREAT',
  relation: 'all',
  operations: ['Ward'],
  sees: ['who', 'drugs'],
};

/** The patient id of that nurse, from `staff.csv`. */
export const NURSE_AS_PATIENT = '00e36a2d-5859-4369-aed6-0a56df8edce6';

/** A nurse in the example's data who lives in the street of the first patient. */
export const NEIGHBOR_OF_PATIENT: SampleActor = {
  ...STAFF_NURSE,
  subject: '54a0c06b-ed78-4a3d-89c5-6c0401d01553',
  name: 'Rufus334 Nolan81',
  sees: ['who', 'values'],
};

/** The staff and the patients of a hospital. */
export interface SampleWorld {
  readonly actors: readonly SampleActor[];
  readonly patients: readonly string[];
}

/** Ids of the patients in the data that ships with the example. */
export const PATIENTS: readonly string[] = readFileSync(
  join(BUNDLED_DATA_DIR, 'patients.csv'),
  'utf8',
)
  .split('\n')
  .slice(1)
  .flatMap((line) => line.split(',')[0] || []);
