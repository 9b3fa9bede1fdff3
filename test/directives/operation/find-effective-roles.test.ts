import { describe, expect, it } from '@jest/globals';
import { categorySet } from '../../../directives/operation/category-set.ts';
import {
  closedCategories,
  ROLES_REACHING_ALL,
  rolesIndex,
  UNREACHED,
} from '../../../directives/operation/effective-roles.ts';
import {
  canReach,
  rolesIdFor,
  rolesIdForUnknownPatient,
  unreachedReason,
} from '../../../directives/operation/find-effective-roles.ts';
import {
  withRelationships,
  type Reach,
  type ReachFacts,
} from '../../../directives/operation/reach.ts';
import type { Relationship } from '../../../directives/operation/relationship.ts';
import { effectiveRolesOf, reach, related, rolesFor } from './sample-reach.ts';

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
    const denied = withRelationships(acting, related('p1', { deniesActor: true }));
    expect(rolesIdFor(denied, 'p1')).toBe(UNREACHED);
    const permitted = withRelationships(acting, related('p1'));
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
