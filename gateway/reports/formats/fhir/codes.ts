import type { CodeableConcept, Coding } from './audit-event.ts';
import { fhirToken } from './fhir-text.ts';

/** The base URL of this product's own codes and extensions. */
const OWN = 'https://phi-gateway.dev/fhir';

/** URLs of the code systems. */
export const SYSTEMS = {
  eventType: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  interaction: 'http://hl7.org/fhir/restful-interaction',
  lifecycle: 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle',
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  provenance: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  sourceType: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  entityType: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  entityRole: 'http://terminology.hl7.org/CodeSystem/object-role',
  balpEntity: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
  recordKind: `${OWN}/CodeSystem/record-kind`,
  category: `${OWN}/CodeSystem/phi-category`,
  role: `${OWN}/CodeSystem/role`,
} as const;

/** URLs of the extensions. */
export const EXTENSIONS = {
  ledgerLeaf: `${OWN}/StructureDefinition/ledger-leaf`,
  organization: `${OWN}/StructureDefinition/organization`,
  absent: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
} as const;

/** A code of one of the systems. */
export function coding(system: keyof typeof SYSTEMS, code: string, display?: string): Coding {
  const named = { system: SYSTEMS[system], code: fhirToken(code) };
  return display === undefined ? named : { ...named, display };
}

/** A concept that has exactly one code. */
export function concept(...args: Parameters<typeof coding>): CodeableConcept {
  return { coding: [coding(...args)] };
}

/** Types and roles of entities. */
export const ENTITY = {
  person: coding('entityType', '1', 'Person'),
  system: coding('entityType', '2', 'System Object'),
  other: coding('entityType', '4', 'Other'),
  patient: coding('entityRole', '1', 'Patient'),
  report: coding('entityRole', '3', 'Report'),
  domainResource: coding('entityRole', '4', 'Domain Resource'),
  query: coding('entityRole', '24', 'Query'),
} as const;
