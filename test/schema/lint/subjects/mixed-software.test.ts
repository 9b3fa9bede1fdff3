import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of software in which one type is about health', () => {
  const CLUB = `type Query { camps: [Camp] me: User }
    type User { email: String band: String healthForm: HealthForm bookings: [Booking] gear: [Gear] photos: [Photo] }
    type HealthForm { user: User allergies: String medication: String }
    type Camp { startDate: String destination: String }
    type Booking { user: User camp: Camp bookedAt: String price: Float }
    type Gear { user: User brand: String condition: String }
    type Photo { user: User takenAt: String caption: String }`;

  it('reports the health information and who the person is, and nothing else that the person has', () => {
    expect(unmarkedCoordinates(CLUB)).toEqual([
      'HealthForm.allergies',
      'HealthForm.medication',
      'User.email',
    ]);
  });

  it('reports the person whose form it is and the guardians, though their types have no known name', () => {
    const sdl = `type Query { cabins: [Cabin] }
      type Camper { firstName: String lastName: String birthDate: String cabin: Cabin guardians: [Grown] trips: [Trip] rides: [Ride] }
      type Grown { name: String phone: String }
      type Cabin { capacity: Int campers: [Camper] } type Trip { day: String } type Ride { bus: String }
      type HealthForm { camper: Camper allergies: [String] medications: [String] }`;
    expect(unmarkedCoordinates(sdl)).toEqual([
      'Camper.birthDate',
      'Camper.firstName',
      'Camper.lastName',
      'Grown.name',
      'Grown.phone',
      'HealthForm.allergies',
      'HealthForm.medications',
    ]);
  });

  it.each<[string, string]>([
    [
      'users have health information of their own',
      'type User { email: String bloodType: String allergies: String healthForm: HealthForm a: A b: B c: C d: D }',
    ],
    [
      'someone is in the care of a clinician',
      'type User { email: String healthForm: HealthForm a: A b: B c: C d: D } type Nurse { name: String clients: [Client] } type Client { name: String phone: String }',
    ],
  ])('reports what is reached from a record as usual where %s', (_what, types) => {
    const sdl = `type Query { me: User } ${types} type HealthForm { allergies: String medication: String plan: Plan }
      type Plan { quux: String } type A { a: Int } type B { b: Int } type C { c: Int } type D { d: Int }`;
    expect(unmarkedCoordinates(sdl)).toContain('Plan.quux');
  });

  it('does not report a field that names who recorded something as the patient', () => {
    const sdl = `type Query { me: User } type User { email: String sleep: [SleepNight] }
      type SleepNight { quality: Int } type Scan { scannedBy: User place: String notes: String }`;
    const found = unmarkedCoordinates(sdl);
    expect(found).toContain('SleepNight.quality');
    expect(found).not.toContain('Scan.notes');
  });
});
