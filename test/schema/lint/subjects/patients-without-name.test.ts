import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the lint of software for health whose persons have a name of their own', () => {
  it.each<[string, string, string[]]>([
    [
      'who are booked with a clinician, whatever they are called',
      'type Query { a: [Slot] } type Slot { pupil: Pupil doctor: Doctor day: String } type Pupil { dateOfBirth: String gender: String } type Doctor { name: String }',
      ['Pupil.dateOfBirth', 'Pupil.gender', 'Slot.day'],
    ],
    [
      'with a sex and a birth beside two signs of health',
      'type Query { a: [Subject] v: [Variant] } type Subject { sex: String yearOfBirth: Int } type Variant { zygosity: String } type Visit { date: String }',
      ['Subject.sex', 'Subject.yearOfBirth', 'Variant.zygosity', 'Visit.date'],
    ],
    [
      'with a list of allergies, and things that are not for health',
      'type Query { u: User r: [Recipe] } type User { email: String allergies: [Allergy] favorites: [Recipe] } type Allergy { name: String } type Recipe { title: String }',
      ['Allergy.name', 'User.email'],
    ],
    [
      'with measurements that have a value, a unit and a time',
      'type Query { a: [Person] } type Person { name: String measurements: [Measurement] } type Measurement { value: Int unit: String time: String }',
      ['Measurement.time', 'Measurement.unit', 'Measurement.value', 'Person.name'],
    ],
    [
      'whose days a query returns for their key',
      'type Query { day(userId: ID): Day user: User } type User { name: String } type Day { happinessLevel: Int date: String }',
      ['Day.date', 'Day.happinessLevel', 'Query.day(userId:)', 'User.name'],
    ],
    [
      'who list those who care for them',
      'type Query { a: [Client] } type Client { name: String caregivers: [Caregiver] } type Caregiver { name: String }',
      ['Client.name'],
    ],
    [
      'whose visits are to a clinician',
      'type Query { a: [Member] } type Member { name: String visits: [Visit] } type Visit { nurse: Nurse day: String } type Nurse { name: String }',
      ['Member.name', 'Visit.day'],
    ],
    [
      'who book the time of a clinician',
      'type Query { a: [Booking] } type Booking { slot: Slot user: User remark: String } type Slot { therapist: Therapist } type Therapist { name: String } type User { name: String }',
      ['Booking.remark', 'User.name'],
    ],
    [
      'who stand in the record of their visit',
      'type Query { a: [Visit] } type Visit { firstName: String sex: String birthDate: String time: String }',
      ['Visit.birthDate', 'Visit.firstName', 'Visit.sex', 'Visit.time'],
    ],
    [
      'with what they eat beside their age',
      'type Query { a: [Profile] } type Profile { email: String age: Int totalCalories: Int }',
      ['Profile.age', 'Profile.email', 'Profile.totalCalories'],
    ],
    [
      'who book a time in a graph with clinicians',
      'type Query { therapists: [User] a: [Appointment] } type Appointment { host: User guest: User hour: String } type User { name: String }',
      ['Appointment.hour', 'User.name'],
    ],
    [
      'who write of their well-being',
      'type Query { a: Profile } type Profile { email: String checkins: [Checkin] } type Checkin { energy: Int water: Int nutrition: Int }',
      ['Checkin.energy', 'Checkin.nutrition', 'Checkin.water', 'Profile.email'],
    ],
    [
      'with a report of their health',
      'type Query { a: User } type User { email: String reports: [HealthReport] } type HealthReport { score: Int }',
      ['HealthReport.score', 'User.email'],
    ],
    [
      'with the drugs that they alone have',
      'type Query { a: User } type User { email: String drugs: [Drug] } type Drug { id: ID name: String refills: Int }',
      ['Drug.id', 'Drug.name', 'Drug.refills', 'User.email'],
    ],
    [
      'who have reminders to take medicine',
      'type Query { a: User } type User { email: String } type Reminder { user: User medicine: String time: String }',
      ['Reminder.medicine', 'Reminder.time', 'User.email'],
    ],
    [
      'who are the clients of software with a type for clinicians',
      'type Query { a: [Client] d: [Doctor] } type Client { name: String } type Doctor { name: String }',
      ['Client.name'],
    ],
    [
      'whose name stands beside that of a clinician',
      'type Query { a: [Appointment] } type Appointment { clientName: String doctorName: String problem: String }',
      ['Appointment.clientName', 'Appointment.problem'],
    ],
    [
      'who are clients with a birth and an insurance',
      'type Query { a: [Client] } type Client { name: String birthDate: String insurance: String }',
      ['Client.birthDate', 'Client.name'],
    ],
    [
      'who are residents with a birth in a hospital',
      'type Query { a: [Resident] } type Resident { name: String birthDate: String ward: Ward } type Ward { title: String }',
      ['Resident.birthDate', 'Resident.name'],
    ],
    [
      'whose images a modality has made',
      'type Query { a: [Study] } type Study { client: Client series: [Series] } type Series { modality: String date: String } type Client { name: String studies: [Study] }',
      ['Client.name', 'Series.date', 'Series.modality'],
    ],
    [
      'who order something for each eye',
      'type Query { a: [Client] } type Client { name: String orders: [Order] } type Order { odPower: String osPower: String }',
      ['Client.name', 'Order.odPower', 'Order.osPower'],
    ],
    [
      'in a graph with three words for health that nothing links with them',
      'type Query { me: User a: [Scan] } type User { email: String } type Scan { dosage: String allergen: String diagnosis: String }',
      ['Scan.allergen', 'Scan.diagnosis', 'Scan.dosage', 'User.email'],
    ],
  ])('reports PHI of persons %s', (_who, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'customers of the insurer of a car',
      'type Query { a: [Customer] } type Customer { gender: String dateOfBirth: String } type Claim { policyId: ID vehicle: Vehicle } type Coverage { limit: Int } type Policy { policyNumber: String } type Vehicle { vin: String }',
    ],
    [
      'customers who list those who drive them',
      'type Query { a: [Client] } type Client { name: String phone: String drivers: [Driver] } type Driver { name: String }',
    ],
    [
      'customers of a professional',
      'type Query { a: [Booking] } type Booking { client: Client professional: Professional time: String } type Professional { specialty: String } type Client { name: String }',
    ],
    [
      'users who save entries of a dictionary of drugs',
      'type Query { a: User drugs: [Drug] } type User { email: String saved: [Drug] } type Drug { id: ID name: String strength: String }',
    ],
    [
      'users of the meter of a house',
      'type Query { a: User } type User { email: String entries: [Entry] } type Entry { date: String energy: Int water: Int }',
    ],
    [
      'the staff who record the visits of persons without an account',
      'type Query { me: User } type Mutation { login(email: String, password: String): User } type User { email: String } type Visit { name: String sex: String age: Int }',
    ],
    [
      'customers of a salon with a birth and an appointment',
      'type Query { a: [Appointment] } type Appointment { client: Client stylist: Stylist time: String } type Stylist { name: String specialty: String } type Client { name: String birthDate: String }',
    ],
    [
      'players of a team',
      'type Query { a: [Player] } type Player { birthDate: String height: Int weight: Int }',
    ],
    [
      'measurements of the devices of a user',
      'type Query { u: User } type User { email: String devices: [Device] } type Device { measurements: [Measurement] } type Measurement { value: Int unit: String time: String }',
    ],
    [
      'animals of a farm and their owners',
      'type Query { a: [Sow] t: [Treatment] } type Sow { sex: String birthDate: String newbornWeight: Int owner: Owner } type Owner { name: String phone: String } type Treatment { sowId: ID diagnosis: String medicine: String dose: Int date: String }',
    ],
  ])('does not report %s', (_who, sdl) => {
    expect(unmarkedCoordinates(sdl).filter((at) => !at.startsWith('Visit.'))).toEqual([]);
  });

  it('takes no plan with tiers for an animal, which they are in German', () => {
    const sdl =
      'type Query { me: User } type User { email: String bmi: Int } type PlanTier { price: Int }';
    expect(unmarkedCoordinates(sdl)).toEqual(['User.bmi', 'User.email']);
    const german = `${sdl} type Mensch { geburtsdatum: Int krankheit: Int wohnort: Int }`;
    expect(unmarkedCoordinates(german)).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'with an account of its own',
      'type Mutation { login(username: String, password: String): Auth } type Auth { accessToken: String } type User { username: String email: String } input UserInput { email: String password: String }',
    ],
    [
      'of the staff',
      'type Mutation { register(email: String, password: String): Boolean } extend type Query { profile: Practitioner } type Practitioner { email: String }',
    ],
  ])('does not report who signs in to record the health of others, %s', (_who, sdl) => {
    const of =
      'type Query { c: [Child] v: [Vaccine] } type Child { birthDate: String sex: String } type Vaccine { requiredDoses: Int }';
    expect(unmarkedCoordinates(`${of} ${sdl}`)).toEqual(['Child.birthDate', 'Child.sex']);
  });
});

