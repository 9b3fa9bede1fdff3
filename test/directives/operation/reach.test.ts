import { describe, expect, it } from '@jest/globals';
import { ALL_ROLES, ROLES_REACHING_ALL } from '../../../directives/operation/effective-roles.ts';
import { hasRoleReachingAll } from '../../../directives/operation/find-effective-roles.ts';
import { withRelationships } from '../../../directives/operation/reach.ts';
import { effectiveRolesOf, reach, related, rolesFor, type Claims } from './sample-reach.ts';

describe('the roles of a caller that count for a patient', () => {
  it.each<[string, readonly string[], Claims, string, readonly string[] | null]>([
    ['a role that may access every patient', ['doctor'], [], 'p1', ['doctor']],
    ['the own record', ['self'], [['self', 'p1']], 'p1', ['self']],
    ['the record of another patient', ['self'], [['self', 'p1']], 'p2', null],
    ['a patient on the list', ['ward'], [['ward', 'p1', 'p2']], 'p2', ['ward']],
    ['a patient who is not on the list', ['ward'], [['ward', 'p1', 'p2']], 'p3', null],
    [
      'the own record, with a role that may access every patient',
      ['doctor', 'self'],
      [['self', 'p1']],
      'p1',
      ['doctor', 'self'],
    ],
    [
      'another record, with a role that may access every patient',
      ['doctor', 'self'],
      [['self', 'p1']],
      'p2',
      ['doctor'],
    ],
    [
      'two roles that name the same patient',
      ['proxy', 'self'],
      [
        ['self', 'p1'],
        ['proxy', 'p1'],
      ],
      'p1',
      ['proxy', 'self'],
    ],
    [
      'two roles that name two patients',
      ['proxy', 'self'],
      [
        ['self', 'p1'],
        ['proxy', 'p2'],
      ],
      'p2',
      ['proxy'],
    ],
    ['a role without its claim', ['self'], [], 'p1', null],
    ['a claim without its role', [], [['self', 'p1']], 'p1', null],
    [
      'a claim for a role that may access every patient',
      ['doctor'],
      [['doctor', 'p1']],
      'p1',
      ['doctor'],
    ],
    ['a role that is not configured', ['visitor'], [['visitor', 'p1']], 'p1', null],
    ['no role', [], [], 'p1', null],
  ])(
    'are exactly the roles that may access the patient: %s (roles %j, claims %j, patient %s): %j',
    (...row) => {
      const [, roles, claims, patient, expected] = row;
      expect(rolesFor(reach(roles, claims), patient)).toEqual(expected);
    },
  );

  it('include a care-team role only if the relationship source confirms it', () => {
    const team = withRelationships(reach(['team']), related('p1'));
    expect(rolesFor(team, 'p1')).toEqual(['team']);
    expect(effectiveRolesOf(team, 'p1')?.relation).toBe('care-team');
    expect(rolesFor(team, 'p2')).toBeNull();
    expect(rolesFor(withRelationships(team, related('p1', { careTeam: false })), 'p1')).toBeNull();
    expect(rolesFor(reach(['team']), 'p1')).toBeNull();
  });

  it('differ by patient: a self role on the own record, a care-team role where confirmed, a role for all patients on all', () => {
    const both = withRelationships(
      reach(['clerk', 'self', 'team'], [['self', 'p1']]),
      related('p2'),
    );
    expect(rolesFor(both, 'p1')).toEqual(['clerk', 'self']);
    expect(rolesFor(both, 'p2')).toEqual(['clerk', 'team']);
    expect(rolesFor(both, 'p3')).toEqual(['clerk']);
    expect(rolesFor(withRelationships(both, related('p1')), 'p1')).toEqual([
      'clerk',
      'self',
      'team',
    ]);
  });

  it.each<[string, string, readonly string[], Claims]>([
    ['self', 'the own record', ['self'], [['self', 'p1']]],
    [
      'self',
      'the own record, with a role that may access every patient',
      ['doctor', 'self'],
      [['self', 'p1']],
    ],
    [
      'self',
      'the own record, which a list contains too',
      ['self', 'ward'],
      [
        ['self', 'p1'],
        ['ward', 'p1'],
      ],
    ],
    ['list', 'a patient on the list', ['ward'], [['ward', 'p1']]],
    [
      'list',
      'a patient on the list, with a role that may access every patient',
      ['doctor', 'ward'],
      [['ward', 'p1']],
    ],
    [
      'all',
      'a role that may access every patient, together with a care-team role',
      ['doctor', 'team'],
      [],
    ],
  ])('have the relation "%s" for %s', (relation, _what, roles, claims) => {
    expect(effectiveRolesOf(reach(roles, claims), 'p1')?.relation).toBe(relation);
  });

  it('include the roles of the caller that a break-glass grant opens for its patient only, with the relation break-glass', () => {
    const breakGlass = { patient: 'p1', roles: ['team', 'admin'] };
    const opened = reach(['team'], [], { breakGlass });
    expect(rolesFor(opened, 'p1')).toEqual(['team']);
    expect(effectiveRolesOf(opened, 'p1')?.relation).toBe('break-glass');
    expect(rolesFor(opened, 'p2')).toBeNull();
    expect(rolesFor(reach(['ward'], [], { breakGlass }), 'p1')).toBeNull();
  });

  it('keep the relation care-team if a break-glass grant adds no role', () => {
    const breakGlass = { patient: 'p1', roles: ['team'] };
    const opened = withRelationships(reach(['team'], [], { breakGlass }), related('p1'));
    expect(effectiveRolesOf(opened, 'p1')?.relation).toBe('care-team');
  });

  it('are all roles for an object without a patient, and for an unknown patient those that reach every patient, or none', () => {
    const of = reach(['doctor', 'self', 'visitor'], [['self', 'p1']]);
    expect(of.effectiveRoles[ALL_ROLES]?.roles).toEqual(['doctor', 'self', 'visitor']);
    expect(of.effectiveRoles[ROLES_REACHING_ALL]?.roles).toEqual(['doctor']);
    expect(hasRoleReachingAll(of)).toBe(true);
    expect(hasRoleReachingAll(reach(['self'], [['self', 'p1']]))).toBe(false);
  });
});

