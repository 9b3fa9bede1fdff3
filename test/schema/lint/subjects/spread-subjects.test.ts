import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of what is linked with a patient', () => {
  it.each<[string, string, string[]]>([
    [
      'in a response of a query for a patient',
      'type Query { stay(patientId: ID): StayResponse } type StayResponse { ok: Boolean stays: Stay } type Stay { quux: String }',
      ['Query.stay(patientId:)', 'Stay.quux'],
    ],
    [
      'in a message that software for health keeps, not in the answer to a request for a code',
      'type Query { p: Patient ms: [DirectMessage] } type Patient { a: Boolean } type DirectMessage { body: String } type Mutation { verify: VerificationMessage } type VerificationMessage { message: String }',
      ['DirectMessage.body'],
    ],
    [
      'in a user with a body who can be a patient by role, not in one whose roles are those of staff',
      'type Query { p: Patient u: User m: Member } type Patient { a: Boolean } type User { email: String sex: String age: Int role: UserRole } enum UserRole { DOCTOR LAB ACCOUNTS } type Member { email: String sex: String age: Int role: MemberRole } enum MemberRole { DOCTOR PATIENT }',
      ['Member.age', 'Member.email', 'Member.sex'],
    ],
    [
      'in the entries of a list that is named for health information',
      'type Query { cards: [Card] } type Card { holder: String bloodType: String organDonor: Boolean height: Int weight: Int dnr: Boolean allergies: [Line] stickers: [Sticker] } type Line { quux: String } type Sticker { print: String }',
      [
        'Card.bloodType',
        'Card.dnr',
        'Card.height',
        'Card.holder',
        'Card.organDonor',
        'Card.weight',
        'Line.quux',
      ],
    ],
    [
      'in the input of a mutation whose payload, named for what was done, returns a part of a record',
      'type Query { me: User } type User { email: String relapses: [Relapse] } type Relapse { quux: String } type Mutation { finishRound(input: FinishRoundInput): FinishRoundPayload } input FinishRoundInput { clientMutationId: String exertion: Int } type FinishRoundPayload { clientMutationId: String relapse: Relapse }',
      ['FinishRoundInput.exertion', 'Relapse.quux', 'User.email'],
    ],
    [
      'in another view of a record, not in another type with a word of its name',
      'type Query { card: Card open: PublicCard print: CardPrint p: Patient } type Patient { a: Boolean } type Card { holder: String bloodType: String allergies: String dnr: Boolean } type PublicCard { holder: String bloodType: String critical: [String] } type CardPrint { holder: String paper: String }',
      [
        'Card.allergies',
        'Card.bloodType',
        'Card.dnr',
        'Card.holder',
        'PublicCard.bloodType',
        'PublicCard.critical',
        'PublicCard.holder',
      ],
    ],
    [
      'in the partner of a patient, not in a partner in business',
      'type Query { p: Patient } type Patient { partner: Partner labs: [LabResult] partnerForename: String } type Partner { nickname: String sharing: String } type LabResult { partner: LabPartner } type LabPartner { name: String city: String }',
      ['Partner.nickname', 'Patient.partnerForename'],
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
      'in where a patient is, described beside its coordinates',
      'type Query { p: Patient } type Patient { home: Location } type Location { lat: Float lng: Float description: String }',
      ['Location.description', 'Location.lat', 'Location.lng'],
    ],
    [
      'in what is named for a clinic and is the care of one patient, not in the clinic',
      'type Query { p: Patient } type Patient { quux: String } type ClinicCare { patient: Patient startDate: String reason: String clinic: Clinic exam: ClinicExam } type Clinic { openedOn: String remark: String patients: [Patient] } type ClinicExam { diagnosis: String bloodPressure: String remark: String }',
      [
        'ClinicCare.reason',
        'ClinicCare.startDate',
        'ClinicExam.bloodPressure',
        'ClinicExam.diagnosis',
        'ClinicExam.remark',
        'Patient.quux',
      ],
    ],
    [
      'in the status of a patient with health information and its time, not in one of those that patients can have',
      'type Query { p: Patient } type Patient { state: CurrentStatus level: CareStatus } type CurrentStatus { symptoms: String seenAt: String remark: String } type CareStatus { id: ID symptoms: String seenAt: String remark: String }',
      ['CurrentStatus.remark', 'CurrentStatus.seenAt', 'CurrentStatus.symptoms'],
    ],
    [
      'in a meeting of staff about a patient, not in the staff',
      'type Query { p: Patient } type Patient { meetings: [StaffMeeting] staff: [Staff] } type StaffMeeting { purpose: String } type Staff { purpose: String }',
      ['StaffMeeting.purpose'],
    ],
    [
      'in what a mutation writes with the key of a visit, though it returns nothing',
      'type Query { p: Patient } type Patient { visits: [Visit] } type Visit { id: ID } type Mutation { addTest(visitId: ID, comments: String): Boolean addRoom(roomId: ID, comments: String): Boolean }',
      ['Mutation.addTest(comments:)', 'Mutation.addTest(visitId:)', 'Visit.id'],
    ],
    [
      'in what an input named for a patient signs in with',
      'type Query { p(patientId: ID): Boolean } type Mutation { reset(input: PatientPasswordInput): Boolean } input PatientPasswordInput { email: String }',
      ['PatientPasswordInput.email', 'Query.p(patientId:)'],
    ],
    [
      'in a drug with its dose and how often it is taken, though a query lists it and patients have entries of its name',
      'type Query { p: Patient prescriptions: [Prescription] } type Patient { entries: [PatientPrescription] } type PatientPrescription { prescription: Prescription } type Prescription { id: ID dosage: String interval: String }',
      ['Prescription.dosage', 'Prescription.id', 'Prescription.interval'],
    ],
    [
      'in what a dashboard of a patient shows as measured',
      'type Query { d: PatientDashboard } type PatientDashboard { pulse: Float } type Patient { a: Boolean }',
      ['PatientDashboard.pulse'],
    ],
    [
      'in the doses of a visit, not in a dictionary of drugs that visits list and that is written without a key of theirs',
      'type Query { p: Patient drugs: [Medication] } type Patient { visits: [Visit] } type Visit { drugs: [Medication] doses: [Dose] } type Medication { id: ID name: String dosage: String warnings: String } input MedicationInput { name: String dosage: String } type Dose { id: ID name: String dosage: String } input DoseInput { dosage: String } type Mutation { addMedication(input: MedicationInput): Medication addDose(visitId: ID, input: DoseInput): Dose }',
      ['Dose.dosage', 'Dose.id', 'Dose.name', 'DoseInput.dosage', 'Mutation.addDose(visitId:)'],
    ],
    [
      'in a visit, not of a clinician with a specialty or a place with a name',
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
      'of the user of a patient profile',
      'type Query { p: PatientProfile } type PatientProfile { user: User } type User { email: String }',
      ['User.email'],
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
      'in what a query for a patient or a record returns, by the name of the query alone',
      'type Query { getPatient: Reply latestVisit: Answer other: Other } type Patient { a: Boolean } type Reply { quux: String } type Answer { quux: String } type Other { quux: String }',
      ['Answer.quux', 'Reply.quux'],
    ],
    [
      'in a connection that only its edges show',
      'type Query { patients: Roll } type Roll { edges: [Line] quux: Int } type Line { cursor: String quux: String node: Patient } type Patient { email: String }',
      ['Patient.email'],
    ],
    [
      'in a connection, but not the values of the connection',
      'type Query { ps: PatientConnection } type PatientConnection { edges: [PatientEdge] total: Int } type PatientEdge { cursor: String node: Patient } type Patient { email: String }',
      ['Patient.email'],
    ],
  ])('reports PHI %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});
