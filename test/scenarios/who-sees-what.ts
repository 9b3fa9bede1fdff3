/*
 * Who sees what in the example hospital, field by field, written by hand as its privacy officer would sign it. The
 * scenarios compare the gateway with this table, and with nothing that the gateway derives from the schema.
 *
 * A line has types, fields, `phi` or `.`, and a view for each role. It can continue on further lines, whose types and
 * fields are added to it; a line without a type is about the types of the line before.
 * - `phi`: every release is recorded; `.`: releases are not recorded.
 * - `full`: the value; a method, such as `YEAR`: its result; `-`: nothing.
 * - `*` is the object itself: a role that doesn't see it sees none of its fields.
 * - With an argument, such as `patient(id)`, the line says which roles may use the argument. The lines of the returned
 *   objects say what they see.
 * - A field without a line is open to every role.
 */
const TABLE = `
                                                         patient physician nurse billing researcher privacy_officer

Query           patients                            .    full    full      full  full    full       full
Query           patient(id)                         .    full    full      full  full    -          full
Query           encounter(id) medication(id)        phi  full    full      full  full    -          -
Query           condition(id) observation(id)
                clinicalRecord(id)                  phi  full    full      full  -       -          -
Query           claim(id)                           phi  full    -         -     full    -          -
Mutation        correctAddress(patientId)           phi  full    -         full  full    -          full
Mutation        addNote(patientId)                  phi  -       full      full  -       -          -

Patient         *                                   .    full    full      full  full    full       full
Patient         id                                  phi  full    full      full  full    PSEUDONYM  full
Patient         ssn                                 phi  full    LAST4     -     full    -          full
Patient         driversLicense passport maidenName  phi  full    -         -     -       -          full
Patient         name                                phi  full    full      full  full    SUPPRESS   full
Patient         birthDate age                       phi  full    full      full  full    AGE        full
Patient         deathDate                           phi  full    full      full  full    YEAR       full
Patient         gender                              phi  full    full      full  full    full       full
Patient         race ethnicity maritalStatus        phi  full    full      full  -       full       -
Patient         healthcareExpenses
                healthcareCoverage                  phi  full    -         -     full    -          -
Patient         encounters medications              phi  full    full      full  full    full       -
Patient         careTeam                            phi  full    full      full  full    -          -
Patient         conditions observations allergies
                procedures immunizations timeline   phi  full    full      full  -       full       -
Patient         mentalHealthRecords
                substanceUseRecords
                mentalHealthMedications
                substanceUseMedications             phi  full    full      -     -       full       -
Patient         notes                               phi  full    full      full  -       -          -
Patient         charlsonIndex                       phi  full    full      -     -       -          -
Patient         claims                              phi  full    -         -     full    -          -

Address         line city county                    phi  full    full      full  full    SUPPRESS   full
Address         state                               phi  full    full      full  full    full       full
Address         zip                                 phi  full    full      full  full    ZIP3       full

Encounter       *                                   .    full    full      full  full    full       -
Encounter       id                                  phi  full    full      full  full    PSEUDONYM  -
Encounter       patient class code description
                medications                         phi  full    full      full  full    full       -
Encounter       start end                           phi  full    full      full  full    YEAR       -
Encounter       reasonCode reasonDescription
                records                             phi  full    full      full  -       full       -
Encounter       mentalHealth substanceUse           phi  full    full      -     -       full       -
Encounter       practitioner organization           phi  full    full      full  full    -          -
Encounter       payer baseCost totalCost
                payerCoverage claims                phi  full    -         -     full    -          -
MentalHealthEncounter SubstanceUseEncounter
                * code description reasonCode
                reasonDescription                   phi  full    full      -     -       full       -
CareTeamMember  * practitioner encounterCount
                lastSeen                            phi  full    full      full  full    -          -
Practitioner    encounters                          phi  full    full      full  full    -          -

Observation Condition Allergy Procedure Immunization
                * code description patient
                encounter                           phi  full    full      full  -       full       -
                id                                  phi  full    full      full  -       PSEUDONYM  -
                recordedAt                          phi  full    full      full  -       YEAR       -
Observation     category value unit                 phi  full    full      full  -       full       -
Observation     statedAddress                       phi  full    full      full  -       SUPPRESS   -
Condition Allergy Procedure
                endedAt                             phi  full    full      full  -       YEAR       -
Allergy         category reactions                  phi  full    full      full  -       full       -
AllergyReaction * description severity              phi  full    full      full  -       full       -
Procedure       reasonCode reasonDescription        phi  full    full      full  -       full       -
MentalHealthRecord SubstanceUseRecord
                * code description patient
                encounter kind value unit
                reasonCode reasonDescription        phi  full    full      -     -       full       -
                id                                  phi  full    full      -     -       PSEUDONYM  -
                recordedAt endedAt                  phi  full    full      -     -       YEAR       -
Note            * id patient text writtenAt         phi  full    full      full  -       -          -

Medication      * code description dispenses
                patient encounter                   phi  full    full      full  full    full       -
Medication      id                                  phi  full    full      full  full    PSEUDONYM  -
Medication      start end                           phi  full    full      full  full    YEAR       -
Medication      reasonCode reasonDescription        phi  full    full      full  -       full       -
Medication      payer totalCost payerCoverage       phi  full    -         -     full    -          -
MentalHealthMedication SubstanceUseMedication
                * code description dispenses
                reasonCode reasonDescription
                patient encounter                   phi  full    full      -     -       full       -
                id                                  phi  full    full      -     -       PSEUDONYM  -
                start end                           phi  full    full      -     -       YEAR       -
                payer totalCost payerCoverage       phi  full    -         -     -       -          -

Claim           * id patient encounter practitioner
                payer secondaryPayer serviceDate
                lastBilledAt status outstanding
                patientOutstanding diagnoses
                encounterPatientShare               phi  full    -         -     full    -          -
Claim           mentalHealthDiagnoses
                substanceUseDiagnoses               phi  full    -         -     -       -          -
ClaimDiagnosis  * code description                  phi  full    -         -     full    -          -
`;

