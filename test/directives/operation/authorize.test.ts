import { describe, expect, it } from '@jest/globals';
import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import {
  allowEverything,
  mostOf,
  strongest,
  viewOf,
} from '../../../directives/operation/authorize.ts';
import { categorySet } from '../../../directives/operation/category-set.ts';
import { standingFor } from '../../../directives/operation/find-standing.ts';
import { ANYONE, EVERY_PATIENT } from '../../../directives/operation/standing.ts';
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
    const { at } = await decide({ ...DOCTOR, withheld: MENTAL });
    const views = at(EVERY_PATIENT);
    expect([views.field(TEXT), views.field(MOOD)]).toEqual(['full', 'none']);
    expect([views.why(MOOD), views.why(DESK)]).toEqual(['purpose', 'role']);
  });

  it('have the reason role, not purpose, where no role sees the field', async () => {
    const { at } = await decide({ roles: { clerk: 'all' }, withheld: MENTAL });
    expect(at(EVERY_PATIENT).why(MOOD)).toBe('role');
  });

  it('have the reason role for an unmarked field that configuration denies', async () => {
    const { at } = await decide({ ...DOCTOR, unmarked: 'none' });
    expect(at(ANYONE).why(memberCoordinate('Note', 'id'))).toBe('role');
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
    const views = decisions.at(standingFor(reach, 'p1'));
    expect([views.field(TEXT), views.field(MOOD), views.why(MOOD)]).toEqual([
      'full',
      'none',
      'consent',
    ]);
  });

  it('stay full on the caller’s own record where the purpose closes the category', async () => {
    const { at } = await decide({ ...SELF, withheld: MENTAL });
    expect(at(2).field(MOOD)).toBe('full');
  });

  it('are as configured for an unmarked field, which introspection shows and inputs may use', async () => {
    for (const unmarked of ['full', 'none'] as const) {
      const views = (await decide({ ...DOCTOR, unmarked })).at(ANYONE);
      const id = memberCoordinate('Note', 'id');
      expect([views.field(id), views.shows(typeCoordinate('Note')), views.admits(id)]).toEqual([
        unmarked,
        true,
        true,
      ]);
    }
  });

  it('do not let inputs use a value that the caller sees de-identified only', async () => {
    const views = (await decide({ roles: { clerk: 'all' } })).at(EVERY_PATIENT);
    expect([views.field(SEALED), views.shows(SEALED), views.admits(SEALED)]).toEqual([
      'deidentified',
      true,
      false,
    ]);
  });

  it('throw a RangeError for an index without a set of roles', async () => {
    const { at } = await decide(DOCTOR);
    expect(() => at(99)).toThrow(RangeError);
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
    const { most } = await decide(who);
    expect(most.map((each) => each.field(MOOD))).toEqual(views);
  });
});

describe('dry-run mode', () => {
  it('gives a full view of everything, in outputs, introspection and inputs', () => {
    const { at, most } = allowEverything(graph.policy);
    const views = at(EVERY_PATIENT);
    expect([views.field(MOOD), views.shows(MOOD), views.admits(SEALED), views.why(MOOD)]).toEqual([
      'full',
      true,
      true,
      'role',
    ]);
    expect(most.map((each) => each.field(MOOD))).toEqual(['full', 'full']);
  });
});

describe('a field whose patient is unknown', () => {
  const who = { roles: { doctor: 'self' }, claims: { doctor: ['p2'] } } as const;
  const text = { coordinate: TEXT, isOwner: false };

  it('needs a role that reaches every patient where it is PHI, unless its objects name their patients', async () => {
    const decisions = await decide(who);
    expect([
      viewOf(decisions, ANYONE, text),
      viewOf(decisions, ANYONE, { ...text, isOwner: true }),
      viewOf(decisions, 2, text),
    ]).toEqual(['none', 'full', 'full']);
  });

  it('needs no such role where it is no PHI', async () => {
    const decisions = await decide({ roles: { clerk: 'self' } });
    const desk = { coordinate: DESK, isOwner: false };
    expect([viewOf(decisions, ANYONE, desk), mostOf(decisions, desk)]).toEqual(['full', 'full']);
  });

  it('has the widest view that some reached patient gives, and none where no patient is reached', async () => {
    const views = [await decide(who), await decide({ roles: { doctor: 'self' } })];
    expect(views.map((each) => mostOf(each, text))).toEqual(['full', 'none']);
  });
});

describe('the strongest of several views', () => {
  it.each<[readonly View[], View]>([
    [['none', 'full', 'deidentified'], 'full'],
    [['none', 'deidentified'], 'deidentified'],
    [['none'], 'none'],
    [[], 'none'],
  ])('of %j is %s', (views, view) => {
    expect(strongest(views)).toBe(view);
  });
});
