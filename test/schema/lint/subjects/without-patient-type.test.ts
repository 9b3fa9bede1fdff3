import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of a schema without a type for patients', () => {
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
      'of those in a register, and not of the users who keep it',
      'type Query { authUser: User rs: [Quux] } type Mutation { login(email: String, password: String): User } type User { id: ID email: String tel: String } type Quux { createdBy: ID firstName: String gender: String age: Int symptom: String diagnosis: String }',
      ['Quux.age', 'Quux.diagnosis', 'Quux.firstName', 'Quux.gender', 'Quux.symptom'],
    ],
    [
      'of the users of an app who have what is theirs in a type of its own',
      'type Query { authUser: User rs: [Quux] } type Mutation { login(email: String, password: String): User } type User { email: String } type Quux { userId: ID firstName: String gender: String age: Int symptom: String diagnosis: String }',
      [
        'Mutation.login(email:)',
        'Quux.age',
        'Quux.diagnosis',
        'Quux.firstName',
        'Quux.gender',
        'Quux.symptom',
        'Quux.userId',
        'User.email',
      ],
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
      'of a person with a medical condition, where no type is named for a patient',
      'type Query { s: SeniorDetails } type SeniorDetails { birthdate: String gender: String medicalConditions: String }',
      ['SeniorDetails.birthdate', 'SeniorDetails.gender', 'SeniorDetails.medicalConditions'],
    ],
    [
      'of a user of an app for health, where no type is named for a patient',
      'type Query { u: User } type User { nick: Boolean email: String sleeps: [Sleep] } type Sleep { heartRate: Int }',
      ['Sleep.heartRate', 'User.email'],
    ],
    [
      'in an app for tests, by the name of an enum',
      'type Query { u: User } type User { email: String } type RapidTest { user: User verdict: TestResult } enum TestResult { A }',
      ['RapidTest.verdict', 'User.email'],
    ],
  ])('reports PHI %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});

describe('the lint of a schema without patients', () => {
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
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it('reports what is PHI everywhere', () => {
    expect(unmarkedCoordinates('type Query { u: User } type User { ssn: String }')).toEqual([
      'User.ssn',
    ]);
  });
});
