import { describe, expect, it } from '@jest/globals';
import {
  ANYONE,
  EVERY_PATIENT,
  reachOf,
  standingFor,
  standingForAll,
  UNREACHED,
  type ReachKind,
} from '../../../directives/operation/reach.ts';

const KINDS = new Map<string, ReachKind>([
  ['doctor', 'all'],
  ['clerk', 'all'],
  ['self', 'self'],
  ['proxy', 'self'],
]);
const reach = (roles: readonly string[], claims: readonly (readonly [string, string])[] = []) =>
  reachOf(roles, KINDS, new Map(claims));
const rolesFor = (of: ReturnType<typeof reach>, patient: string) =>
  of.standings[standingFor(of, patient)]?.roles ?? null;

describe('the roles that count for a patient', () => {
  it.each<
    [
      string,
      readonly string[],
      readonly (readonly [string, string])[],
      string,
      readonly string[] | null,
    ]
  >([
    ['a role for all', ['doctor'], [], 'p1', ['doctor']],
    ['the own record', ['self'], [['self', 'p1']], 'p1', ['self']],
    ['another record', ['self'], [['self', 'p1']], 'p2', null],
    [
      'the own record, with a role for all',
      ['doctor', 'self'],
      [['self', 'p1']],
      'p1',
      ['doctor', 'self'],
    ],
    ['another record, with a role for all', ['doctor', 'self'], [['self', 'p1']], 'p2', ['doctor']],
    [
      'two roles for one patient',
      ['proxy', 'self'],
      [
        ['self', 'p1'],
        ['proxy', 'p1'],
      ],
      'p1',
      ['proxy', 'self'],
    ],
    [
      'two roles for two patients',
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
    ['a claim for a role that reaches all', ['doctor'], [['doctor', 'p1']], 'p1', ['doctor']],
    ['a role that nobody configured', ['visitor'], [['visitor', 'p1']], 'p1', null],
    ['no role', [], [], 'p1', null],
  ])('are exactly those that reach it: %s', (...row) => {
    const [, roles, claims, patient, expected] = row;
    expect(rolesFor(reach(roles, claims), patient)).toEqual(expected);
  });

  it('are all of them where nobody is meant, and those that reach all where it may be anybody', () => {
    const of = reach(['doctor', 'self', 'visitor'], [['self', 'p1']]);
    expect(of.standings[ANYONE]?.roles).toEqual(['doctor', 'self', 'visitor']);
    expect(of.standings[EVERY_PATIENT]?.roles).toEqual(['doctor']);
    expect(standingForAll(of)).toBe(EVERY_PATIENT);
    expect(standingForAll(reach(['self'], [['self', 'p1']]))).toBe(UNREACHED);
  });
});

describe('whether whose record it is decides nothing', () => {
  it.each<[readonly string[], boolean]>([
    [['doctor', 'clerk'], true],
    [['doctor', 'self'], false],
    [['doctor', 'visitor'], false],
    [[], false],
  ])('%j: %j', (roles, expected) => {
    expect(reach(roles, [['self', 'p1']]).unlimited).toBe(expected);
  });
});

describe('the key of what two callers share', () => {
  it('is the same whoever the patients are, and in whatever order they come', () => {
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
    expect(one.key).toBe(other.key);
    expect(rolesFor(one, 'p2')).toEqual(rolesFor(other, 'p7'));
    expect(rolesFor(one, 'p1')).toEqual(rolesFor(other, 'p9'));
    expect(one.key).not.toMatch(/p\d/);
  });

  it('differs where the roles that count somewhere differ', () => {
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
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
