import { describe, expect, it } from '@jest/globals';
import {
  ALL_ROLES,
  ROLES_REACHING_ALL,
  rolesIndex,
  UNREACHED,
} from '../../../directives/operation/effective-roles.ts';
import {
  hasRoleReachingAll,
  rolesIdFor,
} from '../../../directives/operation/find-effective-roles.ts';
import { withRelationships, type Reach } from '../../../directives/operation/reach.ts';
import { effectiveRolesOf, reach, related, type Claims } from './sample-reach.ts';

/** Scopes with this key, for all patients or for one. */
const under = (key: string, roles: readonly string[], onlyPatient: string | null = null) => ({
  roles,
  onlyPatient,
  access: { key, admits: () => true },
});
/** Key of scopes → the roles that count under them for a patient; null for an unreached patient. */
const partsFor = (of: Reach, patient: string) => {
  const id = rolesIdFor(of, patient);
  if (id === UNREACHED) return null;
  const parts = of.effectiveRoles[rolesIndex(id)]?.scoped ?? [];
  return Object.fromEntries(parts.map((part) => [part.access.key, part.roles]));
};

describe('the roles that count under the scopes of a token', () => {
  it('are, under scopes for one patient, the roles that reach this patient, and none for any other patient', () => {
    const scoped = [under('patient', ['doctor', 'self', 'team'], 'p1')];
    const of = (roles: readonly string[], claims: Claims = []) => reach(roles, claims, { scoped });
    expect(partsFor(of(['doctor']), 'p1')).toEqual({ patient: ['doctor'] });
    expect(partsFor(of(['doctor']), 'p2')).toBeNull();
    expect(partsFor(of(['self'], [['self', 'p1']]), 'p1')).toEqual({ patient: ['self'] });
    expect(partsFor(of(['self'], [['self', 'p2']]), 'p1')).toBeNull();
    expect(partsFor(of(['self'], [['self', 'p2']]), 'p2')).toBeNull();
    expect(partsFor(of(['team']), 'p1')).toBeNull();
    const confirmed = new Map([...related('p1'), ...related('p2')]);
    expect(partsFor(withRelationships(of(['team']), confirmed), 'p1')).toEqual({
      patient: ['team'],
    });
    expect(partsFor(withRelationships(of(['team']), confirmed), 'p2')).toBeNull();
  });

  it('are kept apart by scopes, so that no role counts for what other scopes admit', () => {
    const scoped = [under('patient', ['doctor'], 'p1'), under('user', ['clerk'])];
    const of = reach(['clerk', 'doctor'], [], { scoped });
    expect(partsFor(of, 'p1')).toEqual({ patient: ['doctor'], user: ['clerk'] });
    expect(partsFor(of, 'p2')).toEqual({ user: ['clerk'] });
    expect(of.effectiveRoles[ROLES_REACHING_ALL]?.roles).toEqual(['clerk']);
    expect(of.unlimited).toBe(false);
    expect(of.cacheKey).not.toMatch(/p\d/);
    const both = [under('patient', ['doctor'], 'p1'), under('user', ['doctor'])];
    expect(reach(['doctor'], [], { scoped: both }).unlimited).toBe(false);
  });

  it('leave out the scopes under which no role reaches the patient', () => {
    const scoped = [under('patient', ['self'], 'p1'), under('user', ['doctor'])];
    expect(partsFor(reach(['doctor', 'self'], [], { scoped }), 'p1')).toEqual({ user: ['doctor'] });
  });

  it('reach every patient under scopes for all patients, and no patient if the token has no scopes', () => {
    const of = reach(['doctor'], [], { scoped: [under('user', ['doctor'])] });
    expect([partsFor(of, 'p1'), of.unlimited]).toEqual([{ user: ['doctor'] }, true]);
    const closed = reach(['doctor', 'self'], [['self', 'p1']], { scoped: [] });
    expect([rolesIdFor(closed, 'p1'), hasRoleReachingAll(closed), closed.unlimited]).toEqual([
      UNREACHED,
      false,
      false,
    ]);
    expect(closed.effectiveRoles[ALL_ROLES]?.scoped).toEqual([]);
  });

  it('include those of a break-glass grant only for the patient of the scopes', () => {
    const scoped = [under('patient', ['team'], 'p1')];
    const grantFor = (patient: string) =>
      reach(['team'], [], { scoped, breakGlass: { patient, roles: ['team'] } });
    expect(effectiveRolesOf(grantFor('p1'), 'p1')?.relation).toBe('break-glass');
    expect(partsFor(grantFor('p2'), 'p2')).toBeNull();
    const opened = ['p1', 'p2'].map(
      (patient) => grantFor(patient).namedPatients.get(patient)?.hasBreakGlass,
    );
    expect(opened).toEqual([true, false]);
  });

  it('do not exempt the own record from consent if the scopes leave out the self role', () => {
    const scoped = [under('user', ['doctor'])];
    const of = reach(['doctor', 'self'], [['self', 'p1']], { scoped, requiresConsent: true });
    expect(rolesIdFor(of, 'p1')).toBe(UNREACHED);
    expect(reach(['doctor', 'self'], [['self', 'p1']]).namedPatients.get('p1')?.isSelf).toBe(true);
  });

  it('have another cache key under other scopes', () => {
    const keys = [
      [under('a', ['doctor'])],
      [under('b', ['doctor'])],
      [under('a', ['doctor'], 'p1')],
      [under('a', ['doctor']), under('b', ['doctor'], 'p1')],
      [],
      null,
    ].map((scoped) => reach(['doctor'], [], { scoped }).cacheKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
