import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

function found(fields: string): readonly string[] {
  const a = `type Query { p: P }\ntype P @key(fields: "id") @patient(id: "id") {\n id: ID\n ${fields} }`;
  return toldOf('AGE_BESIDE_BIRTH', lintMarked({ a }));
}

const shown = (method: string, role: string) =>
  `@phi(category: DATE, deidentify: ${method}) @role(anyOf: ["x"], deidentified: ["${role}"])`;

describe('An age beside a year of birth is reported', () => {
  it.each<[string, string]>([
    [
      'where one role sees both de-identified',
      `age: Int ${shown('AGE_90_PLUS', 'r')} birthDate: String ${shown('YEAR', 'r')}`,
    ],
    [
      'where the birth is a group of ages too',
      `age: Int ${shown('AGE_90_PLUS', 'r')} born: String ${shown('AGE_90_PLUS', 'r')}`,
    ],
  ])('%s', (_where, fields) => {
    expect(found(fields)).toEqual(['P.age @ a:4']);
  });

  it.each<[string, string]>([
    [
      'where no role sees both',
      `age: Int ${shown('AGE_90_PLUS', 'r')} birthDate: String ${shown('YEAR', 's')}`,
    ],
    [
      'where the age is suppressed',
      `age: Int ${shown('SUPPRESS', 'r')} birthDate: String ${shown('YEAR', 'r')}`,
    ],
    [
      'where there is no birth',
      `age: Int ${shown('AGE_90_PLUS', 'r')} seen: String ${shown('YEAR', 'r')}`,
    ],
  ])('but not %s', (_where, fields) => {
    expect(found(fields)).toEqual([]);
  });
});