/** The roles, in the order of the table's columns. */
export const ROLES = [
  'patient',
  'physician',
  'nurse',
  'billing',
  'researcher',
  'privacy_officer',
] as const;

/** A role of the example hospital. */
export type Role = (typeof ROLES)[number];

/** How a role sees a field. */
export type View = 'full' | 'PSEUDONYM' | 'LAST4' | 'SUPPRESS' | 'AGE' | 'YEAR' | 'ZIP3' | '-';

/** The line of the table for one field. */
export interface Entry {
  readonly isPhi: boolean;
  /** Whether the line says which roles may use the field's argument. */
  readonly isByInput: boolean;
  readonly views: ReadonlyMap<Role, View>;
}

const VIEWS: ReadonlySet<string> = new Set(
  'full PSEUDONYM LAST4 SUPPRESS AGE YEAR ZIP3 -'.split(' '),
);

/** `Type.field`, or `Type.*` for the object, → its line. The names of arguments are left out. */
export const ENTRIES: ReadonlyMap<string, Entry> = parseTable();

function parseTable(): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  let types: string[] = [];
  let fields: string[] = [];
  // Whether the next type replaces the types so far (after a field or a complete line) or is added to them.
  let isNewType = true;
  for (const line of TABLE.split('\n').slice(2)) {
    const words = line.split(/\s+/).filter((word) => word !== '');
    const marker = words.findIndex((word) => word === 'phi' || word === '.');
    const named = marker < 0 ? words : words.slice(0, marker);
    for (const name of named) {
      if (!/^[A-Z]/.test(name)) {
        fields.push(name);
        isNewType = true;
        continue;
      }
      if (isNewType) types = [];
      isNewType = false;
      types.push(name);
    }
    if (marker < 0) continue;
    const views = words.slice(marker + 1);
    if (views.length !== ROLES.length || views.some((view) => !VIEWS.has(view)))
      throw new Error(`the table has a malformed line: ${line}`);
    for (const type of types)
      for (const field of fields) {
        const coordinate = `${type}.${field.replace(/\(.*/, '')}`;
        if (entries.has(coordinate)) throw new Error(`${coordinate} has two lines`);
        entries.set(coordinate, {
          isPhi: words[marker] === 'phi',
          isByInput: field.includes('('),
          views: new Map(ROLES.map((role, column) => [role, views[column] as View])),
        });
      }
    fields = [];
    isNewType = true;
  }
  return entries;
}

/** How a role sees a field of a concrete type, or the object itself (`*`). */
export function viewOf(role: Role, type: string, field: string): View {
  return ENTRIES.get(`${type}.${field}`)?.views.get(role) ?? 'full';
}

/** Whether releases of a field are recorded. */
export function isPhi(type: string, field: string): boolean {
  return ENTRIES.get(`${type}.${field}`)?.isPhi === true;
}

/* Category → what a patient denies with it. `*` is the object itself with all of its fields. */
const DENIABLE = `
MENTAL_HEALTH   MentalHealthRecord.* MentalHealthMedication.* MentalHealthEncounter.* Encounter.mentalHealth
                Patient.mentalHealthRecords Patient.mentalHealthMedications Claim.mentalHealthDiagnoses
SUBSTANCE_USE   SubstanceUseRecord.* SubstanceUseMedication.* SubstanceUseEncounter.* Encounter.substanceUse
                Patient.substanceUseRecords Patient.substanceUseMedications Claim.substanceUseDiagnoses
`;

const CATEGORY_OF: ReadonlyMap<string, string> = readDeniable();

function readDeniable(): ReadonlyMap<string, string> {
  const categories = new Map<string, string>();
  let category = '';
  for (const word of DENIABLE.split(/\s+/)) {
    if (!word.includes('.')) category = word;
    else categories.set(word, category);
  }
  return categories;
}

/** The category by which patients can deny a field or an object (`*`); undefined where they can't. */
export function categoryOf(type: string, field: string): string | undefined {
  return CATEGORY_OF.get(`${type}.${field}`) ?? CATEGORY_OF.get(`${type}.*`);
}

/** The types whose objects are a patient's record, each with an id of its own. */
export const RECORD_TYPES: ReadonlySet<string> = new Set([
  'Patient',
  'Encounter',
  'Observation',
  'Condition',
  'Allergy',
  'Procedure',
  'Immunization',
  'MentalHealthRecord',
  'SubstanceUseRecord',
  'Note',
  'Medication',
  'MentalHealthMedication',
  'SubstanceUseMedication',
  'Claim',
]);
