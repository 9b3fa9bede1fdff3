import { createRandom, pick } from './random.ts';

/** An account of the sample. */
export interface SampleActor {
  readonly subject: string;
  readonly name: string;
  readonly role: string;
  readonly purpose: string;
  readonly relation: string;
  readonly operations: readonly string[];
  /** Names of field groups that it asks for. */
  readonly sees: readonly Group[];
}

/** A field with the kinds of PHI that it holds. */
export type SampleField = readonly [coordinate: string, categories: readonly string[]];

type Group = 'who' | 'number' | 'findings' | 'drugs' | 'mind' | 'money';

/** Fields of the example graph. */
export const FIELDS: Readonly<Record<Group, readonly SampleField[]>> = {
  who: [
    ['Patient.name', ['NAME']],
    ['Patient.birthDate', ['DATE']],
    ['Patient.address', ['GEOGRAPHY']],
  ],
  number: [['Patient.ssn', ['SSN']]],
  findings: [
    ['Condition.description', ['CLINICAL']],
    ['Condition.start', ['DATE', 'CLINICAL']],
    ['Observation.value', ['CLINICAL']],
  ],
  drugs: [
    ['Medication.description', ['CLINICAL']],
    ['Medication.start', ['DATE', 'CLINICAL']],
  ],
  mind: [['Patient.mentalHealthRecords', ['MENTAL_HEALTH']]],
  money: [
    ['Claim.total', ['FINANCIAL']],
    ['Patient.healthcareExpenses', ['FINANCIAL']],
  ],
};

const KINDS = [
  ['physician', 'Physician', 9, 'TREAT', 'care-team', ['PatientChart', 'MorningRound', 'Findings']],
  ['nurse', 'Nurse', 14, 'TREAT', 'all', ['Ward', 'MedicationPlan']],
  ['billing', 'Billing clerk', 3, 'HPAYMT', 'all', ['OpenClaims', 'Invoice']],
  ['researcher', 'Researcher', 2, 'HRESCH', 'all', ['Cohort']],
] as const;

const SEES: ReadonlyMap<string, SampleActor['sees']> = new Map([
  ['physician', ['who', 'findings', 'drugs', 'mind', 'number']],
  ['nurse', ['who', 'drugs', 'findings']],
  ['billing', ['who', 'money', 'number']],
  ['researcher', ['findings']],
]);

/** Everybody in the sample. Nobody in it has a name of their own. */
export const ACTORS: readonly SampleActor[] = KINDS.flatMap(
  ([role, name, many, purpose, relation, operations]) =>
    Array.from({ length: many }, (_, index) => ({
      subject: `${role}-${String(index + 1).padStart(2, '0')}`,
      name: `${name} ${index + 1}`,
      role,
      purpose,
      relation,
      operations,
      sees: SEES.get(role) ?? [],
    })),
);

const HEX = '0123456789abcdef'.split('');

/** Ids of patients, made as those of the example's data are. */
export const PATIENTS: readonly string[] = (() => {
  const random = createRandom(7);
  const hex = (length: number) => Array.from({ length }, () => pick(random, HEX)).join('');
  return Array.from({ length: 60 }, () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`);
})();