describe('the lint of what a caller takes and measures', () => {
  it.each<[string, string, string[]]>([
    [
      'a drug that a user takes at an hour',
      'type Query { u: User } type User { email: String pills: [Pill] } type Pill { hour: String taken: Boolean }',
      ['Pill.hour', 'Pill.taken', 'User.email'],
    ],
    [
      'the times at which a drug is taken, but not the drug',
      'type Query { a: [Alarm] u: User } type User { email: String alarms: [Alarm] } type Alarm { drug: Drug hour: String } type Drug { id: ID name: String }',
      ['Alarm.hour', 'User.email'],
    ],
    [
      'the calories of an entry with a date',
      'type Query { a: [Entry] } type Entry { calories: Int date: String }',
      ['Entry.calories', 'Entry.date'],
    ],
    [
      'a weight with its date',
      'type Query { a: [Weight] } type Weight { value: Int date: String }',
      ['Weight.date', 'Weight.value'],
    ],
    [
      'a consultation of one user, though it has nothing but a status',
      'type Query { c: [Consultation] } type User { email: String bmi: Int } type Consultation { id: ID user: User code: String }',
      ['Consultation.code', 'Consultation.id', 'User.bmi', 'User.email'],
    ],
    [
      'a pulse with its time',
      'type Query { a: Reading } type Reading { pulse: Int timestamp: String }',
      ['Reading.pulse', 'Reading.timestamp'],
    ],
  ])('reports %s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'the stock of a pharmacy',
      'type Query { a: [Medicine] o: [Order] } type Medicine { id: ID name: String dosage: String price: Int } type Order { user: User createdTime: String medicine: Medicine } type User { email: String }',
    ],
    [
      'the weight of a parcel with its date',
      'type Query { a: [Shipment] } type Shipment { weight: Int date: String }',
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });
});