describe('the relationship lookup', () => {
  it.each<[string, boolean]>([
    ['doctor', false],
    ['self', false],
    ['proxy', false],
    ['team', true],
  ])(
    'is needed for the role %s if consent is configured; needed without consent: %j',
    (role, withoutConsent) => {
      expect(reach([role], [], { requiresConsent: true }).needsRelationships).toBe(true);
      expect(reach([role]).needsRelationships).toBe(withoutConsent);
    },
  );
});

describe('access to every patient', () => {
  it.each<[readonly string[], boolean]>([
    [['doctor', 'clerk'], true],
    [['doctor', 'self'], false],
    [['doctor', 'team'], false],
    [['doctor', 'visitor'], false],
    [[], false],
  ])(
    'is given to the roles %j, if doctor and clerk alone may access every patient: %j',
    (roles, expected) => {
      expect(reach(roles, [['self', 'p1']]).unlimited).toBe(expected);
    },
  );

  it('is not given by a role that may access every patient if consent is configured', () => {
    expect(reach(['doctor'], [], { requiresConsent: true }).unlimited).toBe(false);
  });
});

describe('the cache key of the patients that a caller may access', () => {
  it('is the same for other patients in another order, and contains no patient id', () => {
    const one = reach(
      ['proxy', 'self'],
      [
        ['self', 'p1'],
        ['proxy', 'p2'],
      ],
    );
    const other = reach(
      ['proxy', 'self'],
      [
        ['proxy', 'p7'],
        ['self', 'p9'],
      ],
    );
    expect(one.cacheKey).toBe(other.cacheKey);
    expect(rolesFor(one, 'p2')).toEqual(rolesFor(other, 'p7'));
    expect(rolesFor(one, 'p1')).toEqual(rolesFor(other, 'p9'));
    expect(one.cacheKey).not.toMatch(/p\d/);
  });

  it('is the same for any order of patients in a claim', () => {
    const keys = [['p1', 'p2'] as const, ['p2', 'p1'] as const].map(
      (patients) =>
        reach(
          ['ward', 'self'],
          [
            ['ward', ...patients],
            ['self', 'p2'],
          ],
        ).cacheKey,
    );
    expect(keys[0]).toBe(keys[1]);
  });

  it('is made of only three sets of roles for a list of a thousand patients', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `p${index}`);
    expect(
      reach(['ward'], [['ward', ...ids] as [string, ...string[]]]).effectiveRoles,
    ).toHaveLength(3);
  });

  it('differs if the roles that count for a patient, the consent setting or the categories closed by purpose differ', () => {
    const keys = [
      reach(['self'], [['self', 'p1']]),
      reach(['self']),
      reach(
        ['proxy', 'self'],
        [
          ['self', 'p1'],
          ['proxy', 'p1'],
        ],
      ),
      reach(
        ['proxy', 'self'],
        [
          ['self', 'p1'],
          ['proxy', 'p2'],
        ],
      ),
      reach(['doctor', 'self'], [['self', 'p1']]),
      reach(['doctor', 'self']),
      reach(['clerk,doctor']),
      reach(['clerk', 'doctor']),
      reach(['team']),
      reach(['doctor', 'team']),
      reach(['doctor']),
      reach(['doctor'], [], { requiresConsent: true }),
      reach(['doctor'], [], { closedByPurpose: 4 }),
    ].map(({ cacheKey }) => cacheKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
