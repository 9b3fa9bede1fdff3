import { expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import { yearFieldsOf } from '../../../directives/operation/age-years.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const { schema, policy } = unitGraph(`
  type Query { person: Person }
  type Person {
    age: Int @phi(deidentify: AGE_90_PLUS)
    currentAge: Int @phi(deidentify: SUPPRESS)
    patientAge: Int
    ageAtOnset: Int @phi(deidentify: AGE_90_PLUS)
    bornOn: String @phi(deidentify: YEAR)
    birthYear: Int @phi(deidentify: AGE_90_PLUS)
    birthPlace: String @phi(deidentify: INITIALS)
    birthOrder: Int
    died: String @phi(deidentify: YEAR)
    seen: String @phi(deidentify: YEAR)
  }
`);

it.each([
  [
    'computed from de-identified dates of birth and death, and from no other field',
    'age',
    ['birth bornOn', 'birth birthYear', 'death died'],
  ],
  ['not computed if de-identification suppresses it', 'currentAge', []],
  ['not computed if it is not PHI', 'patientAge', []],
  ['not computed if it is the age at an event', 'ageAtOnset', []],
])('the age of a patient, for a role that sees it de-identified, is %s', (_what, age, expected) => {
  const type = schema.getType('Person');
  if (!isObjectType(type)) throw new TypeError('not an object type');
  const years = yearFieldsOf(policy, type, age).map(({ event, field }) => `${event} ${field}`);
  expect(years).toEqual(expected);
});
