import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

const USER = 'type Query { me: User } type User { email: String projects: [Project] }';

describe('the lint of software in which experts write what others decide by', () => {
  it.each<[string, string]>([
    [
      'texts with translations',
      `${USER} type Project { diagnoses: [Diagnosis] } type Diagnosis { id: ID labelTranslations: Texts symptom: String } type Texts { en: String }`,
    ],
    [
      'texts in two languages',
      `${USER} type Project { diagnoses: [Diagnosis] } type Diagnosis { id: ID labelEn: String labelFr: String symptom: String }`,
    ],
    [
      'algorithms',
      `${USER} type Project { algorithms: [Algorithm] } type Algorithm { symptoms: [Symptom] } type Symptom { name: String severity: Int }`,
    ],
  ])('has no patients beside %s', (_what, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });

  it('finds the diagnoses of a person, whatever else is translated', () => {
    const sdl =
      'type Query { me: User } type User { email: String diagnoses: [Diagnosis] } type Diagnosis { id: ID symptom: String } type Page { labelEn: String labelFr: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['Diagnosis.id', 'Diagnosis.symptom', 'User.email']);
  });
});
