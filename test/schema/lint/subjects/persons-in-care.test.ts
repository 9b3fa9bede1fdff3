import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint finds the persons in care', () => {
  it.each<[string, string, string[]]>([
    [
      'who take part in a study and have a birth, also in their input, not who enters them',
      'type Query { ps: [Participant] } type Mutation { login(email: String, password: String): User add(p: ParticipantInput): Participant } type Study { title: String } type Participant { name: String } input ParticipantInput { birthDate: String } type User { email: String }',
      ['Participant.name', 'ParticipantInput.birthDate'],
    ],
    [
      'whose appointment names them and a dentist by an email',
      'type Query { a: [Appointment] } type Appointment { dentistEmail: String userEmail: String startTime: String } type User { lastName: String email: String } type Dentist { email: String }',
      ['Appointment.startTime', 'Appointment.userEmail', 'User.email', 'User.lastName'],
    ],
    [
      'who are listed with a name alone and have their body measured',
      'type Query { clients: [Client] } type Client { name: String } type BodyCheck { client: Client weight: Float bodyFat: Float date: String }',
      ['BodyCheck.bodyFat', 'BodyCheck.date', 'BodyCheck.weight', 'Client.name'],
    ],
    [
      'who have a surgery, by the word for a client alone',
      'type Query { a: [Surgery] } type Surgery { doctor: String client: String date: String }',
      ['Surgery.client', 'Surgery.date'],
    ],
    [
      'whose appointment has a specialty',
      'type Query { a: [Appointment] } type Appointment { userId: ID workerId: ID specialty: String date: String }',
      ['Appointment.date', 'Appointment.userId'],
    ],
    [
      'who are listed by a clinician and do not sign in',
      'type Query { a: [Nurse] } type Nurse { name: String users: [User] } type User { name: String email: String }',
      ['User.email', 'User.name'],
    ],
    [
      'who have a birth where an organization has the number of a register of clinicians',
      'type Query { o: Org u: [User] } type Org { npi: String } type User { lastName: String dateOfBirth: String }',
      ['User.dateOfBirth', 'User.lastName'],
    ],
    [
      'who lie in a bed and have a birth',
      'type Query { b: [Bed] } type Bed { user: User } type User { lastName: String birthday: String sex: String }',
      ['User.birthday', 'User.lastName', 'User.sex'],
    ],
    [
      'who are admitted and discharged',
      'type Query { u: [User] } type Mutation { admitUser(id: ID): User dischargeUser(id: ID): User } type User { lastName: String birthday: String sex: String }',
      [
        'Mutation.admitUser(id:)',
        'Mutation.dischargeUser(id:)',
        'User.birthday',
        'User.lastName',
        'User.sex',
      ],
    ],
    [
      'whose sex and age a trial has',
      'type Query { t: [Trial] } type Trial { title: String members: [Member] } type Member { firstName: String gender: String age: Int }',
      ['Member.age', 'Member.firstName', 'Member.gender'],
    ],
    [
      'who are the subjects of a study and have visits, not the sponsor',
      'type Query { sponsors: [Customer] } type Customer { id: ID name: String studies: [Study] } type Study { id: ID title: String subjects: [Subject] } type Subject { id: ID screeningNumber: String visits: [Visit] } type Visit { id: ID day: String }',
      ['Subject.id', 'Subject.screeningNumber', 'Visit.day', 'Visit.id'],
    ],
    [
      'who have a sex, a birth, sessions to come to and what was observed of them',
      'type Query { c: [Client] } type Client { name: String gender: String dob: String } type Appointment { clientId: ID startsAt: String } type Observation { clientId: ID text: String }',
      [
        'Appointment.clientId',
        'Appointment.startsAt',
        'Client.dob',
        'Client.gender',
        'Client.name',
        'Observation.clientId',
        'Observation.text',
      ],
    ],
    [
      'who have an insurance and appointments',
      'type Query { u: [User] } type User { lastName: String dob: String insurance: String appointments: [Appointment] } type Appointment { note: String }',
      ['Appointment.note', 'User.dob', 'User.insurance', 'User.lastName'],
    ],
    [
      'who have an insurance with a subscriber and their birth among demographics',
      'type Query { c: [Client] } type Client { id: ID demographics: Demographics insurance: [Insurance] } type Demographics { dateOfBirth: String sex: String } type Insurance { subscriber: Subscriber } type Subscriber { name: String }',
      ['Client.id', 'Demographics.dateOfBirth', 'Demographics.sex', 'Subscriber.name'],
    ],
    [
      'who have studies of medical images',
      'type Query { c: [Client] } type Client { id: ID name: String studies: [Study] } type Study { id: ID series: [Series] } type Series { modality: String }',
      ['Client.id', 'Client.name', 'Series.modality', 'Study.id'],
    ],
    [
      'whose vital signs are read, by their key',
      'type Query { r: [VitalReading] } type VitalReading { value: Float clientId: ID at: String }',
      ['VitalReading.at', 'VitalReading.clientId', 'VitalReading.value'],
    ],
    [
      'who wait for a slot with a vaccine',
      'type Query { s: [Slot] me: User } type Slot { vaccine: String date: String } type User { email: String }',
      ['User.email'],
    ],
    [
      'who wait for a slot that refers to a vaccine',
      'type Query { s: [Slot] me: User } type Slot { kind: Vaccine date: String } type Vaccine { id: ID name: String } type User { email: String }',
      ['User.email'],
    ],
    [
      'who book a dentist after they sign in',
      'type Query { b: [Booking] me: User dentist: String } type Booking { date: String note: String } type User { email: String }',
      ['Booking.date', 'Booking.note', 'User.email'],
    ],
    [
      'who write how they slept',
      'type Query { me: User } type User { email: String days: [Day] } type Day { date: String slept: Boolean walked: Boolean }',
      ['Day.date', 'Day.slept', 'User.email'],
    ],
  ])('%s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'drivers with an insurance',
      'type Query { c: [Client] } type Client { lastName: String dob: String insurance: String vehicles: [Vehicle] } type Vehicle { plate: String }',
    ],
    [
      'the subjects of a study without visits',
      'type Query { s: [Study] } type Study { title: String subjects: [Subject] } type Subject { title: String lessons: [Lesson] } type Lesson { title: String }',
    ],
    [
      'the clients of a salon',
      'type Query { c: [Client] s: Salon } type Salon { name: String } type Client { name: String gender: String dob: String } type Appointment { clientId: ID startsAt: String } type Observation { clientId: ID text: String }',
    ],
    [
      'guests with a bed and no birth',
      'type Query { b: [Bed] } type Bed { user: User } type User { lastName: String email: String }',
    ],
    [
      'the accounts of colleagues of a clinician',
      'type Query { me: User a: [Nurse] } type Nurse { name: String users: [User] } type User { name: String email: String password: String }',
    ],
  ])('and not %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    [
      'is read as one for patients, unless it is one for persons of all kinds',
      'type Query { r: Resident } type Resident { lastName: String bloodPressure: String } type Item { residentName: String userName: String }',
      ['Item.residentName', 'Resident.bloodPressure', 'Resident.lastName'],
    ],
  ])('and the word for them %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});
