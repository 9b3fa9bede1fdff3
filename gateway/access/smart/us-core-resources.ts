import type { ScopedResource } from '../../../directives/operation/scope-needs.ts';
import type { Category } from '../../../directives/spec.ts';

/** Categories of clinical data, such as findings, procedures and medications. */
const CLINICAL: readonly Category[] = [
  'CLINICAL',
  'DATE',
  'GENETIC',
  'MENTAL_HEALTH',
  'OTHER_ID',
  'RECORD_NUMBER',
  'SEXUAL_HEALTH',
  'SUBSTANCE_USE',
];

/** Categories of how to reach a person, an organization or a place. */
const CONTACT: readonly Category[] = [
  'EMAIL',
  'FAX',
  'GEOGRAPHY',
  'NAME',
  'OTHER_ID',
  'PHONE',
  'URL',
];

const RESOURCES: Readonly<Record<string, readonly Category[]>> = {
  AllergyIntolerance: CLINICAL,
  // Not of US Core: the gateway's reports.
  AuditEvent: [],
  CarePlan: CLINICAL,
  CareTeam: [...CLINICAL, ...CONTACT],
  Condition: CLINICAL,
  Coverage: ['ACCOUNT', 'DATE', 'HEALTH_PLAN', 'OTHER_ID', 'RECORD_NUMBER'],
  Device: [...CLINICAL, 'DEVICE'],
  DiagnosticReport: [...CLINICAL, 'PHOTO', 'URL'],
  DocumentReference: [...CLINICAL, 'PHOTO', 'URL'],
  Encounter: CLINICAL,
  Goal: CLINICAL,
  Immunization: CLINICAL,
  Location: CONTACT,
  Medication: CLINICAL,
  MedicationDispense: CLINICAL,
  MedicationRequest: CLINICAL,
  Observation: CLINICAL,
  Organization: CONTACT,
  Patient: [...CONTACT, 'DATE', 'LICENSE', 'PHOTO', 'RECORD_NUMBER', 'SSN'],
  Practitioner: [...CONTACT, 'LICENSE'],
  PractitionerRole: CONTACT,
  Procedure: CLINICAL,
  Provenance: [...CLINICAL, 'NAME'],
  QuestionnaireResponse: CLINICAL,
  RelatedPerson: [...CONTACT, 'DATE'],
  ServiceRequest: CLINICAL,
  Specimen: CLINICAL,
};

/**
 * The resources of US Core (https://hl7.org/fhir/us/core/), each with the type of the graph that has its name and with
 * the categories of PHI that it has. Categories that it does not have, such as the cost of an encounter, stay closed.
 */
export const US_CORE_RESOURCES: ReadonlyMap<string, ScopedResource> = new Map(
  Object.entries(RESOURCES).map(([type, categories]) => [
    type,
    { types: [type], categories: [...new Set(categories)].toSorted() },
  ]),
);
