import { describe, expect, it } from '@jest/globals';

import { charlsonIndex } from '../../../../schema/health/clinical/charlson-index.ts';

const ON = '2025-06-30';

describe('The Charlson index', () => {
  it.each<[string, readonly string[], string | null, number | null]>([
    ['nothing for a young and well patient', [], '2000-01-01', 0],
    ['nothing for age below 50', [], '1975-07-01', 0],
    ['one point from the 50th birthday on', [], '1975-06-30', 1],
    ['two points at 60', [], '1965-01-01', 2],
    ['four points for age at most', [], '1920-01-01', 4],
    ['a weight for each group of conditions', ['44054006', '431857002'], '2000-01-01', 3],
    ['a group once, whatever it holds', ['185086009', '195967001'], '2000-01-01', 1],
    ['nothing for conditions that do not count', ['444814009'], '2000-01-01', 0],
    ['points for age and conditions together', ['22298006'], '1950-01-01', 4],
    ['no index without a birth date', ['22298006'], null, null],
    ['no index for a birth date that is none', ['22298006'], 'long ago', null],
  ])('gives %s', (_what, codes, birthDate, expected) => {
    expect(charlsonIndex(new Set(codes), birthDate, ON)).toBe(expected);
  });
});
