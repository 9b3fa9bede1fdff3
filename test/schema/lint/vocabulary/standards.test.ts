import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../../support/unmarked-phi.ts';

const TYPES: readonly (readonly [string, string])[] = [
  ['HL7 v2', 'PID OBX OBR DG1 AL1 PV1 RXA'],
  [
    'FHIR',
    'Encounter Condition Observation Procedure Immunization AllergyIntolerance MedicationRequest MedicationStatement CarePlan DiagnosticReport FamilyMemberHistory ExplanationOfBenefit DetectedIssue',
  ],
  ['X12', 'Subscriber Claim ServiceLine Remittance EligibilityInquiry BenefitEnrollment'],
  [
    'OMOP',
    'ConditionOccurrence DrugExposure ProcedureOccurrence VisitOccurrence DrugEra ConditionEra DoseEra ObservationPeriod',
  ],
  ['openEHR', 'Composition'],
];

const VALUES: readonly (readonly [string, string, readonly string[]])[] = [
  ['X12 and CMS-1500', 'HEALTH_PLAN', ['subscriberId', 'insuredId', 'groupNumber', 'policyNumber']],
  [
    'X12 and CMS-1500',
    'ACCOUNT',
    ['claimNumber', 'icn', 'tcn', 'patientControlNumber', 'patientAccountNo'],
  ],
  ['X12 and CMS-1500', 'NAME', ['insuredName', 'subscriberName']],
  ['X12 and CMS-1500', 'DATE', ['dateOfService', 'dos', 'admissionDate']],
  ['X12 and CMS-1500', 'CLINICAL', ['diagnosisCode', 'icd10', 'hcpcs', 'drg']],
  [
    'OMOP',
    'CLINICAL',
    [
      'condition_concept_id',
      'drug_concept_id',
      'procedure_concept_id',
      'measurement_concept_id',
      'observation_concept_id',
      'gender_concept_id',
      'race_concept_id',
      'ethnicity_concept_id',
    ],
  ],
  ['openEHR', 'RECORD_NUMBER', ['ehrId']],
  [
    'LOINC',
    'CLINICAL',
    ['hemoglobin', 'hematocrit', 'creatinine', 'egfr', 'tsh', 'wbc', 'platelets', 'ldl', 'cd4'],
  ],
  ['RxNorm', 'CLINICAL', ['rxnorm', 'activeIngredient', 'dose', 'sig', 'daysSupply']],
];

describe('the lint of names from standards', () => {
  it.each(
    TYPES.flatMap(([standard, names]) => names.split(' ').map((name) => [standard, name] as const)),
  )('takes a type of %s for a part of a record: %s', (_standard, name) => {
    const sdl = `type Query { p: Patient x: ${name} } type Patient { a: Boolean } type ${name} { quux: String }`;
    expect(unmarkedCoordinates(sdl)).toEqual([`${name}.quux`]);
  });

  it.each(
    VALUES.flatMap(([standard, category, names]) =>
      names.map((name) => [standard, category, name] as const),
    ),
  )('is sure of a value of %s as %s: %s', (_standard, category, name) => {
    const sdl = `type Query { p: Patient } type Patient { visits: [Visit] } type Visit { ${name}: String }`;
    expect(
      unmarkedPhi(sdl).map(({ suggestion, evidence }) => [
        suggestion?.categories.join(),
        evidence?.confidence,
      ]),
    ).toEqual([[category, 'high']]);
  });
});
