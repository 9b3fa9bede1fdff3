import { describe, expect, it } from '@jest/globals';
import { categorySet } from '../../../directives/operation/category-set.ts';
import {
  ALL_ROLES,
  closedCategories,
  ROLES_REACHING_ALL,
  rolesIndex,
  UNREACHED,
  type ReachKind,
} from '../../../directives/operation/effective-roles.ts';
import {
  reachOf,
  withRelationships,
  type Reach,
  type ReachFacts,
} from '../../../directives/operation/reach.ts';
import {
  canReach,
  rolesIdFor,
  hasRoleReachingAll,
  rolesIdForUnknownPatient,
  unreachedReason,
} from '../../../directives/operation/find-effective-roles.ts';
import type { Relationship } from '../../../directives/operation/relationship.ts';

const KINDS = new Map<string, ReachKind>([
  ['doctor', 'all'],
  ['clerk', 'all'],
  ['self', 'self'],
  ['proxy', 'self'],
  ['ward', 'list'],
  ['team', 'care-team'],
]);

type Claims = readonly (readonly [string, ...string[]])[];
const reach = (
  roles: readonly string[],
  claims: Claims = [],
  more: Partial<ReachFacts> = {},
): Reach =>
  reachOf({
    roles,
    kinds: KINDS,
    claims: new Map(claims.map(([role, ...patients]) => [role, patients])),
    ownPatient: claims.find(([role]) => role === 'self')?.[1] ?? null,
    breakGlass: null,
    requiresConsent: false,
    closedByPurpose: 0,
    scoped: null,
    ...more,
  });
const related = (patient: string, more: Partial<Relationship> = {}) =>
  new Map<string, Relationship>([
    [
      patient,
      {
        careTeam: true,
        deniesActor: false,
        denies: new Set(),
        permits: new Set(),
        ...more,
      },
    ],
  ]);
const effectiveRolesOf = (of: Reach, patient: string) =>
  of.effectiveRoles[rolesIndex(rolesIdFor(of, patient))];
const rolesFor = (of: Reach, patient: string) =>
  rolesIdFor(of, patient) === UNREACHED ? null : (effectiveRolesOf(of, patient)?.roles ?? null);

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

describe('whether a role could count for a patient, before relationships are looked up', () => {
  it.each<[string, Reach, string, boolean]>([
    ['true for a role that may access every patient', reach(['doctor']), 'p1', true],
    ['true for a care-team role before the source is asked', reach(['team']), 'p1', true],
    ['true for a claim that names the patient', reach(['self'], [['self', 'p1']]), 'p1', true],
    [
      'false for a claim that names another patient',
      reach(['self'], [['self', 'p1']]),
      'p2',
      false,
    ],
    ['false for a role without a configured reach', reach(['visitor']), 'p1', false],
    ['false for a caller without roles', reach([]), 'p1', false],
    [
      'false for a caller without roles, if consent is configured',
      reach([], [], { requiresConsent: true }),
      'p1',
      false,
    ],
  ])('is %s', (_what, of, patient, expected) => {
    expect(canReach(of, patient)).toBe(expected);
  });
});

