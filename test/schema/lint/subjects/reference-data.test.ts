import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of reference data', () => {
  it.each<[string, string, string[]]>([
    [
      'what a query lists with a key and a name, though orders of patients refer to it',
      'type Query { frames(brand: String): [Frame] } type Patient { orders: [GlassesOrder] } type GlassesOrder { frame: Frame remarks: String } type Frame { id: ID brand: String model: String price: Float }',
      ['GlassesOrder.remarks'],
    ],
    [
      'the plan of an insurer with a deductible for all',
      'type Query { plans: [Plan] } type Patient { a: Boolean plan: Plan } type Plan { id: ID name: String metal: String deductible: Float }',
      [],
    ],
    [
      'a test with the code of its concept',
      'type Query { kinds: [Assay] } type Patient { results: [Reading] } type Reading { assay: Assay quux: String } type Assay { id: ID label: String loinc: String }',
      ['Reading.quux'],
    ],
    [
      'the kind of something, to which each leads with one field, though no query lists it',
      'type Query { p: Patient } type Patient { level: Tier } type Tier { id: ID name: String quux: String }',
      [],
    ],
    [
      'types that are named for a code or a term',
      'type Query { p: Patient } type Patient { procedure: ProcedureCode finding: SnomedTerm } type ProcedureCode { code: String text: String } type SnomedTerm { conceptId: String text: String }',
      [],
    ],
    [
      'a medication that the items of prescriptions refer to',
      'type Query { medications: [Medication] } type Patient { items: [Prescription] } type Prescription { medication: Medication dose: String } type Medication { id: ID name: String atcCode: String form: String strength: String }',
      ['Prescription.dose'],
    ],
    [
      'a medication that prescriptions refer to, and its group in the dictionary lists',
      'type Query { medications: [Medication] } type Patient { items: [Prescription] } type Prescription { medication: Medication dose: String } type Medication { id: ID name: String strength: String group: MedicationCategory } type MedicationCategory { id: ID name: String medications: [Medication] }',
      ['Prescription.dose'],
    ],
    [
      'what a discipline has beside the range of ages of those who may come',
      'type Query { areas: [Area] } type Patient { a: Boolean } type Area { id: ID ageRangePatients: String remark: String }',
      ['Area.ageRangePatients'],
    ],
    [
      'a code with a description on a page',
      'type Query { classes(pagination: Paging): PaginatedClasses } input Paging { take: Int } type PaginatedClasses { items: [RegulatoryClass] total: Int take: Int } type Patient { visits: [Visit] } type Visit { class: RegulatoryClass quux: String } type RegulatoryClass { code: String description: String createdAt: String }',
      ['Visit.quux'],
    ],
    [
      'a treatment with a price and an author',
      'type Query { treatments: [Treatment] } type Patient { treatments: [Treatment] } type Treatment { id: ID name: String price: Int createdBy: User } type User { email: String }',
      [],
    ],
    [
      'the kinds of an appointment, and what changes them',
      'type Query { kinds: [AppointmentType] } type Mutation { add(input: CreateAppointmentTypeInput): AppointmentType } type Patient { visits: [Appointment] } type Appointment { type: AppointmentType quux: String } type AppointmentType { id: ID code: String description: String } input CreateAppointmentTypeInput { code: String description: String }',
      ['Appointment.quux'],
    ],
    [
      'a practice that is known by the number of its physician',
      'type Query { p: Patient } type Patient { requests: [LabOrder] } type LabOrder { from: Requestor quux: String } type Requestor { npi: String title: String phone: String }',
      ['LabOrder.from', 'LabOrder.quux'],
    ],
  ])('does not report %s', (_what, sdl, expected) => {
    const found = unmarkedCoordinates(sdl);
    expect(found.filter((at) => expected.includes(at) || !at.startsWith('Patient.'))).toEqual(
      expected.filter((at) => found.includes(at)),
    );
  });

  it.each<[string, string, string]>([
    [
      'a time',
      'type Query { wounds: [Lesion] } type Patient { wounds: [Lesion] } type Lesion { id: ID name: String foundOn: String }',
      'Lesion.foundOn',
    ],
    [
      'the date of something, as of a session',
      'type Query { sessions: [Session] } type Patient { sessions: [Session] } type Session { id: ID session_name: String date_of_session: String }',
      'Session.date_of_session',
    ],
    [
      'the key of a patient',
      'type Query { rooms: [Corner] } type Patient { a: Boolean } type Corner { id: ID name: String patientId: ID }',
      'Corner.patientId',
    ],
    [
      'health information',
      'type Query { rows: [Row] } type Patient { rows: [Row] } type Row { id: ID name: String diagnosis: String }',
      'Row.diagnosis',
    ],
    [
      'an owner in the query that lists it',
      'type Query { rows(patientId: ID): [Row] } type Patient { a: Boolean } type Row { id: ID name: String quux: String }',
      'Row.quux',
    ],
  ])('reports a type with a key, a name and %s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toContain(expected);
  });
});
