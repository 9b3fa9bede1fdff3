import { describe, expect, it } from '@jest/globals';

import { charlsonIndex } from '../../../../schema/health/clinical/charlson-index.ts';

const ON = '2025-06-30';

describe('the Charlson comorbidity index of a patient', () => {
  it.each<[string, readonly string[], string | null, number | null]>([
    ['zero for a young patient without conditions', [], '2000-01-01', 0],
    ['zero below the age of 50', [], '1975-07-01', 0],
    ['one point from the 50th birthday', [], '1975-06-30', 1],
    ['two points at the age of 60', [], '1965-01-01', 2],
    ['at most four points for age', [], '1920-01-01', 4],
    [
      'the sum of the weights of two groups of conditions',
      ['44054006', '431857002'],
      '2000-01-01',
      3,
    ],
    [
      'the weight of a group once for two of its conditions',
      ['185086009', '195967001'],
      '2000-01-01',
      1,
    ],
    ['zero for conditions without a weight', ['444814009'], '2000-01-01', 0],
    ['the points for age and for conditions together', ['22298006'], '1950-01-01', 4],
    ['null without a birth date', ['22298006'], null, null],
    ['null for an invalid birth date', ['22298006'], 'long ago', null],
  ])('is %s', (_what, codes, birthDate, expected) => {
    expect(charlsonIndex(new Set(codes), birthDate, ON)).toBe(expected);
  });
});
