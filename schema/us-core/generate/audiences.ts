import type { Category, Deidentify } from '../../../directives/spec.ts';

/** One `@phi` and the `@role` that goes with it. */
export interface Mark {
  readonly categories: readonly Category[];
  readonly method: Deidentify;
  readonly audience: Audience;
}

/** The roles that see a value in full, and those that see it de-identified. */
export interface Audience {
  readonly full: readonly string[];
  readonly deidentified: readonly string[];
}

const RESEARCHER = 'researcher';

/** Roles with the record of a patient. */
export const EVERY_ROLE: Audience = {
  full: ['billing', 'clinician', 'patient', 'privacy_officer', RESEARCHER],
  deidentified: [],
};
/** What identifies a patient. */
const IDENTITY: Audience = withoutResearch(EVERY_ROLE);
/** Findings and treatments, as codes and quantities. */
const CLINICAL: Audience = { full: ['clinician', 'patient', RESEARCHER], deidentified: [] };
/** Texts and documents, which can name any person. */
const CARE: Audience = { full: ['clinician', 'patient'], deidentified: [] };
/** What a bill is made from: visits, diagnoses and procedures. */
const BILLED: Audience = { full: ['billing', ...CLINICAL.full], deidentified: [] };
const INSURANCE: Audience = { full: ['billing', 'patient'], deidentified: [] };
const CONTACTS: Audience = { full: IDENTITY.full, deidentified: [] };
const OF_DEVICE: Audience = withoutResearch(CLINICAL);

/** The same audience for values that identify: researchers see them by a method, or null. */
export function withoutResearch({ full, deidentified }: Audience): Audience {
  if (!full.includes(RESEARCHER)) return { full, deidentified };
  return {
    full: full.filter((role) => role !== RESEARCHER),
    deidentified: [...deidentified, RESEARCHER],
  };
}

function mark(
  audience: Audience,
  categories: readonly Category[] = ['CLINICAL'],
  method: Deidentify = 'SUPPRESS',
): Mark {
  return { categories, method, audience };
}

/** Resources without PHI, open to every authenticated caller: who provides care, where, and which drugs exist. */
export const OPEN_RESOURCES: ReadonlySet<string> = new Set([
  'Location',
  'Medication',
  'Organization',
  'Practitioner',
  'PractitionerRole',
]);

/** The open resources that reveal where a patient was treated, and so roughly where the patient lives. */
export const PROVIDERS: ReadonlySet<string> = new Set(
  [...OPEN_RESOURCES].filter((resource) => resource !== 'Medication'),
);

/**
 * Who sees a resource, by its name, and an element of one that is not for all who see the resource. A part
 * (`Device.udiCarrier`) has the entry of the nearest element above.
 */
export const MARKS: ReadonlyMap<string, Mark> = new Map(
  Object.entries<Mark>({
    AllergyIntolerance: mark(CLINICAL),
    CarePlan: mark(CLINICAL),
    CareTeam: mark(CARE),
    Condition: mark(BILLED),
    Coverage: mark(INSURANCE, ['HEALTH_PLAN']),
    Device: mark(CLINICAL),
    'Device.udiCarrier': mark(OF_DEVICE, ['DEVICE']),
    'Device.distinctIdentifier': mark(OF_DEVICE, ['DEVICE']),
    'Device.lotNumber': mark(OF_DEVICE, ['DEVICE']),
    'Device.serialNumber': mark(OF_DEVICE, ['DEVICE']),
    DiagnosticReport: mark(CLINICAL),
    DocumentReference: mark(CARE),
    Encounter: mark(BILLED),
    'Encounter.reasonCode': mark(CLINICAL),
    'Encounter.reasonReference': mark(CLINICAL),
    FamilyMemberHistory: mark(CARE),
    Goal: mark(CLINICAL),
    Immunization: mark(CLINICAL),
    MedicationDispense: mark(CLINICAL),
    MedicationRequest: mark(CLINICAL),
    Observation: mark(CLINICAL),
    Patient: mark(EVERY_ROLE),
    'Patient.birthsex': mark(EVERY_ROLE),
    'Patient.communication': mark(IDENTITY),
    'Patient.ethnicity': mark(CLINICAL),
    'Patient.genderIdentity': mark(CARE, ['SEXUAL_HEALTH']),
    'Patient.identifier': mark(IDENTITY, ['RECORD_NUMBER']),
    'Patient.governmentIdentifier': mark(
      { full: ['billing', 'patient', 'privacy_officer'], deidentified: [] },
      ['SSN', 'LICENSE'],
    ),
    'Patient.interpreterRequired': mark(IDENTITY),
    'Patient.race': mark(CLINICAL),
    'Patient.tribalAffiliation': mark(CARE),
    Procedure: mark(BILLED),
    'Procedure.reasonCode': mark(CLINICAL),
    'Procedure.reasonReference': mark(CLINICAL),
    Provenance: mark(CONTACTS),
    QuestionnaireResponse: mark(CARE),
    RelatedPerson: mark(CONTACTS),
    ServiceRequest: mark(CLINICAL),
    Specimen: mark(CLINICAL),

    GeneticRecord: mark(CARE, ['GENETIC']),
    MentalHealthRecord: mark(CARE, ['MENTAL_HEALTH']),
    SexualHealthRecord: mark(CARE, ['SEXUAL_HEALTH']),
    SubstanceUseRecord: mark(CARE, ['SUBSTANCE_USE']),
  }),
);

