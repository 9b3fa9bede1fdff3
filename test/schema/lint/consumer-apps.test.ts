import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../support/unmarked-phi.ts';

const USER = 'type User { email: String entries: [Entry] }';
const QUERY = 'type Query { me: User }';

describe('the lint of an app for health', () => {
  it.each<[string, string, string[]]>([
    [
      'by one measurement that the user lists',
      `${QUERY} ${USER} type Entry { heartRate: Int }`,
      ['Entry.heartRate', 'User.email'],
    ],
    [
      'by one measurement that refers to the user',
      `${QUERY} type User { email: String } type Entry { user: User avgHr: Int }`,
      ['Entry.avgHr', 'User.email'],
    ],
    [
      'by one measurement with the key of the user',
      `${QUERY} type User { email: String } type Entry { userId: ID bodyFat: Float }`,
      ['Entry.bodyFat', 'Entry.userId', 'User.email'],
    ],
    [
      'by a measurement two objects away',
      `${QUERY} type User { email: String days: [Day] } type Day { log: Entry } type Entry { bloodPressure: String }`,
      ['Entry.bloodPressure', 'User.email'],
    ],
    [
      'by what an object of the user is named for',
      `${QUERY} type User { email: String list: [SleepInstance] } type SleepInstance { quality: Int }`,
      ['SleepInstance.quality', 'User.email'],
    ],
    [
      'by the weight of an account beside the height',
      `${QUERY} type User { username: String startingWeight: Float height: Int }`,
      ['User.height', 'User.startingWeight', 'User.username'],
    ],
    [
      'by weight and age in an object of the user',
      `${QUERY} type User { email: String } type Plan { postedBy: User weight: Int age: Int }`,
      ['Plan.age', 'Plan.weight', 'User.email'],
    ],
    [
      'by a list of weights',
      `${QUERY} type User { email: String weights: [Weight] } type Weight { date: String weight: Float }`,
      ['User.email', 'Weight.date', 'Weight.weight'],
    ],
    [
      'by the calories of what the user eats',
      `${QUERY} type User { email: String } type Meal { user: User calories: Int }`,
      ['Meal.calories', 'User.email'],
    ],
    [
      'with another type for the account, and reports what signs it in',
      'type Query { a: Profile } type Profile { bmi: Int } type User { email: String password: String } type Mutation { login(input: LoginInput): LoginResponse createUser(email: String): Boolean } input LoginInput { email: String } type LoginResponse { token: String user: User }',
      ['LoginInput.email', 'Mutation.createUser(email:)', 'Profile.bmi', 'User.email'],
    ],
    [
      'in what a user gets back to the account with, or registers with, whatever that returns, but not in the passwords',
      'type Query { a: User } type User { bmi: Int } type Mutation { register(email: String, Password: String): Status forgotPassword(email: String, newpassword: String): Status sendOtp(phone: String): Status checkEmail(email: String): Boolean checkStock(email: String): Boolean } type Status { ok: Boolean }',
      [
        'Mutation.checkEmail(email:)',
        'Mutation.forgotPassword(email:)',
        'Mutation.register(email:)',
        'Mutation.sendOtp(phone:)',
        'User.bmi',
      ],
    ],
    [
      'also in further types for the user',
      `${QUERY} type User { email: String bmi: Int } type UserCard { fullName: String }`,
      ['User.bmi', 'User.email', 'UserCard.fullName'],
    ],
    [
      'in Spanish',
      'type Query { yo: Usuario } type Usuario { correo: String registros: [Registro] } type Registro { fecha: String glucosa: Int }',
      ['Registro.fecha', 'Registro.glucosa', 'Usuario.correo'],
    ],
    [
      'in French',
      'type Query { moi: Utilisateur } type Utilisateur { courriel: String humeurs: [Humeur] } type Humeur { commentaire: String }',
      ['Humeur.commentaire', 'Utilisateur.courriel'],
    ],
    [
      'in German',
      'type Query { ich: Benutzer } type Benutzer { email: String geburtsdatum: String eintraege: [Eintrag] } type Eintrag { blutdruck: String }',
      ['Benutzer.email', 'Benutzer.geburtsdatum', 'Eintrag.blutdruck'],
    ],
    [
      'in Portuguese',
      'type Query { a: Usuario } type Usuario { email: String registros: [Registro] } type Registro { glicemia: Int data: String }',
      ['Registro.data', 'Registro.glicemia', 'Usuario.email'],
    ],
  ])('takes the user for a patient %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    [
      'photos, friends and chats',
      `${QUERY} type User { email: String bmi: Int photos: [Photo] friends: [User] } type Photo { file: String caption: String }`,
      ['User.bmi', 'User.email'],
    ],
    [
      'workouts that others do too',
      `${QUERY} type User { email: String bmi: Int workouts: [Workout] } type Workout { title: String users: [User] }`,
      ['User.bmi', 'User.email'],
    ],
    [
      'dictionaries of which users have entries of their own',
      'type Query { me: User addictions: [Addiction] } type User { email: String addictions: [UserAddiction] } type Addiction { id: ID symptoms: [String] copingMechanisms: String } type UserAddiction { addiction: ID soberDays: Int userId: ID }',
      ['User.email', 'UserAddiction.addiction', 'UserAddiction.soberDays', 'UserAddiction.userId'],
    ],
    [
      'accounts of others than those who are measured',
      'type Query { whoAmI: Owner members: [Member] } type Owner { email: String } type Member { email: String measures: [MemberMeasure] } type MemberMeasure { member: Member bmi: Int }',
      ['Member.email', 'MemberMeasure.bmi'],
    ],
  ])('takes the user for a patient and does not report %s', (_what, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it('says by which field the user has health information', () => {
    const [, user] = unmarkedPhi(`${QUERY} ${USER} type Entry { heartRate: Int }`);
    expect(user?.evidence).toEqual({
      confidence: 'high',
      signs: ['it is named "email"', 'User is a person with health information: User.entries'],
    });
  });
});

