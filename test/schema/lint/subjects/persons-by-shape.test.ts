import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint finds persons without a known name', () => {
  it.each<[string, string, string[]]>([
    [
      'as the clients of a clinician',
      'type Query { d: Dietitian } type Dietitian { name: String clients: [Client] } type Client { name: String goal: String plans: [Plan] } type Plan { lunch: String }',
      ['Client.goal', 'Client.name', 'Plan.lunch'],
    ],
    [
      'as the client whose key a query takes, though the client has no field yet',
      'type Query { d: Dentist client(id: Int): Client } type Dentist { name: String clients: [Client] } type Client { example: Int }',
      ['Query.client(id:)'],
    ],
    [
      'by the name of a customer beside a therapist',
      'type Query { b: Booking } type Booking { therapist: Therapist customerName: String customerPhone: String issue: String } type Therapist { name: String }',
      ['Booking.customerName', 'Booking.customerPhone', 'Booking.issue'],
    ],
    [
      'in a record with a name, a contact and health information',
      'type Query { cards: [HealthCard] } type HealthCard { fullname: String mobile: String address: String bloodgroup: String } type Account { username: String email: String }',
      [
        'Account.email',
        'HealthCard.address',
        'HealthCard.bloodgroup',
        'HealthCard.fullname',
        'HealthCard.mobile',
      ],
    ],
    [
      'by a name, a contact, a sex and an age beside patients',
      'type Query { p: Patient } type Patient { id: ID } type WalkIn { name: String age: Int sex: String contact: String ward: String }',
      ['WalkIn.age', 'WalkIn.contact', 'WalkIn.name', 'WalkIn.sex'],
    ],
    [
      'as accounts with a sex and a birth beside patients, who sign up by themselves',
      'type Query { me: User p: Patient } type Mutation { signUp(firstName: String, sex: String): User } type Patient { weight: Int } type User { firstName: String sex: String birthDate: String }',
      [
        'Mutation.signUp(firstName:)',
        'Mutation.signUp(sex:)',
        'User.birthDate',
        'User.firstName',
        'User.sex',
      ],
    ],
    [
      'as donors with a blood group',
      'type Query { ds: [Donor] } type Donor { name: String phone: String city: String bloodGroup: String }',
      ['Donor.bloodGroup', 'Donor.city', 'Donor.name', 'Donor.phone'],
    ],
  ])('%s', (_how, sdl, expected) => {
    const found = unmarkedCoordinates(sdl);
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(found.filter((at) => /^(?:Dietitian|Therapist|Dentist)\./.test(at))).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'the clients of somebody who is not a clinician',
      'type Query { s: Stylist } type Stylist { name: String clients: [Client] } type Client { name: String phone: String }',
    ],
    [
      'the limits of a test by age and sex',
      'type Query { r: Range2 } type Range2 { ageMin: Int gender: String unitName: String }',
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });
});

describe('the lint finds records', () => {
  it.each<[string, string, string[]]>([
    [
      'in a diary of feelings',
      'type Query { e: [JournalEntry] } type User { email: String } type JournalEntry { userId: ID feeling: String text: String }',
      ['JournalEntry.feeling', 'JournalEntry.text', 'JournalEntry.userId', 'User.email'],
    ],
    [
      'in a value with its unit and time, in an app for health',
      'type Query { u: User rs: [Reading] } type User { heartRate: Float } type Reading { unit: String value: Float timestamp: Float }',
      ['Reading.timestamp', 'Reading.value', 'User.heartRate'],
    ],
    [
      'in the recipe of a patient',
      'type Query { r: Recipe } type Recipe { patient: Patient treatment: String date: String } type Patient { id: ID }',
      ['Recipe.date', 'Recipe.treatment'],
    ],
    [
      'in the alleles of a variant',
      'type Query { p: Patient v: Call } type Patient { id: ID } type Call { chromosome: String start: Int ref: String alt: String }',
      ['Call.alt', 'Call.chromosome', 'Call.ref', 'Call.start'],
    ],
    [
      'by an argument that is named for the type of a person',
      'type Query { traces(user: String): Trace } type Patient { user: User } type User { email: String } type Trace { a: Boolean }',
      ['Query.traces(user:)'],
    ],
    [
      'in a page whose type is no envelope by its fields',
      'type Query { claims: ClaimPage } type ClaimPage { items: [Claim] total: Int } type Claim { memberNo: String provider: String billed: Float allowed: Float }',
      ['Claim.allowed', 'Claim.billed', 'Claim.memberNo'],
    ],
  ])('%s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expect.arrayContaining(expected));
  });

  it.each<[string, string]>([
    [
      'the moods of songs and reviews',
      'type Query { s: [Song] me: User } type User { email: String favoriteMood: String } type Song { mood: String } type Review { user: User feeling: String postedAt: String }',
    ],
    [
      'a calculator',
      'type Query { bmi(height: Float, weight: Float): Float } type User { email: String }',
    ],
    [
      'the diseases of plants',
      'type Query { me: User } type User { email: String plants: [Plant] } type Plant { owner: User diagnoses: [Diagnosis] } type Disease { symptoms: [String] treatment: String plant: Plant } type Diagnosis { plant: Plant treatment: String createdAt: String } type Mutation { treat(plantId: ID): Diagnosis }',
    ],
    [
      'the readings of sensors',
      'type Query { rs: [Reading] } type Reading { unit: String value: Float timestamp: Float }',
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it('does not report how a request ended beside the patient that it returns', () => {
    const sdl =
      'type Query { p: PatientResponse } type PatientResponse { status: Int message: String patientError: String data: PatientModel } type PatientModel { name: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['PatientModel.name']);
  });
});