const FREE_TEXT = mark(IDENTITY);
const DATED = mark(IDENTITY, ['DATE'], 'YEAR');
const PLACE = mark(IDENTITY, ['GEOGRAPHY']);

/**
 * FHIR's data types in a patient's record, with the marks of the type itself (`''`) and of elements that fewer see. Each type
 * is marked, so that a field that returns it is never open, and so that `authorization.unmarked: deny` leaves it readable.
 */
export const DATA_TYPE_MARKS: ReadonlyMap<string, ReadonlyMap<string, Mark>> = new Map(
  Object.entries<Readonly<Record<string, Mark>>>({
    Address: {
      '': mark(EVERY_ROLE, ['GEOGRAPHY']),
      text: PLACE,
      line: PLACE,
      city: PLACE,
      district: PLACE,
      postalCode: mark(IDENTITY, ['GEOGRAPHY'], 'ZIP3'),
    },
    Annotation: { '': mark(CARE) },
    Attachment: { '': mark(CARE), url: mark(CARE, ['URL']) },
    CodeableConcept: { '': mark(EVERY_ROLE), text: FREE_TEXT },
    Coding: { '': mark(EVERY_ROLE) },
    ContactPoint: { '': mark(IDENTITY, ['PHONE', 'FAX', 'EMAIL', 'URL']) },
    Dosage: { '': mark(EVERY_ROLE), text: FREE_TEXT },
    HumanName: { '': mark(IDENTITY, ['NAME']) },
    Identifier: { '': mark(IDENTITY, ['OTHER_ID']) },
    Meta: { '': mark(EVERY_ROLE), lastUpdated: DATED },
    Money: { '': mark({ full: ['billing', 'patient'], deidentified: [] }, ['FINANCIAL']) },
    Narrative: { '': mark(EVERY_ROLE), div: mark(CARE) },
    Period: { '': mark(EVERY_ROLE), start: DATED, end: DATED },
    Quantity: { '': mark(EVERY_ROLE) },
    Range: { '': mark(EVERY_ROLE) },
    Ratio: { '': mark(EVERY_ROLE) },
    SampledData: { '': mark(EVERY_ROLE) },
    Timing: { '': mark(EVERY_ROLE), event: DATED },
  }).map(([type, marks]) => [type, new Map(Object.entries(marks))]),
);

/** The method for texts and dates by FHIR's type of them. */
export const KINDS: ReadonlyMap<string, 'date' | 'free text'> = new Map([
  ['date', 'date'],
  ['dateTime', 'date'],
  ['instant', 'date'],
  ['base64Binary', 'free text'],
  ['markdown', 'free text'],
  ['string', 'free text'],
  ['time', 'free text'],
  ['xhtml', 'free text'],
]);
