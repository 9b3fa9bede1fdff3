import { describe, expect, it } from '@jest/globals';

import type { View } from '../../../directives/policy/policy.ts';
import { compose } from '../../../schema/compose.ts';
import { readSdl } from '../../../schema/health/executable-schema.ts';
import { HEALTH_SUBGRAPHS } from '../../../schema/health/subgraphs.ts';

const composed = compose(
  HEALTH_SUBGRAPHS.map(({ name, port }) => ({
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    sdl: readSdl(name),
  })),
);
if (!composed.ok) throw new Error(composed.problems.map(({ message }) => message).join('\n'));
const { policy } = composed;

const ROLES = [
  'patient',
  'physician',
  'nurse',
  'billing',
  'researcher',
  'privacy_officer',
] as const;

/** The view of a caller with one role, from the clauses alone: the lowest view of any clause. */
function view(coordinate: string, role: string): View {
  for (const [at, { clauses }] of policy.requirements) {
    if (String(at) !== coordinate) continue;
    if (clauses.every(({ anyOf }) => anyOf.includes(role))) return 'full';
    return clauses.every(
      ({ anyOf, deidentified }) => anyOf.includes(role) || deidentified.includes(role),
    )
      ? 'deidentified'
      : 'none';
  }
  return 'full';
}

/** One letter for each role, in their order: `F` full, `d` de-identified, `-` none. */
function views(coordinate: string): string {
  return ROLES.map(
    (role) => ({ full: 'F', deidentified: 'd', none: '-' })[view(coordinate, role)],
  ).join('');
}

describe('the @phi, @role and @patient directives of the example graph', () => {
  it('name exactly the roles patient, physician, nurse, billing, researcher and privacy_officer', () => {
    expect(policy.roles).toEqual(ROLES.toSorted());
  });

  // Columns:          patient, physician, nurse, billing, researcher, privacy officer
  it.each([
    ['Patient.id', 'FFFFdF'],
    ['Patient.name', 'FFFFdF'],
    ['Patient.birthDate', 'FFFFdF'],
    ['Patient.age', 'FFFFdF'],
    ['Patient.deathDate', 'FFFFdF'],
    ['Patient.ssn', 'Fd-F-F'],
    ['Patient.driversLicense', 'F----F'],
    ['Patient.gender', 'FFFFFF'],
    ['Patient.race', 'FFF-F-'],
    ['Address.line', 'FFFFdF'],
    ['Address.city', 'FFFFdF'],
    ['Address.state', 'FFFFFF'],
    ['Address.zip', 'FFFFdF'],
    ['Patient.healthcareExpenses', 'F--F--'],
    ['Encounter.id', 'FFFFd-'],
    ['Encounter.start', 'FFFFd-'],
    ['Encounter.description', 'FFFFF-'],
    ['Encounter.reasonDescription', 'FFF-F-'],
    ['Encounter.mentalHealth', 'FF--F-'],
    ['Encounter.substanceUse', 'FF--F-'],
    ['Encounter.totalCost', 'F--F--'],
    ['Encounter.practitioner', 'FFFF--'],
    ['Patient.careTeam', 'FFFF--'],
    ['Condition.description', 'FFF-F-'],
    ['Condition.recordedAt', 'FFF-d-'],
    ['Observation.value', 'FFF-F-'],
    ['Observation.statedAddress', 'FFF-d-'],
    ['MentalHealthRecord.description', 'FF--F-'],
    ['MentalHealthRecord.recordedAt', 'FF--d-'],
    ['SubstanceUseRecord.description', 'FF--F-'],
    ['ClinicalRecord.description', 'FF--F-'],
    ['Patient.charlsonIndex', 'FF----'],
    ['Note.text', 'FFF---'],
    ['Medication.description', 'FFFFF-'],
    ['Medication.reasonDescription', 'FFF-F-'],
    ['Medication.totalCost', 'F--F--'],
    ['MentalHealthMedication.description', 'FF--F-'],
    ['SubstanceUseMedication.description', 'FF--F-'],
    ['Claim.outstanding', 'F--F--'],
    ['Claim.diagnoses', 'F--F--'],
    ['Claim.mentalHealthDiagnoses', 'F-----'],
    ['Claim.substanceUseDiagnoses', 'F-----'],
    ['Claim.encounterPatientShare', 'F--F--'],
    ['Query.patient(id:)', 'FFFFdF'],
    ['Mutation.correctAddress', 'F-FF-F'],
    ['AddressInput.line', 'F-FF-F'],
    ['Mutation.addNote', '-FF---'],
    ['Mutation.addNote(text:)', '-FF---'],
    ['Practitioner.name', 'FFFFFF'],
    ['Payer.name', 'FFFFFF'],
  ])(
    'give for %s the views %s (F full, d de-identified, - none) to patient, physician, nurse, billing, researcher, privacy officer',
    (coordinate, expected) => {
      expect(views(coordinate)).toBe(expected);
    },
  );

  it.each([
    ['Patient.id', 'PSEUDONYM'],
    ['Patient.ssn', 'LAST4'],
    ['Patient.name', 'SUPPRESS'],
    ['Patient.birthDate', 'AGE_90_PLUS'],
    ['Patient.deathDate', 'YEAR'],
    ['Address.zip', 'ZIP3'],
    ['Address.city', 'SUPPRESS'],
    ['Encounter.start', 'YEAR'],
    ['Condition.recordedAt', 'YEAR'],
    ['Condition.id', 'PSEUDONYM'],
    ['Medication.start', 'YEAR'],
  ])('de-identify %s by %s', (coordinate, method) => {
    const found = [...policy.requirements].find(([at]) => String(at) === coordinate);
    expect(found?.[1].method).toBe(method);
  });

  it.each([
    ['MentalHealthRecord.code', 'MENTAL_HEALTH'],
    ['MentalHealthEncounter.code', 'MENTAL_HEALTH'],
    ['MentalHealthMedication.code', 'MENTAL_HEALTH'],
    ['Claim.mentalHealthDiagnoses', 'MENTAL_HEALTH'],
    ['SubstanceUseRecord.code', 'SUBSTANCE_USE'],
    ['SubstanceUseEncounter.code', 'SUBSTANCE_USE'],
    ['SubstanceUseMedication.code', 'SUBSTANCE_USE'],
    ['Claim.substanceUseDiagnoses', 'SUBSTANCE_USE'],
    ['Claim.outstanding', 'FINANCIAL'],
    ['Condition.code', 'CLINICAL'],
  ])('give %s the PHI category %s', (coordinate, category) => {
    const found = [...policy.requirements].find(([at]) => String(at) === coordinate);
    expect(found?.[1].categories).toContain(category);
  });

  it('name the patient of every record type', () => {
    expect([...policy.patients.keys()].toSorted()).toEqual([
      'Allergy',
      'Claim',
      'Condition',
      'Encounter',
      'Immunization',
      'Medication',
      'MentalHealthMedication',
      'MentalHealthRecord',
      'Note',
      'Observation',
      'Patient',
      'Procedure',
      'SubstanceUseMedication',
      'SubstanceUseRecord',
    ]);
  });

  it('mark exactly the patient arguments of Mutation.addNote, Mutation.correctAddress and Query.patient', () => {
    expect([...policy.patientInputs].map(String).toSorted()).toEqual([
      'Mutation.addNote(patientId:)',
      'Mutation.correctAddress(patientId:)',
      'Query.patient(id:)',
    ]);
  });
});
