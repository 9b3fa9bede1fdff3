import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of what is not about a patient', () => {
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
    [
      'a class with the class above it',
      'type Query { p: Patient } type Patient { tests: [LabTest] } type LabTest { population: Population } type Population { id: ID! name: String! parent: Population }',
    ],
    [
      'the figure of a review',
      'type Query { p: Patient } type Patient { reviews: [Review] } type Review { stars: Int }',
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
      'a total of things',
      'type Query { p: Patient } type Patient { visits: [Visit] } type Visit { totalReviews: Int }',
    ],
    [
      'the order of a list',
      'type Query { ps(by: PatientSearch): [Patient] } type Patient { a: Boolean } input PatientSearch { sortEmail: String }',
    ],
    [
      'counts of patients',
      'type Query { p: Patient c: PatientCounts } type Patient { a: Boolean } type PatientCounts { patientsWaiting: Int waiting: Int }',
    ],
    [
      'the profile of a psychologist',
      'type Query { p: Patient } type Patient { a: Boolean } type PsychologistProfile { bio: String user: Patient }',
    ],
    [
      'the users in charge of a patient',
      'type Query { p: Patient } type Mutation { login(password: String): User } type Patient { users: [User] } type User { email: String }',
    ],
    [
      'who registers as staff',
      'type Query { u: User } type Mutation { joinAdmin(email: String, password: String): Boolean } type User { bloodPressure: Quux } type Quux { cursor: Int }',
    ],
    [
      'the health of pets',
      'type Query { u: User } type User { name: String visits: [Visit] } type Visit { date: String diagnosis: String medication: String } type Vet { name: String }',
    ],
    [
      'vaccines that are offered at a price',
      'type Query { p: Patient vaccinations: [Vaccination] } type Patient { a: Boolean } type Vaccination { id: ID vaccineName: String price: Float indication: String }',
    ],
    [
      'states of the program',
      'type Query { p: Patient } type Patient { visit: Visit } type Visit { cancel: Boolean anonymous: Boolean checksum: String }',
    ],
    [
      'an error that is called a problem, though a union has it beside patients',
      'type Query { p: PatientReply } union PatientReply = Patient | MissingPatientProblem type Patient { a: Boolean } type MissingPatientProblem { message: String code: String }',
    ],
    [
      'a response to nothing in particular, whatever its fields',
      'type Query { p: PatientHistoryPayload } type PatientHistoryPayload { response: ResponsePayload } type Patient { a: Boolean } type ResponsePayload { name: String message: String }',
    ],
    [
      'the visits of representatives to doctors, which have only who recorded them',
      'type Query { vs: [Visit] } type Visit { id: ID date: String doctor: Doctor createdBy: User } type Doctor { name: String } type User { email: String } type Mutation { login(password: String): User }',
    ],
    [
      'how a request ended, by a message beside a status, though a query for a patient returns it',
      'type Query { check(x: Int): PatientCheckResponse } type PatientCheckResponse { status: Int message: String token: String } type Patient { a: Boolean }',
    ],
    [
      'what a general response says, and the inputs of the mutations that return it',
      'type Query { p: Patient } type Patient { a: Boolean response: CustomResponse } type Mutation { addPayer(input: PayerInput): CustomResponse } input PayerInput { contactEmail: String } type CustomResponse { data: String }',
    ],
    [
      'the steps of a form',
      'type Query { p: Progress } type Progress { userId: ID totalSteps: Int nextStepLabel: String } type User { email: String }',
    ],
    [
      'the equipment by which something is observed, though it has a serial number',
      'type Query { p: Patient es: [Equipment] } type Patient { readings: [Measure2] } type Measure2 { updatedAt: Int equipment: Equipment } type Equipment { id: ID name: String serialNumber: Int }',
    ],
    [
      'the profile of those who provide care, though it says what describes a body',
      'type Query { ps: [ProviderProfile] } type ProviderProfile { id: ID email: String gender: String dob: String } type Clinic { name: String } type Appointment { id: ID }',
    ],
    [
      'a place with room for so many, though it is named for care, and who is responsible there',
      'type Query { p: Patient } type Patient { a: Boolean } type QuarantineInfo { id: ID village: String capacity: Int head: Head } type Head { firstName: String tel: String }',
    ],
    [
      'a study in research with a name, which records refer to, and who pays for it',
      'type Query { p: Patient } type Patient { studies: [Study] } type Study { study_name: String acronym: String funding: [Grant] } type Grant { id: ID amountName: String }',
    ],
    [
      'how a file of data was made, beside its size and its checksum',
      'type Query { p: Patient } type Patient { files: [SequencingFile] } type SequencingFile { file_size: Int md5sum: String layout: String strand: String }',
    ],
    [
      'how who did something can be reached',
      'type Query { p: Patient } type Patient { visit: Visit } type Visit { formCompletedByPhone: String signedByEmail: String }',
    ],
    [
      'the numbers of patients, though they are texts',
      'type Query { cs: [ActiveCases] } type ActiveCases { infected_patients: String mildCondition: String }',
    ],
    [
      'a paginator',
      'type Query { ps: PatientReply } type PatientReply { rows: [Patient] paginator: Paginator } type Patient { a: Boolean } type Paginator { slNo: Int }',
    ],
    [
      'a table of codes that is written in lower case, and its inputs',
      'type Query { p: Patient } type Patient { log: [Log] } type Log { procedurecode: procedurecode } type procedurecode { abbr: String } input complaint_codes_insert_input { abbr: String }',
    ],
    [
      'a code system and the definition of an event',
      'type Query { p: Patient } type Patient { visit: Visit } type Visit { cpt: Cpt def: EventDef } type Cpt { description: String } type EventDef { name: String }',
    ],
    [
      'what the rows of a table add up to',
      'type Query { p: Patient } type Patient { fees: visit_sum_fields } type visit_sum_fields { fee: Float }',
    ],
    [
      'a recipe, though a prescription has that name in other languages',
      'type Query { p: Paziente } type Paziente { ricette: [Ricetta] } type Ricetta { id: ID titolo: String ingredienti: [String] preparazione: String }',
    ],
    [
      'codes that let a caller in, the software of a device and options of what is done',
      'type Query { p: Patient } type Patient { accessCode: String visits: [Visit] } type Visit { smsCode: String firmware: String keepAll: Boolean }',
    ],
    [
      'the numbers of a series and the node of a network in DICOM',
      'type Query { p: Patient } type Patient { series: [Series] } type Series { seriesNumber: Int aeTitle: String }',
    ],
    [
      'an order, an event and a member that nothing links to a patient, and their code, total and number',
      'type Query { p: Patient o: [Order] e: [Event] m: [Member] x: Stub } type Patient { a: Boolean } type Order { code: String total: Float number: Int } type Event { code: String total: Int number: Int } type Member { code: String total: Int number: Int } type Stub { order: String event: String member: String code: String total: Float number: Int } input OrderInput { code: String total: Float number: Int }',
    ],
    [
      'the code of a laboratory test and the display of a condition that queries list',
      'type Query { p: Patient labs: [Lab] conditions: [Condition] } type Patient { conditions: [Condition] results: [Result] } type Result { lab: Lab } type Lab { id: ID code: String name: String } type Condition { id: ID code: String display: String }',
    ],
    [
      'figures about visits',
      'type Query { p: Patient m: VisitMetrics } type Patient { a: Boolean } type VisitMetrics { visits: Int averageAge: Float date: String }',
    ],
    [
      'the arguments of paging',
      'type Query { ps(first: Int, after: String, orderBy: String): [Patient] } type Patient { a: Boolean }',
    ],
  ])('reports nothing in %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl).filter((at) => !at.startsWith('Stay.'))).toEqual([]);
  });
});

describe('the lint of an entry that persons choose', () => {
  it('does not report it where no query lists it', () => {
    const sdl =
      'type Query { me: User trait(id: ID): Phenotype } type User { email: String traits: [UserPhenotype] } type UserPhenotype { user: User phenotype: Phenotype variation: String } type Phenotype { id: ID characteristic: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['User.email', 'UserPhenotype.variation']);
  });

  it('reports a prescription with its active ingredient, and what has a time', () => {
    const sdl =
      'type Query { p: Paciente } type Paciente { recetas: [Receta] } type Receta { ingredienteActivo: String indicaciones: String } type UserVisit { user: User visit: Visit } type User { email: String } type Visit { id: ID date: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(
      expect.arrayContaining(['Receta.indicaciones', 'Visit.date']),
    );
  });
});
