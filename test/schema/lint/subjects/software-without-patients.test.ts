import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

const DIARY = 'type Entry { heartRate: Int at: String }';

describe('the lint of software in which no type is named for a patient', () => {
  it.each<[string, string, string[]]>([
    [
      'in the days of a calendar that have a mood and their person',
      'type Query { days: [MoodCalendar] } type MoodCalendar { moodDate: String moodId: ID userId: ID } type User { id: ID email: String }',
      [
        'MoodCalendar.moodDate',
        'MoodCalendar.moodId',
        'MoodCalendar.userId',
        'User.email',
        'User.id',
      ],
    ],
    [
      'in the person that a login returns',
      'type Query { u: User } type User { heartRate: Int } type UserLogin { email: String age: Int }',
      ['User.heartRate', 'UserLogin.age', 'UserLogin.email'],
    ],
    [
      'in a record of diagnoses and measures without any person',
      'type Query { a: Int } type Vital { id: ID bp: String sugar: String weight: String diagnosis: String }',
      ['Vital.bp', 'Vital.diagnosis', 'Vital.id', 'Vital.sugar', 'Vital.weight'],
    ],
    [
      'in an appointment of a user with a medicine and no clinician',
      'type Query { byUser(user: String): [Appointment] } type Appointment { user: String date: String medicine: [Drug] } type Drug { name: String } type UserDetail { email: String }',
      [
        'Appointment.date',
        'Appointment.user',
        'Drug.name',
        'Query.byUser(user:)',
        'UserDetail.email',
      ],
    ],
    [
      'of a child by its vaccinations, and of its parent',
      'type Query { a: Child } type Child { name: String doses: [ChildVaccine] parent: Parent } type ChildVaccine { quux: String } type Parent { firstName: String email: String children: [Child] }',
      ['Child.name', 'ChildVaccine.quux', 'Parent.email', 'Parent.firstName'],
    ],
    [
      'in what an app keeps of a child who does not sign in',
      'type Query { me: User } type User { email: String password: String children: [Child] } type Child { name: String symptoms: String incidents: [Incident] } type Incident { quux: String }',
      ['Child.name', 'Child.symptoms', 'Incident.quux', 'User.email'],
    ],
    [
      'in the rows of a wearable device, by their measures and times',
      `type Query { a: [Entry] } ${DIARY} type HourlyStep { Id: String ActivityHour: String quux: Int }`,
      [
        'Entry.at',
        'Entry.heartRate',
        'HourlyStep.ActivityHour',
        'HourlyStep.Id',
        'HourlyStep.quux',
      ],
    ],
    [
      'in a summary of a wearable device without a time or a person',
      'type Query { activities: Activities } type Activities { summary: Summary } type Summary { minutesAsleep: Int timeInBed: Int quux: Int }',
      ['Summary.minutesAsleep', 'Summary.quux', 'Summary.timeInBed'],
    ],
    [
      'in what an app takes from users who sign up',
      `type Query { me: User a: [Entry] } type User { email: String } ${DIARY} input SignUpInput { password: String email: String city: String }`,
      ['Entry.at', 'Entry.heartRate', 'SignUpInput.city', 'SignUpInput.email', 'User.email'],
    ],
    [
      'of samples that name the patient, and not of the practice that sends them to a laboratory',
      'type Query { samples(clientId: ID): [Sample] } type Sample { client: Client patientName: String diagnosis: String } type Client { name: String phone: String fax: String }',
      ['Sample.diagnosis', 'Sample.patientName'],
    ],
    [
      'of the accounts of a graph in which patients are keys only',
      'type Query { a: [Visit] } type Mutation { login(email: String, password: String): User } type User { email: String password: String } type Visit { patientId: ID }',
      ['Mutation.login(email:)', 'User.email', 'Visit.patientId'],
    ],
    [
      'in the profile of a user that nothing refers to',
      `type Query { a: [Entry] } ${DIARY} type Profile { name: String age: Int gender: String }`,
      ['Entry.at', 'Entry.heartRate', 'Profile.age', 'Profile.gender', 'Profile.name'],
    ],
    [
      'that a search for cases filters by',
      'type Query { cases(gender: String, ajcc_stage: String, tumor_grade: String, primary_site: String): Filters } type Filters { a: [String] }',
      [
        'Query.cases(ajcc_stage:)',
        'Query.cases(gender:)',
        'Query.cases(primary_site:)',
        'Query.cases(tumor_grade:)',
      ],
    ],
  ])('reports PHI %s', (_where, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'measures of pets',
      'type Query { a: Int } type Vital { bp: String weight: String diagnosis: String pet: Pet } type Pet { name: String }',
    ],
    [
      'two measures of a search that distinguishes no persons',
      'type Query { a(tumor_grade: String, primary_site: String, ajcc_stage: String): Int }',
    ],
    [
      'employees with a blood group beside who they are',
      'type Query { staff: [Member] } type Member { firstName: String lastName: String nationalId: String bloodGroup: String salary: Int shifts: [Shift] } type Shift { memberId: ID day: String }',
    ],
    [
      'drugs of a catalog with the most that all may take',
      'type Query { drug(code: ID): Drug } type Drug { code: ID name: String maxDailyDose: String halfLifeHours: Float pregnancyCategory: String }',
    ],
    [
      'how long a substance stays in a body',
      'type Query { substance(code: ID): Substance } type Substance { name: String halfLifeHours: Float pregnancyRisk: String }',
    ],
    [
      'customers and those insured with the numbers of a policy and a claim for a house',
      'type Query { a: [Customer] b: [Insured] } type Customer { birthDate: String policies: [Policy] } type Insured { name: String policies: [Policy] } type Policy { policyNumber: String house: House claims: [Claim] } type Claim { claimNumber: String paid: Float } type House { rooms: Int }',
    ],
    [
      'members of a parish with the date of their death',
      'type Query { a: [Person] } type Person { firstName: String gender: String birthDate: String deathDate: String groups: [Group] } type Group { name: String }',
    ],
    [
      'diseases of the figures of a game',
      'type Query { me: Player } type Player { email: String heroes: [Hero] } type Hero { health: Int maxHealth: Int wounds: [Wound] disease: Disease } type Wound { depth: Int } type Disease { name: String symptoms: [String] }',
    ],
    [
      'codes of diseases that are for a sex and for ages',
      'type Query { code(code: ID): Code } type Code { title: String symptom: String treatment: String sex: String minAge: Int maxAge: Int }',
    ],
    [
      'diseases of those who fight in a game',
      'type Query { me: User } type User { email: String heroes: [Hero] } type Hero { hp: Int attack: Int disease: Disease injury: Injury } type Disease { name: String } type Injury { part: String }',
    ],
    [
      'staff who keep the stock of a pharmacy',
      'type Query { me: User products: [Product] } type User { email: String password: String } type Product { id: ID name: String prescriptionRequired: Boolean pregnancyCategory: String }',
    ],
    ['a password and a portion', 'type Query { me: User } type User { password: String }'],
  ])('does not report %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });
});

