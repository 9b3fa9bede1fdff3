import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../../support/unmarked-phi.ts';

describe('the lint of words', () => {
  it.each<[string, string, string[]]>([
    [
      'in a Boolean of a record that is not about the program',
      'type Query { p: Patient } type Patient { labs: [LabResult] } type LabResult { isAbnormal: Boolean hasAttachment: Boolean }',
      ['LabResult.isAbnormal'],
    ],
    [
      'in a finding of one word, not in a longer statement about the record, a color or what a caller signs in with',
      'type Query { p: Patient } type Patient { labs: [LabResult] passcode: String webauthnChallenge: String } type LabResult { isCritical: Boolean isOutOfStock: Boolean isDemo: Boolean reminderSent: Boolean barColor: String quux: String }',
      ['LabResult.isCritical', 'LabResult.quux'],
    ],
    [
      'in what a patient is able to do, not in what another is allowed to do',
      'type Query { p: Patient } type Patient { visits: [Visit] } type Visit { canWalk: Boolean walks: String canSeeSymptoms: Boolean }',
      ['Visit.walks'],
    ],
    [
      'of a patient, not of the physician, a cashier or an adjuster',
      'type Query { p: Patient } type Patient { pcpName: String cashier: String adjuster: String alias: String }',
      ['Patient.alias'],
    ],
    [
      'in the total of the scores of a record, and in no number of its parts',
      'type Query { p: Patient } type Patient { quizzes: [QuizResponse] } type QuizResponse { totalScore: Int totalPages: Int }',
      ['QuizResponse.totalScore'],
    ],
    [
      'by an address part in Spanish that is smaller than a state',
      'type Query { p: Paciente } type Paciente { distrito: String comuna: String }',
      ['Paciente.comuna', 'Paciente.distrito'],
    ],
    [
      'in an observation that a Spanish mutation writes',
      'type Query { p: Paciente } type Paciente { a: Boolean } type Mutation { createObservacion(descripcion: String): Boolean }',
      ['Mutation.createObservacion(descripcion:)'],
    ],
    [
      'in the words for a relative and a child beside what identifies a person',
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { mothersFirstName: String fatherIdentifier: String childDoB: String mothersQuux: String }',
      ['X.childDoB', 'X.fatherIdentifier', 'X.mothersFirstName'],
    ],
    [
      'in a birth date on a type of which nothing is known',
      'type Query { p: Patient } type Patient { a: Boolean } input X { dateOfBirth: String email: String }',
      ['X.dateOfBirth'],
    ],
    [
      'in a Boolean of a record that is no state of the program',
      'type Query { v: Visit } type Visit { patientId: Int hypertension: Boolean isClosed: Boolean archived: Boolean }',
      ['Visit.hypertension', 'Visit.patientId'],
    ],
    [
      'in how large something is, not in the size of a page',
      'type Query { v: Visit } type Visit { patientId: Int pupilSize: String pageSize: Int }',
      ['Visit.patientId', 'Visit.pupilSize'],
    ],
    [
      'in what is observed of a person, and in the French word for a sex',
      'type Query { u: User w: Ward } type Mutation { add(input: UserInput): Boolean } type User { bmi: Int password: String } input UserInput { password: String genre: String observations: String } type Ward { genre: String observations: String }',
      ['User.bmi', 'UserInput.genre', 'UserInput.observations'],
    ],
    [
      'in measures of a body, whatever their type is named',
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { weight: Int waist: Int hip: Int leftArm: Int }',
      ['X.hip', 'X.leftArm', 'X.waist', 'X.weight'],
    ],
    [
      'in a type whose name has a form as a part of a phrase',
      'type Query { p: Patient r: QuestionnaireResponse q: Questionnaire } type Patient { a: Boolean } type QuestionnaireResponse { authored: String } type Questionnaire { quux: String }',
      ['QuestionnaireResponse.authored'],
    ],
  ])('reports PHI %s', (_how, sdl, expected) => {
    expect(unmarkedCoordinates(sdl)).toEqual(expected);
  });
});

describe('the total of the scores in a record', () => {
  it('is health information, not an amount of money', () => {
    const [found] = unmarkedPhi(
      'type Query { p: Patient } type Patient { quizzes: [QuizResponse] } type QuizResponse { totalScore: Int }',
    );
    expect([found?.coordinate, found?.suggestion?.categories]).toEqual([
      'QuizResponse.totalScore',
      ['CLINICAL'],
    ]);
  });
});

describe('a line of an address', () => {
  it('is geography by its number; a longer word that ends so is not', () => {
    const found = unmarkedPhi(
      'type Query { p: Patient } type Patient { residence: Address } type Address { line1: String line_2: String addressLine3: String baseline1: String }',
    );
    expect(
      found.map(({ coordinate, suggestion }) => [coordinate, suggestion?.categories[0]]),
    ).toEqual([
      ['Address.addressLine3', 'GEOGRAPHY'],
      ['Address.baseline1', 'CLINICAL'],
      ['Address.line1', 'GEOGRAPHY'],
      ['Address.line_2', 'GEOGRAPHY'],
    ]);
  });
});

describe('the category of a value', () => {
  it('is a name for the words first and last alone, and a date for the first or last time of something', () => {
    const found = unmarkedPhi(
      'type Query { p: Patient } type Patient { first: String last: String lastOpened: String first_contacted: String }',
    );
    expect(found.map(({ message }) => /^\S+ looks like PHI \(\w+/.exec(message)?.[0])).toEqual([
      'Patient.first looks like PHI (NAME',
      'Patient.first_contacted looks like PHI (DATE',
      'Patient.last looks like PHI (NAME',
      'Patient.lastOpened looks like PHI (DATE',
    ]);
  });
});
