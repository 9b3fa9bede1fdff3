import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of keys', () => {
  it.each<[string, string, string[]]>([
    [
      'by the key of the person whose records a query lists, not by that of one record',
      'type Query { p: Patient vitals(id: ID): [VitalSign] vital(id: ID): VitalSign } type Patient { vitals: [VitalSign] } type VitalSign { pulse: Int }',
      ['Query.vitals(id:)', 'VitalSign.pulse'],
    ],
    [
      'by the keys of the parents of a patient, as in a pedigree',
      'type Query { p: Patient } type Patient { paternalId: String maternal_id: String ordinalId: String }',
      ['Patient.maternal_id', 'Patient.paternalId'],
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
      'by the key of an order for a patient, which orders no list',
      'type Query { result(orderId: ID): Result } type Result { patientId: ID } type Patient { a: Boolean }',
      ['Query.result(orderId:)', 'Result.patientId'],
    ],
    [
      'by the name or the owner of the account of an app, not by that of staff',
      'type Staff { username: String } type Query { u: User log(userName: String): Log note: Note } type User { heartRate: Int } type Log { username: String } type Note { owner: String size: Int }',
      ['Log.username', 'Note.owner', 'Query.log(userName:)', 'User.heartRate'],
    ],
    [
      'by a list of patients',
      'type Query { a(patient_list: [String], pacientes_arr: [String]): Int p: Patient } type Patient { a: Boolean }',
      ['Query.a(pacientes_arr:)', 'Query.a(patient_list:)'],
    ],
    [
      'with a patient in a text',
      'type Query { x: Thing p: Patient } type Patient { a: Boolean } type Thing { patient: String quux: String }',
      ['Thing.patient', 'Thing.quux'],
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
      'by the key of a user, and not by that of the account of a doctor or a clinic',
      'type Query { v: Vital d: Doctor staffOfClinic(userId: ID): Doctor } type Vital { userId: ID heartRate: Int } type User { email: String } type Doctor { userId: ID } input ClinicInput { userId: ID }',
      ['User.email', 'Vital.heartRate', 'Vital.userId'],
    ],
    [
      'by keys in lower case, and not by that of a physician',
      'type Query { p: Patient } type Patient { userid: Int } type User { email: String } type Visit { patientid: Int doctorid: Int }',
      ['Patient.userid', 'User.email', 'Visit.patientid'],
    ],
    [
      'in the key of a kind that is health information',
      'type Query { p: Paciente } type Paciente { id_tipo_sanguineo: String id_tipo_consulta: String }',
      ['Paciente.id_tipo_sanguineo'],
    ],
    [
      'by a date and a time that tell records apart',
      'type Query { v: Visit } type Visit { dateTime: ID } type Patient { visits: [Visit] }',
      ['Visit.dateTime'],
    ],
    [
      'by the key of the user whose records a query lists, also where the query ends with the word before the user',
      'type Query { p: Patient stepsByUser(id: ID): [VitalSign] stepsOf(id: ID): [VitalSign] stepsByWard(id: ID): [VitalSign] } type Patient { vitals: [VitalSign] } type VitalSign { pulse: Int }',
      ['Query.stepsByUser(id:)', 'Query.stepsOf(id:)', 'VitalSign.pulse'],
    ],
    [
      'by the code or the key of a person, and of a contact or a card that only one has',
      'type Query { m(memberCode: String): Member } type Member { bmi: Int customerKey: String cardId: ID contactId: ID } type Ward { wardCode: String }',
      [
        'Member.bmi',
        'Member.cardId',
        'Member.contactId',
        'Member.customerKey',
        'Query.m(memberCode:)',
      ],
    ],
    [
      'by the key of a type for patients whose name ends with a word for its form',
      'type Query { p: PersonalInfo } type Mutation { addToWard(personalInfoId: ID, wardInfoId: ID): Ward } type Ward { beds: Int } type PersonalInfo { bmi: Int sex: String age: Int }',
      [
        'Mutation.addToWard(personalInfoId:)',
        'PersonalInfo.age',
        'PersonalInfo.bmi',
        'PersonalInfo.sex',
      ],
    ],
    [
      'by an argument for a patient',
      'type Query { xs(patientId: Int): [X] } type X { quux: String }',
      ['Query.xs(patientId:)', 'X.quux'],
    ],
    [
      'by the id of a lookup of a patient, not of another record',
      'type Query { patient(id: ID): Patient visit(id: ID): Visit } type Patient { a: Boolean } type Visit { updatedAt: Int }',
      ['Query.patient(id:)'],
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
  ])('reports PHI %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});

it('the lint does not take a user with the keys of several patients for one of them', () => {
  const sdl =
    'type Query { u: User p: Patient } type Patient { a: Boolean } type User { patients: [Int] type: String }';
  expect(unmarkedCoordinates(sdl)).toEqual(['User.patients']);
});