describe('the lint of bookings of clinicians', () => {
  it.each<[string, string, string[]]>([
    [
      'with the name and contact of the client beside the name of the doctor',
      'type Query { a: [Appointment] } type Appointment { doctorName: String doctorEmail: String name: String phone: String date: String }',
      ['Appointment.date', 'Appointment.name', 'Appointment.phone'],
    ],
    [
      'with the key of a client who has no type',
      'type Query { a: [Session] } type Session { therapistId: ID clientId: ID notes: String }',
      ['Session.clientId', 'Session.notes'],
    ],
    [
      'with who booked it',
      'type Query { a: [AppointmentSlot] } type AppointmentSlot { therapist: Therapist bookedBy: String start: String } type Therapist { name: String }',
      ['AppointmentSlot.bookedBy', 'AppointmentSlot.start'],
    ],
  ])('reports a booking %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});

describe('the lint of claims for care', () => {
  it.each<[string, string, string[]]>([
    [
      'by a procedure',
      'type Query { a: [Claim] } type Claim { client: String procedure: String amount: Float }',
      ['Claim.amount', 'Claim.client', 'Claim.procedure'],
    ],
    [
      'by a provider and what was allowed',
      'type Query { a: [Claim] } type Claim { holder: Member provider: String allowedAmount: Float } type Member { email: String }',
      ['Claim.allowedAmount', 'Member.email'],
    ],
  ])('recognizes a claim for care %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});

describe('the lint of schemas that resemble health software', () => {
  it.each<[string, string]>([
    [
      'a shop whose products have weights and calories',
      `${QUERY} type User { email: String orders: [Order] } type Order { products: [Product] } type Product { weight: Float height: Float calories: Int }`,
    ],
    [
      'parcels of customers',
      'type Query { a: [Customer] } type Customer { email: String shipments: [Shipment] } type Shipment { weight: Float height: Float }',
    ],
    [
      'a social network',
      `${QUERY} type User { email: String birthday: String gender: String posts: [Post] } type Post { mood: String author: User }`,
    ],
    [
      'people to meet, with a height and an age',
      `${QUERY} type User { email: String age: Int height: Int smoking: Boolean matches: [User] }`,
    ],
    [
      'players of a team',
      `${QUERY} type User { email: String teams: [Team] } type Team { players: [Player] } type Player { name: String height: Int weight: Int age: Int }`,
    ],
    [
      'recipes of authors',
      `${QUERY} type User { email: String recipes: [Recipe] } type Recipe { calories: Int author: User }`,
    ],
    [
      'plans of exercises without a measurement',
      `${QUERY} type User { email: String workouts: [Workout] } type Workout { exercises: [Exercise] } type Exercise { reps: Int weight: Int }`,
    ],
    [
      'songs with a mood',
      `${QUERY} type User { email: String playlists: [Playlist] } type Playlist { mood: String }`,
    ],
    [
      'the symptoms of a car',
      'type Query { a: [Appointment] } type Appointment { customer: Customer vehicle: Vehicle symptoms: String } type Customer { email: String } type Vehicle { model: String }',
    ],
    [
      'a doctor for pets',
      'type Query { a: [Appointment] } type Appointment { owner: Owner doctor: Doctor pet: Pet } type Owner { email: String } type Doctor { name: String } type Pet { weight: Float }',
    ],
    [
      'bookings of a hairdresser or a coach',
      'type Query { a: [Appointment] b: [Session] } type Appointment { stylistId: ID name: String phone: String } type Session { coach: Coach client: Client notes: String } type Coach { name: String } type Client { email: String }',
    ],
    [
      'claims for cars and houses',
      'type Query { a: [Claim] } type Claim { policy: Policy deductible: Float vehicle: String provider: String damage: String } type Policy { number: String }',
    ],
    [
      'an appointment that a mutation is named for, without a sign of health',
      'type Mutation { requestAppointment(date: String, details: String): Boolean } type Query { a: Int }',
    ],
  ])('reports nothing about %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });
});