describe('the consent of a patient', () => {
  const closedByPurpose = categorySet(['SUBSTANCE_USE']);
  const asking = (more: Partial<Relationship> | null, facts: Partial<ReachFacts> = {}) => {
    const of = reach(['doctor', 'self'], [['self', 'own']], {
      requiresConsent: true,
      closedByPurpose,
      breakGlass: { patient: 'glass', roles: ['doctor'] },
      ...facts,
    });
    if (more === null) return of;
    return withRelationships(
      of,
      new Map(['p1', 'own', 'glass'].flatMap((patient) => [...related(patient, more)])),
    );
  };
  const closed = (of: Reach, patient: string) =>
    closedCategories(rolesIdFor(of, patient), closedByPurpose);

  it('counts as denied while unknown, except for the own record and break-glass to non-sensitive data', () => {
    const of = asking(null);
    expect(rolesIdFor(of, 'p1')).toBe(UNREACHED);
    expect(rolesFor(of, 'own')).toEqual(['doctor', 'self']);
    expect(rolesFor(of, 'glass')).toEqual(['doctor']);
    expect(closed(of, 'glass')).toBe(
      categorySet(['MENTAL_HEALTH', 'SUBSTANCE_USE', 'SEXUAL_HEALTH', 'GENETIC']),
    );
    expect(rolesIdForUnknownPatient(of)).toBe(UNREACHED);
    expect(rolesIdForUnknownPatient(reach(['doctor']))).toBe(ROLES_REACHING_ALL);
  });

  it('blocks the record with the reason consent if it denies the caller, except for the own record and under break-glass', () => {
    const of = asking({ deniesActor: true });
    expect(rolesIdFor(of, 'p1')).toBe(UNREACHED);
    expect(unreachedReason(of, 'p1')).toBe('consent');
    expect(unreachedReason(of, 'p9')).toBe('reach');
    expect(unreachedReason(of, null)).toBe('reach');
    expect(rolesFor(of, 'own')).toEqual(['doctor', 'self']);
    expect(rolesFor(of, 'glass')).toEqual(['doctor']);
  });

  it('applies to callers who act for the patient or have a list with the patient, and not to the patient', () => {
    const acting = reach(
      ['self', 'proxy'],
      [
        ['self', 'own'],
        ['proxy', 'own', 'p1'],
      ],
      {
        requiresConsent: true,
        closedByPurpose,
      },
    );
    const denied = withRelationships(acting, new Map(related('p1', { deniesActor: true })));
    expect(rolesIdFor(denied, 'p1')).toBe(UNREACHED);
    const permitted = withRelationships(acting, new Map(related('p1')));
    expect(effectiveRolesOf(permitted, 'p1')).toEqual({
      roles: ['proxy'],
      relation: 'list',
      isSelf: false,
      scoped: null,
    });
    expect(closed(permitted, 'p1')).toBe(closedByPurpose);
    expect(effectiveRolesOf(acting, 'own')).toEqual({
      roles: ['proxy', 'self'],
      relation: 'self',
      isSelf: true,
      scoped: null,
    });
    const unnamed = reach(['proxy'], [['proxy', 'p1']], {
      requiresConsent: true,
      ownPatient: null,
    });
    expect(rolesIdFor(unnamed, 'p1')).toBe(UNREACHED);
    const listed = reach(['ward'], [['ward', 'own']], { requiresConsent: true, ownPatient: 'own' });
    expect(rolesIdFor(listed, 'own')).toBe(UNREACHED);
  });

  it('gives no access if no role of the caller may access the patient, whether it permits or denies a category', () => {
    for (const categories of [
      { denies: new Set(['GENETIC'] as const) },
      { permits: new Set(['SUBSTANCE_USE'] as const) },
    ])
      expect(rolesIdFor(asking(categories, { roles: ['self'], breakGlass: null }), 'p1')).toBe(
        UNREACHED,
      );
  });

  it('closes denied categories, even under break-glass or if also permitted, and opens permitted ones that the purpose excludes', () => {
    const denies = new Set(['GENETIC', 'SUBSTANCE_USE'] as const);
    const permits = new Set(['SUBSTANCE_USE', 'CLINICAL'] as const);
    const both = categorySet(denies);
    expect(closed(asking({}), 'p1')).toBe(closedByPurpose);
    expect(closed(asking({ denies }), 'p1')).toBe(both);
    expect(closed(asking({ denies }), 'glass')).toBe(both);
    expect(closed(asking({ permits }), 'p1')).toBe(0);
    expect(closed(asking({ denies, permits }), 'p1')).toBe(both);
    expect(rolesIndex(rolesIdFor(asking({ denies }), 'p1'))).toBe(ROLES_REACHING_ALL);
  });
});

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
