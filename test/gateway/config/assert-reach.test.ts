import { describe, expect, it } from '@jest/globals';
import { assertReach } from '../../../gateway/config/assert-reach.ts';

const reach = new Map([['physician', { kind: 'all' as const }]]);

const start = () =>
  assertReach({ reach, defaultRoles: ['auditor'] }, ['nurse', 'physician', '__proto__']);

describe('every role that decides', () => {
  it('says which patients it reaches', () => {
    expect(() => assertReach({ reach, defaultRoles: [] }, ['physician'])).not.toThrow();
  });

  it('or is named, with the mend, before anything is served', () => {
    expect(start).toThrow(/does "__proto__" reach/);
    expect(start).toThrow(/does "auditor" reach/);
    expect(start).toThrow(/does "nurse" reach\? Give --reach nurse=self or --reach nurse=all/);
    expect(start).not.toThrow(/physician/);
  });
});
