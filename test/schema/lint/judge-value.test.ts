import { describe, expect, it } from '@jest/globals';
import { lint } from '../../../schema/lint/lint.ts';
import type { Vocabulary } from '../../../schema/lint/vocabulary/vocabulary.ts';
import { ANY_ROLES } from '../../support/lint-subgraphs.ts';

/** Coordinates with a warning about unmarked PHI in a schema without marks, sorted. */
function warned(sdl: string, vocabularies: readonly Vocabulary[] = []): readonly string[] {
  return findings(sdl, vocabularies)
    .map(({ coordinate }) => coordinate ?? '')
    .toSorted();
}

function findings(sdl: string, vocabularies: readonly Vocabulary[] = []) {
  const subgraph = { name: 'a', url: 'http://a.test', sdl };
  return lint([subgraph], ANY_ROLES, vocabularies).filter(({ code }) => code === 'PHI_UNMARKED');
}

describe('lint judges a description', () => {
  it.each<[string, string, string[]]>([
    ['in a graph with patients', 'type Patient { a: Boolean }', ['Account.handle', 'Account.tax']],
    ['only by words with one meaning in a graph without patients', '', ['Account.tax']],
  ])('%s', (_where, patient, expected) => {
    const account =
      'type Account { "The email address of the account." handle: String "The social security number." tax: String }';
    expect(warned(`type Query { account: Account } ${account} ${patient}`)).toEqual(expected);
  });
});

