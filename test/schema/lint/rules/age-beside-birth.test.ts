import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

function found(fields: string): readonly string[] {
  const a = `type Query { p: P }\ntype P @key(fields: "id") @patient(id: "id") {\n id: ID\n ${fields} }`;
  return linesOfRule('AGE_BESIDE_BIRTH', lintMarked({ a }));
}

const shown = (method: string, role: string) =>
  `@phi(category: DATE, deidentify: ${method}) @role(anyOf: ["x"], deidentified: ["${role}"])`;

describe('lint rule AGE_BESIDE_BIRTH', () => {
  it.each<[string, string]>([
    [
      'when one role sees the age and the year of birth de-identified',
      `age: Int ${shown('AGE_90_PLUS', 'r')} birthDate: String ${shown('YEAR', 'r')}`,
    ],
    [
      'when one role sees two ages de-identified',
      `age: Int ${shown('AGE_90_PLUS', 'r')} born: String ${shown('AGE_90_PLUS', 'r')}`,
    ],
  ])('reports an age %s', (_where, fields) => {
    expect(found(fields)).toEqual(['P.age @ a:4']);
  });

  it.each<[string, string]>([
    [
      'when no role sees both',
      `age: Int ${shown('AGE_90_PLUS', 'r')} birthDate: String ${shown('YEAR', 's')}`,
    ],
    [
      'when the age is suppressed',
      `age: Int ${shown('SUPPRESS', 'r')} birthDate: String ${shown('YEAR', 'r')}`,
    ],
    [
      'when there is no date of birth',
      `age: Int ${shown('AGE_90_PLUS', 'r')} seen: String ${shown('YEAR', 'r')}`,
    ],
  ])('does not report an age %s', (_where, fields) => {
    expect(found(fields)).toEqual([]);
  });
});
