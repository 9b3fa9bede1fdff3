import { describe, expect, it } from '@jest/globals';
import {
  closedCategories,
  furtherRolesId,
  rolesIndex,
  withConsent,
} from '../../../directives/operation/effective-roles.ts';

describe('the ID of effective roles', () => {
  it.each([0, 1, 17, 4093])(
    'names its own entry, under any consent, for further entry %i',
    (index) => {
      const id = furtherRolesId(index);
      for (const difference of [0, 1, 0b1010, 2 ** 30 - 1]) {
        const consented = withConsent(id, difference);
        expect(rolesIndex(consented)).toBe(index + 2);
        expect(closedCategories(consented, 0)).toBe(difference);
      }
    },
  );

  it.each([4094, 4095, 1_000_000])(
    'is refused for further entry %i, which would be read as all roles of the caller or as another entry',
    (index) => {
      expect(() => furtherRolesId(index)).toThrow(RangeError);
    },
  );
});