describe('the lint of what a mutation writes', () => {
  it('reads its name where it returns only how it ended', () => {
    const sdl =
      'type Query { a: Patient } type Patient { notices: [Notice] } type Notice { quux: String } type Mutation { writeNotice(quux: String): MutationResponse } type MutationResponse { ok: Boolean id: Int error: String }';
    expect(unmarkedCoordinates(sdl)).toContain('Mutation.writeNotice(quux:)');
  });

  it('does not report how it ended, whatever the name of the response', () => {
    const sdl =
      'type Query { a: Patient } type Patient { visits: [Visit] } type Visit { quux: String } type Mutation { a: mutateVisit } type mutateVisit { code: String success: Boolean message: String visit: Visit }';
    expect(unmarkedCoordinates(sdl)).toEqual(['Visit.quux']);
  });
});

describe('the lint of what is not of one patient', () => {
  const VISIT = 'type Patient { name: String visits: [Visit] } type Visit { quux: String }';
  it.each<[string, string]>([
    [
      'a trial that lists its patients, who list their trials',
      'type Query { p: Patient } type Patient { trials: [Trial] name: String } type Trial { id: ID title: String formulation: String patients: [Patient] }',
    ],
    [
      'a disease that a query lists with its symptoms',
      `type Query { all: [Disease] p: Patient } ${VISIT} type Disease { name: String symptoms: [String] medicine: [String] }`,
    ],
    [
      'the values that a search offers',
      `type Query { all: CaseFilters p: Patient } ${VISIT} type CaseFilters { disease_types: [String] }`,
    ],
    [
      'what cases are counted by',
      `type Query { all: [Site] p: Patient } ${VISIT} type Site { primary_site: String cases_count: Int }`,
    ],
    [
      'what a portion of a food has',
      `type Query { p: Patient } ${VISIT} input NutritionInput { patientId: ID caloriesPerServing: Float }`,
    ],
    [
      'a figure of a game beside a patient of FHIR',
      `type Query { p: Patient f: Person } type Patient { name: [HumanName] visits: [Visit] } type Visit { quux: String } type HumanName { family: String given: [String] } type Person { gender: String height: Int films: [Film] } type Film { title: String }`,
    ],
  ])('leaves out %s', (_what, sdl) => {
    const found = unmarkedCoordinates(sdl).filter(
      (at) => !/^(?:Patient|Visit|HumanName|NutritionInput\.patientId)/.test(at),
    );
    expect(found).toEqual([]);
  });
});

it('the lint reports a diary of moods whose author earns points as in a game', () => {
  const sdl =
    'type Query { me: User moods: [Mood] } type User { email: String hp: Int attack: Int } type Mood { mood: String date: String medication: String }';
  expect(unmarkedCoordinates(sdl)).toEqual([
    'Mood.date',
    'Mood.medication',
    'Mood.mood',
    'User.email',
  ]);
});

describe('the lint of animals that are called patients', () => {
  const VISIT = 'visits: [Visit] } type Visit { diagnosis: String date: String }';

  it('reports nothing of them and their owners', () => {
    const sdl = `type Query { a: [Patient] } type Patient { name: String species: String owner: Owner ${VISIT} type Owner { email: String }`;
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it.each([
    ['a social security number', 'ssn'],
    ['a medical record number', 'mrn'],
    ['a first name', 'firstName'],
  ])('reports patients with a species, as a study of several has, who have %s', (_what, name) => {
    const sdl = `type Query { a: [Patient] } type Patient { ${name}: String species: String owner: String ${VISIT}`;
    expect(unmarkedCoordinates(sdl)).toEqual(
      expect.arrayContaining([`Patient.${name}`, 'Visit.date', 'Visit.diagnosis']),
    );
  });

  it('reports patients with a guardian, and those who are beside animals', () => {
    const sdl = `type Query { a: [Patient] b: [Pet] } type Patient { name: String owner: String ${VISIT} type Pet { species: String breed: String }`;
    expect(unmarkedCoordinates(sdl)).toEqual([
      'Patient.name',
      'Patient.owner',
      'Visit.date',
      'Visit.diagnosis',
    ]);
  });
});
