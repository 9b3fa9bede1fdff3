import { describe, expect, it } from '@jest/globals';
import { deidentify } from '../../../directives/release/deidentify.ts';
import type { Deidentify } from '../../../directives/spec.ts';

const context = {
  year: 2026,
  pseudonym: (category: string, value: string) =>
    value === 'none' ? null : `${category}/${value}`,
};
const apply = (method: Deidentify, value: unknown) =>
  deidentify(method, value, { category: 'NAME', context });

describe('the de-identified form of a value', () => {
  it.each<[Deidentify, unknown, string | number | null]>([
    ['SUPPRESS', 'anything', null],
    ['YEAR', '1984-05-06', '1984'],
    ['YEAR', '1984-05-06T07:08:09Z', '1984'],
    ['YEAR', '1984', '1984'],
    ['YEAR', 1984, 1984],
    ['YEAR', '19840506', null],
    ['YEAR', '05/06/1984', null],
    ['YEAR', 19840506, null],
    ['YEAR', 1984.5, null],
    ['YEAR', true, null],
    ['AGE_90_PLUS', 0, 0],
    ['AGE_90_PLUS', 89, 89],
    ['AGE_90_PLUS', 90, 90],
    ['AGE_90_PLUS', 117, 90],
    ['AGE_90_PLUS', 1936, 1936],
    ['AGE_90_PLUS', 1935, 1936],
    ['AGE_90_PLUS', 1900, 1936],
    ['AGE_90_PLUS', 1700, null],
    ['AGE_90_PLUS', -1, null],
    ['AGE_90_PLUS', 45.5, null],
    ['AGE_90_PLUS', '89', '89'],
    ['AGE_90_PLUS', '090', '90+'],
    ['AGE_90_PLUS', '007', '7'],
    ['AGE_90_PLUS', '1937-01-01', '1937'],
    ['AGE_90_PLUS', '1936-12-31', '90+'],
    ['AGE_90_PLUS', 'ninety', null],
    ['AGE_90_PLUS', { age: 91 }, null],
    ['ZIP3', '01730', '017'],
    ['ZIP3', '01730-1234', '017'],
    ['ZIP3', '03601', '000'],
    ['ZIP3', '0173', null],
    ['ZIP3', '017301', null],
    ['ZIP3', 'SW1A 1AA', null],
    ['ZIP3', 1730, null],
    ['LAST4', '999-00-4711', '4711'],
    ['LAST4', '4711', null],
    ['LAST4', 9994711, null],
    ['INITIALS', 'Ana María Ruiz-Sáenz', 'A.M.R.S.'],
    ['INITIALS', ' ólafur  ', 'ó.'],
    ['INITIALS', '4711 99', null],
    ['INITIALS', '', null],
    ['INITIALS', 7, null],
    ['PSEUDONYM', 'x', 'NAME/x'],
    ['PSEUDONYM', 7, 'NAME/7'],
    ['PSEUDONYM', 'none', null],
  ])('%s of %j is %j', (method, value, expected) => {
    expect(apply(method, value)).toBe(expected);
  });

  it('is none for a method that nobody knows', () => {
    expect(() => apply('SHUFFLE' as Deidentify, 'x')).toThrow(TypeError);
  });
});
