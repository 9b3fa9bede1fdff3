import { describe, expect, it } from '@jest/globals';
import {
  createLimitsByRole,
  largestDepth,
} from '../../../../gateway/pipeline/limits/limits-by-role.ts';
import type { RoleLimits } from '../../../../gateway/pipeline/limits/limits-config.ts';

const GENERAL: RoleLimits = {
  depth: 10,
  cost: 1_000,
  values: 3_000,
  listSize: 20,
  releasedFields: 100,
  requestsPerMinute: 60,
  costPerMinute: 5_000,
};
const KIOSK: RoleLimits = { ...GENERAL, depth: 3, cost: 50, requestsPerMinute: 5 };
const RESEARCHER: RoleLimits = {
  ...GENERAL,
  depth: 12,
  cost: 900,
  values: 4_000,
  listSize: 5,
  releasedFields: 9_000,
  costPerMinute: null,
};
const limits = {
  ...GENERAL,
  roles: new Map([
    ['kiosk', KIOSK],
    ['researcher', RESEARCHER],
  ]),
};

describe('the limits of a caller', () => {
  const limitsOf = createLimitsByRole(limits);

  it.each<[readonly string[], RoleLimits]>([
    [[], GENERAL],
    [['physician'], GENERAL],
    [['kiosk'], KIOSK],
    // Identity providers add roles to tokens.
    [['kiosk', 'offline_access'], KIOSK],
    [['kiosk', 'constructor', '__proto__'], KIOSK],
    [['researcher'], RESEARCHER],
  ])(
    'with the roles %j are those of the configured role, else the general ones',
    (roles, expected) => {
      expect(limitsOf(roles)).toMatchObject(expected);
    },
  );

  it('are the most generous of each kind among the configured roles of the caller, which is the smallest for listSize', () => {
    expect(limitsOf(['kiosk', 'researcher'])).toEqual({
      depth: 12,
      cost: 900,
      values: 4_000,
      listSize: 5,
      releasedFields: 9_000,
      requestsPerMinute: 60,
      costPerMinute: null,
    });
  });

  it('have as their largest depth the maximum of the general depth and the depths of all configured roles', () => {
    expect(largestDepth(limits)).toBe(12);
    expect(largestDepth({ ...limits, roles: new Map([['kiosk', KIOSK]]) })).toBe(10);
  });
});
