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

describe('the views that authorization decides', () => {
  it('are none for a category that the purpose of use closes, with the reason purpose', async () => {
    const { viewsFor } = await decide({ ...DOCTOR, withheld: MENTAL });
    const views = viewsFor(ROLES_REACHING_ALL);
    expect([views.field(TEXT), views.field(MOOD)]).toEqual(['full', 'none']);
    expect([views.denialReason(MOOD), views.denialReason(DESK)]).toEqual(['purpose', 'role']);
  });

  it('have the reason role, not purpose, where no role sees the field', async () => {
    const { viewsFor } = await decide({ roles: { clerk: 'all' }, withheld: MENTAL });
    expect(viewsFor(ROLES_REACHING_ALL).denialReason(MOOD)).toBe('role');
  });

  it('have the reason role for an unmarked field that configuration denies', async () => {
    const { viewsFor } = await decide({ ...DOCTOR, unmarked: 'none' });
    expect(viewsFor(ALL_ROLES).denialReason(memberCoordinate('Note', 'id'))).toBe('role');
  });

  it('are none for a category that the patient denies, with the reason consent', async () => {
    const denies = {
      careTeam: false,
      deniesActor: false,
      denies: new Set(['MENTAL_HEALTH'] as const),
    };
    const { decisions, reach } = await graph.decide({
      query: '{ note { id } }',
      ...DOCTOR,
      consent: true,
      relationships: new Map([['p1', { ...denies, permits: new Set() }]]),
    });
    const views = decisions.viewsFor(rolesIdFor(reach, 'p1'));
    expect([views.field(TEXT), views.field(MOOD), views.denialReason(MOOD)]).toEqual([
      'full',
      'none',
      'consent',
    ]);
  });

  it('stay full on the caller’s own record where the purpose closes the category', async () => {
    const { viewsFor } = await decide({ ...SELF, withheld: MENTAL });
    expect(viewsFor(rolesIdAt(2)).field(MOOD)).toBe('full');
  });

  it('are as configured for an unmarked field, which introspection shows and inputs may use', async () => {
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

  it('do not let inputs use a value that the caller sees de-identified only', async () => {
    const views = (await decide({ roles: { clerk: 'all' } })).viewsFor(ROLES_REACHING_ALL);
    expect([views.field(SEALED), views.showsType(SEALED), views.admitsInput(SEALED)]).toEqual([
      'deidentified',
      true,
      false,
    ]);
  });

  it('throw a RangeError for an index without a set of roles', async () => {
    const { viewsFor } = await decide(DOCTOR);
    expect(() => viewsFor(rolesIdAt(99))).toThrow(RangeError);
  });
});

describe('the widest view that a caller may have of any patient', () => {
  it.each<[string, Omit<UnitRequest, 'query'>, View[]]>([
    [
      'is none for a category that the purpose of use closes',
      { ...DOCTOR, withheld: MENTAL },
      ['none', 'none'],
    ],
    [
      'is full where a patient could open the category by consent',
      { ...DOCTOR, withheld: MENTAL, consent: true },
      ['full', 'full'],
    ],
    [
      'is full for the own record in a category that the purpose closes',
      { ...SELF, withheld: MENTAL },
      ['full', 'none', 'full'],
    ],
    [
      'is none for other records in a category that the purpose closes',
      { ...SELF, roles: { doctor: 'all', self: 'self' }, withheld: MENTAL },
      ['full', 'none', 'full'],
    ],
  ])('%s', async (_what, who, views) => {
    const { maximum } = await decide(who);
    expect(maximum.map((each) => each.field(MOOD))).toEqual(views);
  });
});

describe('dry-run mode', () => {
  it('gives a full view of everything, in outputs, introspection and inputs', () => {
    const { viewsFor, maximum } = allowEverything(graph.policy);
    const views = viewsFor(ROLES_REACHING_ALL);
    expect([
      views.field(MOOD),
      views.showsType(MOOD),
      views.admitsInput(SEALED),
      views.denialReason(MOOD),
    ]).toEqual(['full', true, true, 'role']);
    expect(maximum.map((each) => each.field(MOOD))).toEqual(['full', 'full']);
  });
});

describe('a field whose patient is unknown', () => {
  const who = { roles: { doctor: 'self' }, claims: { doctor: ['p2'] } } as const;
  const text = { coordinate: TEXT, hasOwnPatients: false };

  it('needs a role that reaches every patient where it is PHI, unless its objects name their patients', async () => {
    const decisions = await decide(who);
    expect([
      viewOf(decisions, ALL_ROLES, text),
      viewOf(decisions, ALL_ROLES, { ...text, hasOwnPatients: true }),
      viewOf(decisions, rolesIdAt(2), text),
    ]).toEqual(['none', 'full', 'full']);
  });

  it('needs no such role where it is no PHI', async () => {
    const decisions = await decide({ roles: { clerk: 'self' } });
    const desk = { coordinate: DESK, hasOwnPatients: false };
    expect([viewOf(decisions, ALL_ROLES, desk), maximumView(decisions, desk)]).toEqual([
      'full',
      'full',
    ]);
  });

  it('has the widest view that some reached patient gives, and none where no patient is reached', async () => {
    const views = [await decide(who), await decide({ roles: { doctor: 'self' } })];
    expect(views.map((each) => maximumView(each, text))).toEqual(['full', 'none']);
  });
});

describe('the highestView of several views', () => {
  it.each<[readonly View[], View]>([
    [['none', 'full', 'deidentified'], 'full'],
    [['none', 'deidentified'], 'deidentified'],
    [['none'], 'none'],
    [[], 'none'],
  ])('of %j is %s', (views, view) => {
    expect(highestView(views)).toBe(view);
  });
});