describe('lint judges what belongs to a patient', () => {
  it.each<[string, string, string[]]>([
    [
      'by the number of an identity document beside a clinician, with no type named for a patient',
      'type Query { a: [Reserva] } type Reserva { rut: String fecha: String id_medico: String } input RutInput { rut: String } type Mutation { b(i: RutInput): Int }',
      ['Reserva.fecha', 'Reserva.rut', 'RutInput.rut'],
    ],
    [
      'by a name with a contact beside a clinician, but not of staff',
      'type Query { a: [Reservation] s: [Employee] } type Reservation { fullName: String phone: String doctorId: ID quux: String } type Employee { fullName: String phone: String doctorId: ID }',
      ['Reservation.fullName', 'Reservation.phone', 'Reservation.quux'],
    ],
    [
      'of a user that a visit names together with a clinician',
      'type Query { a: [Talk] } type Talk { user: User doctor: Doctor quux: String } type User { id: ID email: String } type Doctor { email: String }',
      ['Talk.quux', 'User.email', 'User.id'],
    ],
    [
      'in what a mutation writes beside the key of a patient, but not about staff',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { m(patientId: ID, x: XInput, r: ProviderDetails): Int } input XInput { quux: String } input ProviderDetails { quux: String }',
      ['Mutation.m(patientId:)', 'XInput.quux'],
    ],
    [
      'in a response of a query for a patient',
      'type Query { stay(patientId: ID): StayResponse } type StayResponse { ok: Boolean stays: Stay } type Stay { quux: String }',
      ['Query.stay(patientId:)', 'Stay.quux'],
    ],
    [
      'in an interface of patients and others',
      'type Query { p: Person } interface Person { email: String } type Patient implements Person { email: String a: Boolean } type Doctor implements Person { email: String }',
      ['Person.email'],
    ],
    [
      'in the address of a patient that is called a location, but not in a place with a name',
      'type Query { p: Patient } type Patient { home: Location clinic: Site } type Location { street: String city: String state: String } type Site { name: String street: String city: String }',
      ['Location.city', 'Location.street'],
    ],
    [
      'in a diary without a type for its users',
      'type Query { a: [MoodEntry] } type Mutation { addMood(mood: Int, note: String): MoodEntry } type MoodEntry { mood: Int note: String date: String }',
      [
        'MoodEntry.date',
        'MoodEntry.mood',
        'MoodEntry.note',
        'Mutation.addMood(mood:)',
        'Mutation.addMood(note:)',
      ],
    ],
    [
      'in the records of users of an app without a type for patients, though they look like a dictionary',
      'type Query { me: User moods: [Mood] } type User { email: String moods: [Mood] entries: [Entry] } type Mood { id: ID value: String } type Entry { mood: String insomnia: Int }',
      ['Entry.insomnia', 'Entry.mood', 'Mood.id', 'Mood.value', 'User.email'],
    ],
    [
      'in claims with the key of a member',
      'type Query { a: [Claim] } type Claim { memberId: ID medicationName: String claimDate: String claimId: ID }',
      ['Claim.claimDate', 'Claim.claimId', 'Claim.medicationName', 'Claim.memberId'],
    ],
    [
      'by the key of the person whose records a query lists, not by that of one record',
      'type Query { p: Patient vitals(id: ID): [VitalSign] vital(id: ID): VitalSign } type Patient { vitals: [VitalSign] } type VitalSign { pulse: Int }',
      ['Query.vitals(id:)', 'VitalSign.pulse'],
    ],
    [
      'but not in a dictionary that records list, written without a key of theirs',
      'type Query { p: Patient drugs: [Medication] } type Patient { visits: [Visit] } type Visit { drugs: [Medication] doses: [Dose] } type Medication { id: ID name: String dosage: String warnings: String } input MedicationInput { name: String dosage: String } type Dose { id: ID name: String dosage: String } input DoseInput { dosage: String } type Mutation { addMedication(input: MedicationInput): Medication addDose(visitId: ID, input: DoseInput): Dose }',
      ['Dose.dosage', 'Dose.id', 'Dose.name', 'DoseInput.dosage', 'Mutation.addDose(visitId:)'],
    ],
    [
      'but not of a clinician with a specialty or a place with a name',
      'type Query { p: Patient } type Patient { docs: [Doc] visit: Visit } type Doc { lastName: String specialty: String } type Visit { reason: String place: Place } type Place { name: String address: String }',
      ['Visit.reason'],
    ],
    [
      'in a bill with the key of an appointment',
      'type Query { p: Patient b: [Bill] } type Patient { a: Boolean } type Bill { appointmentId: ID sum: Float }',
      ['Bill.appointmentId', 'Bill.sum'],
    ],
    [
      'by the fields that lead from a patient, also over several types',
      'type Query { p: Patient } type Patient { xs: [X] } type X { y: Y } type Y { quux: String }',
      ['Y.quux'],
    ],
    [
      'by a field that leads to a patient',
      'type Query { x: X } type X { p: Patient quux: String } type Patient { a: Boolean }',
      ['X.quux'],
    ],
    [
      'by a key of a patient',
      'type Query { x: Visit } type Visit { patientId: Int quux: String }',
      ['Visit.patientId', 'Visit.quux'],
    ],
    [
      'by a key of a patient that begins with id, and the person of the patient by a key',
      'type Query { x: Visit p: Person } type Visit { id_paciente: Int } type Paciente { id_persona: Int } type Person { a: Boolean } type Persona { email: String }',
      ['Paciente.id_persona', 'Persona.email', 'Visit.id_paciente'],
    ],
    [
      'by an identity document of a patient',
      'type Query { h(patientDocument: Int): X } type X { quux: String }',
      ['Query.h(patientDocument:)', 'X.quux'],
    ],
    [
      'by a list of patients',
      'type Query { a(patient_list: [String], pacientes_arr: [String]): Int p: Patient } type Patient { a: Boolean }',
      ['Query.a(pacientes_arr:)', 'Query.a(patient_list:)'],
    ],
    [
      'in what a query for a patient returns, whatever its type is called',
      'type Query { getPatient(mail: String): Reply } type Reply { firstName: String email: String }',
      ['Query.getPatient(mail:)', 'Reply.email', 'Reply.firstName'],
    ],
    [
      'in what is asked for by the key of a part of a record',
      'type Query { visits: [Visit] stays(visitId: ID): [Thing] } type Visit { patientId: ID } type Thing { quux: String }',
      ['Query.stays(visitId:)', 'Thing.quux', 'Visit.patientId'],
    ],
    [
      'in what has the key of a part of a record',
      'type Query { visits: [Visit] x: Thing } type Visit { patientId: ID } type Thing { visitId: ID quux: String }',
      ['Thing.quux', 'Thing.visitId', 'Visit.patientId'],
    ],
    [
      'with a patient in a text',
      'type Query { x: Thing p: Patient } type Patient { a: Boolean } type Thing { patient: String quux: String }',
      ['Thing.patient', 'Thing.quux'],
    ],
    [
      'in an entry that only a record has, with the name of a dictionary',
      'type Query { p: Patient } type Patient { prescription: Prescription } type Prescription { medicines: [Medicine] } type Medicine { quux: String }',
      ['Medicine.quux'],
    ],
    [
      'in the history of a bed',
      'type Query { p: Paciente } type Paciente { camas: [CamaHistorial] } type CamaHistorial { quux: String }',
      ['CamaHistorial.quux'],
    ],
    [
      'in an input for a part of a record whose name ends with a status',
      'type Query { p: Patient } type Patient { care: Treatment } type Treatment { notes: String } type Mutation { a(input: UpdateTreatmentStatusInput): Treatment } input UpdateTreatmentStatusInput { progress: String }',
      ['Treatment.notes', 'UpdateTreatmentStatusInput.progress'],
    ],
    [
      'by the keys that other systems have for a patient, and not by that of a clinic',
      'type Query { p: Patient } type Patient { internalId: ID fhirID: ID clinicId: ID }',
      ['Patient.fhirID', 'Patient.internalId'],
    ],
    [
      'by an id of a patient that the name of the query ends with',
      'type Query { germs(p: Int): Int p: Patient lastVisitPatient(id: ID): Int taskForPatientOnDay(id: ID): Int patientWithVisits(id: ID): Patient } type Patient { a: Boolean }',
      [
        'Query.lastVisitPatient(id:)',
        'Query.patientWithVisits(id:)',
        'Query.taskForPatientOnDay(id:)',
      ],
    ],
    [
      'by keys in lower case, and not by that of a physician',
      'type Query { p: Patient } type Patient { userid: Int } type User { email: String } type Visit { patientid: Int doctorid: Int }',
      ['Patient.userid', 'User.email', 'Visit.patientid'],
    ],
    [
      'of a person with a medical condition, where no type is named for a patient',
      'type Query { s: SeniorDetails } type SeniorDetails { birthdate: String gender: String medicalConditions: String }',
      ['SeniorDetails.birthdate', 'SeniorDetails.gender', 'SeniorDetails.medicalConditions'],
    ],
    [
      'in the key of a kind that is health information',
      'type Query { p: Paciente } type Paciente { id_tipo_sanguineo: String id_tipo_consulta: String }',
      ['Paciente.id_tipo_sanguineo'],
    ],
    [
      'in a Boolean of a record that is not about the program',
      'type Query { p: Patient } type Patient { labs: [LabResult] } type LabResult { isAbnormal: Boolean hasAttachment: Boolean }',
      ['LabResult.isAbnormal'],
    ],
    [
      'in a payment for a record of a patient',
      'type Query { p: Payment } type Payment { visit: Visit amount: Float } type Visit { patientId: ID }',
      ['Payment.amount', 'Visit.patientId'],
    ],
    [
      'in a type with the names of a person that nothing links to a patient',
      'type Query { d: Dispatch p: Patient } type Dispatch { firstName: String phone: String } type Patient { a: Boolean }',
      ['Dispatch.firstName', 'Dispatch.phone'],
    ],
    [
      'by an address part in Spanish that is smaller than a state',
      'type Query { p: Paciente } type Paciente { distrito: String comuna: String }',
      ['Paciente.comuna', 'Paciente.distrito'],
    ],
    [
      'in an observation that a Spanish mutation writes',
      'type Query { p: Paciente } type Paciente { a: Boolean } type Mutation { createObservacion(descripcion: String): Boolean }',
      ['Mutation.createObservacion(descripcion:)'],
    ],
    [
      'of the user of a patient profile',
      'type Query { p: PatientProfile } type PatientProfile { user: User } type User { email: String }',
      ['User.email'],
    ],
    [
      'of the persons of a graph whose patients have no names of their own',
      'type Query { p: Patient u: Person } type Patient { a: Boolean } type Person { email: String }',
      ['Person.email'],
    ],
    [
      'in a message to a patient, by its key',
      'type Query { n: Notification } type Notification { patientId: Int text: String quux: String }',
      ['Notification.patientId', 'Notification.text'],
    ],
    [
      'of a relative',
      'type Query { p: Patient g: Guardian } type Patient { a: Boolean } type Guardian { email: String }',
      ['Guardian.email'],
    ],
    [
      'by an argument for a patient',
      'type Query { xs(patientId: Int): [X] } type X { quux: String }',
      ['Query.xs(patientId:)', 'X.quux'],
    ],
    [
      'in the input of a mutation that returns it',
      'type Query { a: Int } type Mutation { add(x: In): Patient } input In { quux: String } type Patient { a: Boolean }',
      ['In.quux'],
    ],
    [
      'of a user of an app for health, where no type is named for a patient',
      'type Query { u: User } type User { nick: Boolean email: String sleeps: [Sleep] } type Sleep { heartRate: Int }',
      ['Sleep.heartRate', 'User.email'],
    ],
    [
      'in a connection, but not the values of the connection',
      'type Query { ps: PatientConnection } type PatientConnection { edges: [PatientEdge] total: Int } type PatientEdge { cursor: String node: Patient } type Patient { email: String }',
      ['Patient.email'],
    ],
    [
      'in a condition that is an input object of operators',
      'type Query { ps(where: PatientFilter): Int } input PatientFilter { email: StringOps } input StringOps { eq: String contains: String }',
      ['PatientFilter.email'],
    ],
    [
      'in a search parameter of FHIR, which is an input object too, also by a part of a name',
      'type Query { ps(birthdate: SearchDate, family: SearchString, active: SearchString): [Patient] } input SearchDate { value: String missing: Boolean } input SearchString { value: String missing: Boolean } type Patient { a: Boolean }',
      ['Query.ps(birthdate:)', 'Query.ps(family:)'],
    ],
    [
      'in an input that is written, although its fields are named as those of a condition',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { add(patientId: ID, m: MeasurementInput): Measurement } input MeasurementInput { type: String value: Int } type Measurement { patientId: ID }',
      [
        'Measurement.patientId',
        'MeasurementInput.type',
        'MeasurementInput.value',
        'Mutation.add(patientId:)',
      ],
    ],
    [
      'by the id of a lookup of a patient, not of another record',
      'type Query { patient(id: ID): Patient visit(id: ID): Visit } type Patient { a: Boolean } type Visit { updatedAt: Int }',
      ['Query.patient(id:)'],
    ],
    [
      'in a search over patients',
      'type Query { patients(search: String, limit: Int): [Patient] } type Patient { a: Boolean }',
      ['Query.patients(search:)'],
    ],
    [
      'by the id of a lookup that names the patient whose records it returns',
      'type Query { visitsByPatient(id: ID): [Visit] visitsByWard(id: ID): [Visit] } type Visit { updatedAt: Int } type Patient { a: Boolean }',
      ['Query.visitsByPatient(id:)'],
    ],
    [
      'by the id of a mutation that is named for a patient, whatever it returns',
      'type Query { p: Patient } type Mutation { updatePatient(id: ID): Outcome } type Outcome { ok: Boolean } type Patient { a: Boolean }',
      ['Mutation.updatePatient(id:)'],
    ],
    [
      'in an input that no query takes, although no mutation of this subgraph takes it either',
      'type Query { p: Patient v: Visit } type Patient { a: Boolean } type Visit { p: Patient } input VisitInput { quux: String } input VisitFilter { quux: String }',
      ['VisitInput.quux'],
    ],
    [
      'in the words for a relative and a child beside what identifies a person',
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { mothersFirstName: String fatherIdentifier: String childDoB: String mothersQuux: String }',
      ['X.childDoB', 'X.fatherIdentifier', 'X.mothersFirstName'],
    ],
    [
      'in a birth date on a type of which nothing is known',
      'type Query { p: Patient } type Patient { a: Boolean } input X { dateOfBirth: String email: String }',
      ['X.dateOfBirth'],
    ],
    [
      'in a Boolean of a record that is no state of the program',
      'type Query { v: Visit } type Visit { patientId: Int hypertension: Boolean isClosed: Boolean archived: Boolean }',
      ['Visit.hypertension', 'Visit.patientId'],
    ],
    [
      'in measures of a body, whatever their type is named',
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { weight: Int waist: Int hip: Int leftArm: Int }',
      ['X.hip', 'X.leftArm', 'X.waist', 'X.weight'],
    ],
    [
      'in a type whose name has a form as a part of a phrase',
      'type Query { p: Patient r: QuestionnaireResponse q: Questionnaire } type Patient { a: Boolean } type QuestionnaireResponse { authored: String } type Questionnaire { quux: String }',
      ['QuestionnaireResponse.authored'],
    ],
    [
      'in an app for tests, by the name of an enum',
      'type Query { u: User } type User { email: String } type RapidTest { user: User verdict: TestResult } enum TestResult { A }',
      ['RapidTest.verdict', 'User.email'],
    ],
  ])('%s', (_how, sdl, expected) => {
    expect(warned(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'a code with a name that a root field lists, though it is named for a record',
      'type Query { all: [Diagnosis] p: Patient } type Patient { a: Boolean } type Diagnosis { code: String name: String description: String }',
    ],
    [
      'a response that only says how a request ended',
      'type Query { p: Patient } type Mutation { addPatient(x: Boolean): PatientResponse } type PatientResponse { estado: Boolean msg: String } type Patient { a: Boolean }',
    ],
    [
      'the names of a contact of a customer',
      'type Query { c: ClientContact p: Patient } type Patient { a: Boolean } type ClientContact { firstName: String phone: String }',
    ],
    ['a referral by a doctor', 'type Query { p: Patient } type Patient { drReferral: String }'],
    [
      'a flag of a user',
      'type Query { p: Patient } type Patient { a: Boolean } type Mutation { userFlagUpdate(operation: String): Int }',
    ],
    [
      'staff',
      'type Query { p: Patient } type Patient { doctor: Doctor } type Doctor { email: String phone: String }',
    ],
    [
      'a user in a field for staff',
      'type Query { p: Patient } type Patient { clinician: User } type User { email: String }',
    ],
    [
      'a user who did something',
      'type Query { p: Patient } type Patient { createdBy: User } type User { email: String }',
    ],
    [
      'an organization',
      'type Query { p: Patient } type Patient { clinic: Clinic } type Clinic { phone: String address: String }',
    ],
    [
      'a dictionary that a root field lists',
      'type Query { p: Patient procedures: [Procedure] } type Patient { procedure: Procedure } type Procedure { id: ID code: String name: String }',
    ],
    [
      'what only a dictionary has',
      'type Query { p: Patient d: [Drug] } type Patient { drug: Drug } type Drug { id: ID dosage: Dosage } type Dosage { howTo: String }',
    ],
    [
      'what lists the records that refer to it',
      'type Query { p: Patient } type Patient { stays: [Stay] } type Stay { unit: Unit2 patient: Patient } type Unit2 { quux: String stays: [Stay] }',
    ],
    [
      'the name of a physician in a record',
      'type Query { p: Patient } type Patient { physicianName: String }',
    ],
    ['the key of another thing', 'type Query { p: Patient } type Patient { doctorId: ID }'],
    [
      'what is about the program',
      'type Query { p: Patient } type Patient { updatedAt: String password: String version: Int }',
    ],
    [
      'the kind of something',
      'type Query { p: Patient } type Patient { reached: PhoneType } enum PhoneType { A }',
    ],
    [
      'a number of things',
      'type Query { p: Patient } type Patient { phoneCount: Int totalVisits: Int numberOfPhones: Int }',
    ],
    [
      'the kind of a record that has a type of its own',
      'type Query { p: Patient t: ProcedureType } type Patient { a: Boolean } type Procedure { updatedAt: Int } type ProcedureType { title: String } input ProcedureTypeInput { title: String }',
    ],
    [
      'a dictionary whose key has its name',
      'type Query { p: Patient medications: [Medication] } type Patient { a: Boolean } type Medication { medicationId: ID name: String }',
    ],
    [
      'the codes of a dictionary',
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { loincCode: String snomedCode: String }',
    ],
    [
      'the arguments of paging',
      'type Query { ps(first: Int, after: String, orderBy: String): [Patient] } type Patient { a: Boolean }',
    ],
  ])('and stops at %s', (_what, sdl) => {
    expect(warned(sdl).filter((at) => !at.startsWith('Stay.'))).toEqual([]);
  });
});

it('lint does not take a user with the keys of several patients for one of them', () => {
  const sdl =
    'type Query { u: User p: Patient } type Patient { a: Boolean } type User { patients: [Int] type: String }';
  expect(warned(sdl)).toEqual(['User.patients']);
});

describe('lint knows the data types of FHIR', () => {
  it.each<[string, string, string[]]>([
    ['HumanName', 'use: String family: String given: [String]', ['family', 'given']],
    ['ContactPoint', 'system: String value: String use: String rank: Int', ['value']],
    [
      'Address',
      'use: String type: String line: [String] city: String postalCode: String',
      ['city', 'line', 'postalCode'],
    ],
    ['Identifier', 'use: String system: String value: String', ['value']],
    ['Quantity', 'value: Float unit: String system: String code: String', ['value']],
    ['Period', 'start: String end: String', ['end', 'start']],
    ['Narrative', 'status: String div: String', ['div']],
    ['Meta', 'versionId: String lastUpdated: String', []],
  ])('%s: its values, not what says how to read them', (name, fields, expected) => {
    const sdl = `type Query { p: Patient } type Patient { x: ${name} } type ${name} { ${fields} }`;
    expect(warned(sdl)).toEqual(expected.map((field) => `${name}.${field}`));
  });

  it('and their ids, which are those of parts of a resource', () => {
    const sdl =
      'type Query { p: Patient } type Patient { id: ID name: HumanName contact: PatientContact } type HumanName { id: String family: String } type PatientContact { id: String extension: [String] modifierExtension: [String] gender: String }';
    expect(warned(sdl)).toEqual(['HumanName.family', 'Patient.id', 'PatientContact.gender']);
  });

  it('and its search parameters, by their types', () => {
    const sdl =
      'type Query { encounter(reason_code: SearchToken, date: SearchDate, _count: Int): [Encounter] plain(reason_code: String): [Encounter] } scalar SearchToken scalar SearchDate type Encounter { subject: Patient } type Patient { a: Boolean }';
    expect(warned(sdl)).toEqual(['Query.encounter(date:)', 'Query.encounter(reason_code:)']);
  });

  it('and not another type of the same name', () => {
    const sdl =
      'type Query { p: Patient } type Patient { x: Identifier } type Identifier { issuer: String value: String }';
    expect(warned(sdl)).toContain('Identifier.value');
    expect(warned(sdl)).toContain('Identifier.issuer');
  });
});

describe('lint matches filters with the unmarked fields that they reveal', () => {
  const TYPES =
    'type Patient { id: ID birthDate: String email: String } type Visit { id: ID patient: Patient startTime: String quuxText: String outcomeResult: String }';
  it.each<[string, string, string[]]>([
    [
      'by the name of the field with an operator',
      'type Query { vs(outcomeResult_contains: String, minOutcomeResult: String, other: String): [Visit] }',
      ['Query.vs(minOutcomeResult:)', 'Query.vs(outcomeResult_contains:)'],
    ],
    [
      'in an input object of operators',
      'type Query { vs(where: VisitWhere): [Visit] } input VisitWhere { outcomeResult: Ops } input Ops { eq: String }',
      ['VisitWhere.outcomeResult'],
    ],
    [
      'in the values of an enum that orders',
      'type Query { ps(orderBy: Order): [Patient] } enum Order { BIRTH_DATE_ASC ID_ASC }',
      ['Order.BIRTH_DATE_ASC', 'Order.ID_ASC'],
    ],
    [
      'in the enum of a generic condition',
      'type Query { ps(where: [Condition2]): [Patient] } input Condition2 { field: Field op: String } enum Field { EMAIL CREATED }',
      ['Field.EMAIL'],
    ],
    [
      'in a time, by the dates of the records',
      'type Query { vs(from: String, until: String): [Visit] }',
      ['Query.vs(from:)', 'Query.vs(until:)'],
    ],
    [
      'but not in another object that the record refers to',
      'type Query { ds(email: String): [Doctor] } type Doctor { id: ID patients: [Patient] }',
      [],
    ],
  ])('%s', (_how, sdl, expected) => {
    const all = warned(`${sdl} ${TYPES}`);
    expect(all.filter((at) => !/^(?:Patient|Visit)\./.test(at))).toEqual(expected);
  });

  it('in a text that searches records which have the names of patients', () => {
    const sdl =
      'type Query { orders(searchTerm: String, sortBy: String): [LabOrder] } type LabOrder { id: ID patientId: ID lastName: String }';
    expect(warned(sdl)).toContain('Query.orders(searchTerm:)');
    expect(warned(sdl)).not.toContain('Query.orders(sortBy:)');
  });

  it('and says which field', () => {
    const filter = findings(
      'type Query { vs(result_like: String): [Visit] } type Visit { patientId: ID result: String }',
    ).find(({ coordinate }) => coordinate === 'Query.vs(result_like:)');
    expect(filter?.evidence?.signs).toEqual(['it filters or orders by Visit.result']);
  });
});

describe('lint of a schema without patients', () => {
  it.each([
    [
      'a shop',
      'type Query { u: User } type User { firstName: String email: String birthDate: String order: Order } type Order { number: String total: Int }',
    ],
    [
      'a game',
      'type Query { p: Person } type Person { gender: String height: Int weight: Int birthYear: String }',
    ],
    [
      'a newsletter',
      'type Query { s: Subscriber } type Subscriber { email: String firstName: String }',
    ],
    [
      'the processing of applications in French',
      'type Query { d: Dossier } type Dossier { demandeur: Demandeur dateTraitement: String traitements: [Traitement] } type Demandeur { nom: String } type Traitement { dateTraitement: String motivation: String }',
    ],
    [
      'mines in French, whose substances are not those of an addiction',
      'type Query { t: Titre } type Titre { titulaire: Utilisateur substances: [Substance] operation: String } type Utilisateur { nom: String prenom: String } type Substance { teneur: Float }',
    ],
    [
      'a single word of health',
      'type Query { p: Product } type Product { dose: String name: String }',
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(warned(sdl)).toEqual([]);
  });

  it('reports what is PHI everywhere', () => {
    expect(warned('type Query { u: User } type User { ssn: String }')).toEqual(['User.ssn']);
  });
});

describe('lint reads names in five languages', () => {
  it.each<[string, string, string]>([
    ['Spanish', 'type Paciente { apellido: String }', 'Paciente.apellido'],
    ['Portuguese', 'type Paciente { data_nascimento: String }', 'Paciente.data_nascimento'],
    ['French', 'type Patient { dateDeNaissance: String }', 'Patient.dateDeNaissance'],
    ['German', 'type Patient { geburtsdatum: String }', 'Patient.geburtsdatum'],
    [
      'a German compound',
      'type Patient { notfallkontaktname: String }',
      'Patient.notfallkontaktname',
    ],
    ['an umlaut as two letters', 'type Bewohner { ernaehrung: String }', 'Bewohner.ernaehrung'],
    ['an abbreviation of mixed case', 'type Patient { childDoB: String }', 'Patient.childDoB'],
  ])('%s', (_language, type, at) => {
    expect(warned(`type Query { p: ${type.split(' ')[1]} } ${type}`)).toEqual([at]);
  });

  it('reads a German compound that begins with a word for health', () => {
    const sdl =
      'type Query { p: Bewohner x: X } type Bewohner { a: Boolean } type X { diagnoseschluessel: String }';
    expect(warned(sdl)).toEqual(['X.diagnoseschluessel']);
  });

  it('does not take words that are English too for another language', () => {
    const sdl =
      'type Query { p: Patient } type Patient { notes: [Note] } type Note { scanner: Scanner } type Scanner { grade: Grade resume: String } type Grade { quux: String }';
    expect(warned(sdl)).toContain('Grade.quux');
  });

  it('takes the first noun of a Spanish type for what it is', () => {
    const sdl =
      'type Query { p: Paciente } type Paciente { tipo: TipoConsulta } type TipoConsulta { quux: String }';
    expect(warned(sdl)).toEqual([]);
  });
});

describe('the evidence of a finding', () => {
  it.each([
    ['high', 'email', 'Patient is named for a patient'],
    ['medium', 'alias', 'Patient is named for a patient'],
    ['low', 'quux', 'nothing in its name says that it is not PHI'],
  ])('is of %s confidence for %s on a patient, with its signs', (confidence, name, sign) => {
    const [finding] = findings(`type Query { p: Patient } type Patient { ${name}: String }`);
    expect(finding?.evidence?.confidence).toBe(confidence);
    expect(finding?.evidence?.signs).toContain(sign);
  });

  it('is of medium confidence for health information on a type that nothing links to a patient', () => {
    const sdl =
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { diagnosis: String }';
    expect(findings(sdl)[0]?.evidence?.confidence).toBe('medium');
  });
});

describe('the words of an operator', () => {
  const NONE = {
    certain: {},
    health: {},
    identity: {},
    person: {},
    record: {},
    everyday: '',
    vital: '',
    ambiguous: '',
    label: '',
    time: '',
    technical: '',
  };

  it('make a type a patient', () => {
    const sdl = 'type Query { k: Kundin } type Kundin { email: String }';
    expect(warned(sdl)).toEqual([]);
    expect(warned(sdl, [{ ...NONE, types: { patient: 'kundin' } }])).toEqual(['Kundin.email']);
  });

  it('make a value of another a possible value of the patient', () => {
    const sdl = 'type Query { p: Patient } type Patient { werkstattEmail: String }';
    const added = { ...NONE, types: { organization: 'werkstatt' } };
    expect(warned(sdl, [added])).toEqual([]);
    expect(warned(sdl, [{ ...added, ambiguous: 'werkstatt' }])).toEqual(['Patient.werkstattEmail']);
  });

  it('make a value no PHI', () => {
    const sdl = 'type Query { p: Patient } type Patient { quux: String }';
    expect(warned(sdl, [{ ...NONE, types: {}, technical: 'quux' }])).toEqual([]);
  });
});
