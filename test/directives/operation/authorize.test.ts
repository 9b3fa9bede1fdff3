import { describe, expect, it } from '@jest/globals';
import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import {
  allowEverything,
  maximumView,
  highestView,
  viewOf,
} from '../../../directives/operation/authorize.ts';
import { categorySet } from '../../../directives/operation/category-set.ts';
import { rolesIdFor } from '../../../directives/operation/find-effective-roles.ts';
import {
  ALL_ROLES,
  ROLES_REACHING_ALL,
  rolesIdAt,
} from '../../../directives/operation/effective-roles.ts';
import type { View } from '../../../directives/policy/policy.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query { note: Note }
  type Note @key(fields: "id") @patient(id: "id") {
    id: ID!
    text: String @phi @role(anyOf: ["doctor", "self"])
    mood: String @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor", "self"])
    desk: String @role(anyOf: ["clerk"])
  }
  enum Kind { OPEN SEALED @phi(category: GENETIC) @role(anyOf: ["doctor"], deidentified: ["clerk"]) }
`);
const TEXT = memberCoordinate('Note', 'text');
const MOOD = memberCoordinate('Note', 'mood');
const DESK = memberCoordinate('Note', 'desk');
const SEALED = memberCoordinate('Kind', 'SEALED');
const MENTAL = categorySet(['MENTAL_HEALTH']);

const decide = async (who: Omit<UnitRequest, 'query'>) =>
  (await graph.decide({ query: '{ note { id } }', ...who })).decisions;
const DOCTOR = { roles: { doctor: 'all' } } as const;
const SELF = { roles: { self: 'self' }, claims: { self: ['p1'] }, own: 'p1' } as const;

describe('the view (full, de-identified or none) that a caller gets of a field', () => {
  it('is none, with the reason purpose, only for fields of a category that the purpose of use excludes', async () => {
    const { viewsFor } = await decide({ ...DOCTOR, closedByPurpose: MENTAL });
    const views = viewsFor(ROLES_REACHING_ALL);
    expect([views.field(TEXT), views.field(MOOD)]).toEqual(['full', 'none']);
    expect([views.denialReason(MOOD), views.denialReason(DESK)]).toEqual(['purpose', 'role']);
  });

  it('is none, with the reason role instead of purpose, if no role sees the field anyway', async () => {
    const { viewsFor } = await decide({ roles: { clerk: 'all' }, closedByPurpose: MENTAL });
    expect(viewsFor(ROLES_REACHING_ALL).denialReason(MOOD)).toBe('role');
  });

  it('is none, with the reason role, for an unmarked field if configuration denies unmarked fields', async () => {
    const { viewsFor } = await decide({ ...DOCTOR, unmarked: 'none' });
    expect(viewsFor(ALL_ROLES).denialReason(memberCoordinate('Note', 'id'))).toBe('role');
  });

  it('is none, with the reason consent, for a category that the patient denies', async () => {
    const denies = {
      careTeam: false,
      deniesActor: false,
      denies: new Set(['MENTAL_HEALTH'] as const),
    };
    const { decisions, reach } = await graph.decide({
      query: '{ note { id } }',
      ...DOCTOR,
      requiresConsent: true,
      relationships: new Map([['p1', { ...denies, permits: new Set() }]]),
    });
    const views = decisions.viewsFor(rolesIdFor(reach, 'p1'));
    expect([views.field(TEXT), views.field(MOOD), views.denialReason(MOOD)]).toEqual([
      'full',
      'none',
      'consent',
    ]);
  });

  it('stays full on the caller’s own record, even if the purpose of use excludes the category', async () => {
    const { viewsFor } = await decide({ ...SELF, closedByPurpose: MENTAL });
    expect(viewsFor(rolesIdAt(2)).field(MOOD)).toBe('full');
  });

  it('follows the setting for unmarked fields, while its type in introspection and its use as an argument stay allowed', async () => {
    for (const unmarked of ['full', 'none'] as const) {
      const views = (await decide({ ...DOCTOR, unmarked })).viewsFor(ALL_ROLES);
      const id = memberCoordinate('Note', 'id');
      expect([
        views.field(id),
        views.showsType(typeCoordinate('Note')),
        views.admitsInput(id),
      ]).toEqual([unmarked, true, true]);
    }
  });

  it('is de-identified for an enum value whose @role lists the role as deidentified: introspection shows it, arguments may not use it', async () => {
    const views = (await decide({ roles: { clerk: 'all' } })).viewsFor(ROLES_REACHING_ALL);
    expect([views.field(SEALED), views.showsType(SEALED), views.admitsInput(SEALED)]).toEqual([
      'deidentified',
      true,
      false,
    ]);
  });

  it('throws a RangeError for a set of roles that the caller does not have', async () => {
    const { viewsFor } = await decide(DOCTOR);
    expect(() => viewsFor(rolesIdAt(99))).toThrow(RangeError);
  });
});

/** Scopes that admit these elements to these roles. */
const under = (roles: readonly string[], ...admitted: readonly string[]) => ({
  roles,
  onlyPatient: null,
  access: {
    key: `${roles.join()} ${admitted.join()}`,
    admits: (at: string) => admitted.includes(at),
  },
});

const viewsUnder = async (
  roles: Readonly<Record<string, 'all'>>,
  ...scoped: readonly ReturnType<typeof under>[]
) => (await decide({ roles, scoped })).viewsFor(ROLES_REACHING_ALL);

describe('the view that a caller gets of a field under the scopes of the token', () => {
  const ID = memberCoordinate('Note', 'id');

  it('is none with the reason scope if no scope admits a field that a role sees, and with the reason role if no role sees it', async () => {
    const views = await viewsUnder({ doctor: 'all' }, under(['doctor'], TEXT, DESK));
    expect([TEXT, MOOD, DESK, ID].map(views.field)).toEqual(['full', 'none', 'none', 'none']);
    expect([MOOD, DESK, ID].map(views.denialReason)).toEqual(['scope', 'role', 'scope']);
    expect([TEXT, MOOD, DESK, ID].filter(views.admitsUnbound)).toEqual([TEXT]);
    expect([views.showsType(typeCoordinate('Note')), views.admitsInput(SEALED)]).toEqual([
      false,
      false,
    ]);
    const narrower = await viewsUnder({ doctor: 'all' }, under(['doctor'], TEXT));
    expect([MOOD, DESK].map(narrower.denialReason)).toEqual(['scope', 'role']);
  });

  it('is none, with the reason role, for an unmarked field that a scope admits if configuration denies unmarked fields', async () => {
    const views = await viewsUnder({ doctor: 'all' }, under(['doctor'], ID));
    expect(views.field(ID)).toBe('full');
    const strict = await decide({
      roles: { doctor: 'all' },
      scoped: [under(['doctor'], ID)],
      unmarked: 'none',
    });
    const denied = strict.viewsFor(ROLES_REACHING_ALL);
    expect([denied.field(ID), denied.denialReason(ID)]).toEqual(['none', 'role']);
  });

  it('is none with the reason scope if one scope admits the field and only roles of another scope see it, and full if its own roles do', async () => {
    const roles = { doctor: 'all', clerk: 'all' } as const;
    const views = await viewsUnder(roles, under(['doctor'], DESK), under(['clerk'], TEXT));
    expect([TEXT, DESK].map(views.field)).toEqual(['none', 'none']);
    expect([TEXT, DESK].map(views.denialReason)).toEqual(['scope', 'scope']);
    const matching = await viewsUnder(roles, under(['doctor'], TEXT), under(['clerk'], DESK));
    expect([TEXT, DESK].map(matching.field)).toEqual(['full', 'full']);
  });

  it('is none, with the reason purpose, for a category that the purpose of use excludes, even if a scope admits the field', async () => {
    const scoped = [under(['doctor'], MOOD)];
    const { viewsFor } = await decide({ ...DOCTOR, scoped, closedByPurpose: MENTAL });
    const views = viewsFor(ROLES_REACHING_ALL);
    expect([views.field(MOOD), views.denialReason(MOOD)]).toEqual(['none', 'purpose']);
  });

  it('is none for every field if the token has no scopes', async () => {
    const views = await viewsUnder({ doctor: 'all' });
    expect([TEXT, MOOD, DESK, ID].map(views.field)).toEqual(['none', 'none', 'none', 'none']);
    expect([TEXT, DESK, ID].map(views.denialReason)).toEqual(['scope', 'scope', 'scope']);
  });
});

describe('the highest view (full, de-identified or none) that a caller may have of any patient', () => {
  it.each<[string, Omit<UnitRequest, 'query'>, View[]]>([
    [
      'is none for a category that the purpose of use excludes',
      { ...DOCTOR, closedByPurpose: MENTAL },
      ['none', 'none'],
    ],
    [
      'is full for a category that the purpose of use excludes if a patient could permit it by consent',
      { ...DOCTOR, closedByPurpose: MENTAL, requiresConsent: true },
      ['full', 'full'],
    ],
    [
      "is full on the caller's own record only, for a self role, in a category that the purpose excludes",
      { ...SELF, closedByPurpose: MENTAL },
      ['full', 'none', 'full'],
    ],
    [
      "is full on the caller's own record only, for a self role and one that reaches every patient, in a category that the purpose excludes",
      { ...SELF, roles: { doctor: 'all', self: 'self' }, closedByPurpose: MENTAL },
      ['full', 'none', 'full'],
    ],
  ])('%s', async (_what, who, views) => {
    const { maximumViews } = await decide(who);
    expect(maximumViews.map((each) => each.field(MOOD))).toEqual(views);
  });
});

describe('dry-run mode', () => {
  it('gives a full view of a PHI field, shows it in introspection, and admits a PHI enum value as an argument', () => {
    const { viewsFor, maximumViews } = allowEverything(graph.policy);
    const views = viewsFor(ROLES_REACHING_ALL);
    expect([
      views.field(MOOD),
      views.showsType(MOOD),
      views.admitsInput(SEALED),
      views.denialReason(MOOD),
    ]).toEqual(['full', true, true, 'role']);
    expect(maximumViews.map((each) => each.field(MOOD))).toEqual(['full', 'full']);
  });
});

describe('a field about an unknown patient', () => {
  const who = { roles: { doctor: 'self' }, claims: { doctor: ['p2'] } } as const;
  const text = { coordinate: TEXT, hasOwnPatients: false };

  it('needs a role that reaches every patient if it is PHI, unless its objects name their patients', async () => {
    const decisions = await decide(who);
    expect([
      viewOf(decisions, ALL_ROLES, text),
      viewOf(decisions, ALL_ROLES, { ...text, hasOwnPatients: true }),
      viewOf(decisions, rolesIdAt(2), text),
    ]).toEqual(['none', 'full', 'full']);
  });

  it('needs no role that reaches every patient if it is not PHI', async () => {
    const decisions = await decide({ roles: { clerk: 'self' } });
    const desk = { coordinate: DESK, hasOwnPatients: false };
    expect([viewOf(decisions, ALL_ROLES, desk), maximumView(decisions, desk)]).toEqual([
      'full',
      'full',
    ]);
  });

  it('has as its highest view that of the patients of the caller, and none if there are none', async () => {
    const views = [await decide(who), await decide({ roles: { doctor: 'self' } })];
    expect(views.map((each) => maximumView(each, text))).toEqual(['full', 'none']);
  });
});

describe('the highest view', () => {
  it.each<[readonly View[], View]>([
    [['none', 'full', 'deidentified'], 'full'],
    [['none', 'deidentified'], 'deidentified'],
    [['none'], 'none'],
    [[], 'none'],
  ])('of %j is %s', (views, view) => {
    expect(highestView(views)).toBe(view);
  });
});
