import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of software whose names say that it is for health', () => {
  it.each<[string, string, string[]]>([
    [
      'finds persons beside what a mutation is named for',
      'type Query { me: User } type Mutation { scanMedicationBox(photo: String): Boolean } type User { email: String phone: String }',
      ['Mutation.scanMedicationBox(photo:)', 'User.email', 'User.phone'],
    ],
    [
      'finds persons beside two values that only health information has',
      'type Query { me: User b: [Board] } type User { email: String } type Board { stepGoal: Int medicalHistory: String }',
      ['Board.medicalHistory', 'Board.stepGoal', 'User.email'],
    ],
    [
      'leaves persons beside a dictionary and the benefits of an employer',
      'type Query { me: User vaccines: [Vaccine] } type Mutation { addWellnessPackage(name: String): Int } type User { email: String } type Vaccine { id: ID name: String }',
      [],
    ],
    [
      'finds those whose allergies stand in their profile, with their account',
      'type Query { p: Profile } type Profile { user: User allergies: [Allergy] } type User { email: String birthday: String logins: [UserInfo] } type UserInfo { provider: String } enum Allergy { NUT }',
      ['Profile.allergies', 'User.birthday', 'User.email'],
    ],
    [
      'finds the dosage, its frequency and the account of a user with a list of items to take',
      'type Query { me: User } type User { email: String items: [Item] } type Item { name: String dosage: String frequency: String }',
      ['Item.dosage', 'Item.frequency', 'Item.name', 'User.email'],
    ],
  ])('%s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});

describe('the lint of software that books appointments', () => {
  const appointment = 'type Appointment { date: String note: String }';
  it.each<[string, string, string[]]>([
    [
      'finds the callers of one for teeth',
      `type Query { me: User a: [Appointment] dentalServices: [String] } type User { email: String } ${appointment}`,
      ['Appointment.date', 'Appointment.note', 'User.email'],
    ],
    [
      'finds who comes by their key where an argument names a clinician',
      'type Query { a(dentist: String): [Appointment] u: [User] } type User { email: String } type Appointment { userId: ID date: String }',
      ['Appointment.date', 'Appointment.userId', 'User.email'],
    ],
    [
      'finds who comes by their name and phone',
      'type Query { a: [Appointment] clinic: String } type Appointment { name: String phone: String date: String }',
      ['Appointment.date', 'Appointment.name', 'Appointment.phone'],
    ],
    [
      'finds who comes for a treatment',
      'type Query { a: [Booking] } type Booking { name: String phone: String date: String treatment: String }',
      ['Booking.date', 'Booking.name', 'Booking.phone', 'Booking.treatment'],
    ],
    [
      'leaves who comes for the treatment of a salon',
      'type Query { a: [Booking] s: [Stylist] } type Booking { name: String phone: String date: String treatment: String } type Stylist { id: ID }',
      [],
    ],
    [
      'leaves those of other trades',
      `type Query { me: User a: [Appointment] haircuts: [String] } type User { email: String } ${appointment}`,
      [],
    ],
  ])('%s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});
