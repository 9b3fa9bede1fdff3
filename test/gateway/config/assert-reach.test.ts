import { describe, expect, it } from '@jest/globals';
import { assertReach } from '../../../gateway/config/assert-reach.ts';

const reach = new Map([['physician', { kind: 'all' as const }]]);

const start = () =>
  assertReach({ reach, defaultRoles: ['auditor'] }, ['nurse', 'physician', '__proto__']);

describe('a role named in the schema or in defaultRoles', () => {
  it('is accepted if the configuration says which patients it may access (its reach)', () => {
    expect(() => assertReach({ reach, defaultRoles: [] }, ['physician'])).not.toThrow();
  });

  it('stops the start if it has no reach, and the error says how to configure it', () => {
    expect(start).toThrow(/does "__proto__" reach/);
    expect(start).toThrow(/does "auditor" reach/);
    expect(start).toThrow(/does "nurse" reach\? Give --reach nurse=self or --reach nurse=all/);
    expect(start).not.toThrow(/physician/);
  });
});
