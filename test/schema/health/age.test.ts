import { describe, expect, it } from '@jest/globals';

import { ageAt } from '../../../schema/health/age.ts';

describe('the age that the example computes for a patient', () => {
  it.each<[string | null, string, number | null]>([
    ['2000-06-30', '2025-06-29', 24],
    ['2000-06-30', '2025-06-30', 25],
    ['2000-06-30', '2025-06-30T23:59:59Z', 25],
    ['2000-12-31', '2025-01-01', 24],
    ['2000-02-29', '2025-02-28', 24],
    ['2000-02-29', '2025-03-01', 25],
    ['2025-01-01', '2025-01-02', 0],
    [null, '2025-01-01', null],
    ['1999', '2025-01-01', null],
    ['2000-01-01', 'today', null],
  ])('for the birth date %s on the date %s is %s', (birthDate, on, expected) => {
    expect(ageAt(birthDate, on)).toBe(expected);
  });
});
