import type { Outline, OutlineElement } from './outline.ts';

/** Types for what is especially sensitive, and what stands in each in place of its own resource. */
const RECORDS: Readonly<Record<string, string>> = {
  GeneticRecord: 'genetics (security label GDIS)',
  MentalHealthRecord: 'mental health (security labels PSY, PSYTHPN, BH)',
  SexualHealthRecord: 'sexual health, orientation and pregnancy (security labels HIV, SEX, STD)',
  SubstanceUseRecord: 'substance use (security labels ETH, ETHUD, OPIOIDUD, SUD; 42 CFR Part 2)',
};

/**
 * Adds what FHIR has only as values to an outline, because marks are of types and fields:
 * - a type for each kind of especially sensitive resource, which FHIR labels (`meta.security`), with the elements that
 *   clinical resources have in common;
 * - a field for the identifiers of a patient that fewer roles see.
 */
export function withOwnElements(outline: Outline): Outline {
  const names = Object.keys(RECORDS);
  const elements = outline.elements.flatMap((each) =>
    each.path === 'Patient.identifier' ? [each, GOVERNMENT_IDENTIFIER] : [each],
  );
  return {
    ...outline,
    elements: [...elements, ...names.flatMap(elementsOf)],
    searches: [
      ...outline.searches,
      ...names.flatMap((resource) => [
        { resource, name: 'patient', type: 'reference' },
        { resource, name: 'code', type: 'token' },
        { resource, name: 'date', type: 'date' },
      ]),
    ],
    withProvenance: new Set([...outline.withProvenance, ...names]),
  };
}

/** What a sensitive type is for; null for a resource of FHIR. */
export function sensitiveContent(type: string): string | null {
  return RECORDS[type] ?? null;
}

function elementsOf(record: string): readonly OutlineElement[] {
  return ELEMENTS.map(([name, type, short]) => ({
    path: `${record}.${name}`,
    type: type.replace('*', ''),
    isList: type.endsWith('*'),
    obligation: null,
    short,
  }));
}

const GOVERNMENT_IDENTIFIER: OutlineElement = {
  path: 'Patient.governmentIdentifier',
  type: 'Identifier',
  isList: true,
  obligation: null,
  short: 'Social security number, licenses and passports, which `identifier` leaves out',
};

const ELEMENTS = [
  ['resourceType', 'code', 'FHIR type of the resource, such as Condition or Observation'],
  ['subject', 'Reference(Patient)', 'Patient of the record'],
  ['encounter', 'Reference(Encounter)', 'Encounter of the record'],
  ['status', 'code', 'Status of the resource'],
  ['category', 'CodeableConcept*', 'Category of the resource'],
  ['code', 'CodeableConcept', 'Code or type of the resource'],
  ['effectiveDateTime', 'dateTime', 'When it was found, done, written or prescribed'],
  ['effectivePeriod', 'Period', 'Time during which it was found, done or prescribed'],
  ['reasonCode', 'CodeableConcept*', 'Reason for it'],
  ['valueQuantity', 'Quantity', 'Result'],
  ['valueCodeableConcept', 'CodeableConcept', 'Result'],
  ['valueString', 'string', 'Result'],
  ['dosageInstruction', 'Dosage*', 'How a medication is taken'],
  ['content', 'Attachment*', 'Documents'],
] as const;
