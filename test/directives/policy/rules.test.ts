import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { compileRules, type RuleOptions } from '../../../directives/policy/rules.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { ruleCaller } from '../../support/rule-caller.ts';
import { subgraphPolicy } from '../../support/policies.ts';

const SDL = `${HEAD}
type Query { person: Person search(ssn: String @role(anyOf: ["physician"])): Person }
type Person {
  ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["physician"], deidentified: ["researcher"])
  both: String @role(anyOf: ["physician"], deidentified: ["researcher"]) @role(anyOf: ["billing"], deidentified: ["researcher"])
  note: String @phi
  nickname: String
}
input Filter { text: String }
enum Order { UP DOWN }`;

const policy = subgraphPolicy([{ name: 'a', document: parse(SDL) }]);

function view(coordinate: string, roles: readonly string[], options: Partial<RuleOptions> = {}) {
  const table = compileRules(policy, { defaultRoles: [], unmarked: 'allow', ...options });
  return table.view(coordinate as Coordinate, ruleCaller(roles));
}

describe('the view (full, de-identified or none) that the policy gives a caller', () => {
  it.each([
    ['is full for a role listed in anyOf', 'Person.ssn', ['physician'], 'full'],
    [
      'is de-identified for a role listed in deidentified',
      'Person.ssn',
      ['researcher'],
      'deidentified',
    ],
    [
      'is full for a caller with a role in each of the two lists',
      'Person.ssn',
      ['researcher', 'physician'],
      'full',
    ],
    ['is none for any other role', 'Person.ssn', ['billing'], 'none'],
    ['is none for a caller without roles', 'Person.ssn', [], 'none'],
    [
      'is none for a role in different case or with white space',
      'Person.ssn',
      ['Physician', 'physician '],
      'none',
    ],
    [
      'is none if the caller meets only one of two @role directives',
      'Person.both',
      ['physician'],
      'none',
    ],
    [
      'is full if the roles of the caller meet both of two @role directives',
      'Person.both',
      ['physician', 'billing'],
      'full',
    ],
    [
      'is de-identified if one of two @role directives gives the full and the other the de-identified view',
      'Person.both',
      ['physician', 'researcher'],
      'deidentified',
    ],
    [
      'is none for an argument whose @role the caller lacks',
      'Query.search(ssn:)',
      ['researcher'],
      'none',
    ],
    ['is full for an unmarked field', 'Person.nickname', [], 'full'],
    [
      'is none for PHI without a @role if no default roles are configured',
      'Person.note',
      ['physician'],
      'none',
    ],
  ])('%s', async (_rule, coordinate, roles, expected) => {
    expect(await view(coordinate, roles)).toBe(expected);
  });

  it('is full for a default role and none for another role if PHI has no @role', async () => {
    const options = { defaultRoles: ['physician'] };
    expect(await view('Person.note', ['physician'], options)).toBe('full');
    expect(await view('Person.note', ['billing'], options)).toBe('none');
  });

  it('is none for a requirement that names no role, uses no default role and has no access control directive', async () => {
    const known = policy.requirements.get('Person.note' as Coordinate);
    if (!known) throw new Error('no requirement');
    const asking = { ...known, usesDefaultRoles: false };
    const requirements = new Map([['Person.note' as Coordinate, asking]]);
    const table = compileRules(
      { ...policy, requirements },
      { defaultRoles: ['physician'], unmarked: 'allow' },
    );
    expect(await table.view('Person.note' as Coordinate, ruleCaller(['physician']))).toBe('none');
  });

  it.each([
    ['is none for an unmarked field', 'Person.nickname', 'none'],
    ['is none for a field of an unknown type', 'Unknown.field', 'none'],
    ['is full for a type', 'Person', 'full'],
    ['is full for an argument', 'Query.search(name:)', 'full'],
    ['is full for an input field', 'Filter.text', 'full'],
    ['is full for an enum value', 'Order.UP', 'full'],
    ['is full for introspection', '__Type.name', 'full'],
    ['is full for __typename', 'Person.__typename', 'full'],
  ])('with the setting unmarked: deny, %s', async (_rule, coordinate, expected) => {
    expect(await view(coordinate, [], { unmarked: 'deny' })).toBe(expected);
  });
});

interface Holding {
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly policies?: readonly string[];
}

describe('the view (full, de-identified or none) with access control directives', () => {
  const protectedPolicy = subgraphPolicy([
    {
      name: 'a',
      document: parse(`${HEAD}
type Query {
  known: Int @authenticated
  scoped: Int @requiresScopes(scopes: [["a", "b"], ["c"]])
  ruled: Int @policy(policies: [["p"], ["q"]])
  all: Int @authenticated @requiresScopes(scopes: [["a"]]) @policy(policies: [["p"]])
  phi: Int @phi @requiresScopes(scopes: [["a"]])
  role: Int @role(anyOf: ["doctor"], deidentified: ["clerk"]) @requiresScopes(scopes: [["a"]])
  typed: T
}
type T @requiresScopes(scopes: [["t"]]) { f: Int @requiresScopes(scopes: [["a"]]) }`),
    },
  ]);

  it.each<[string, string, Holding, string]>([
    ['full for any caller with @authenticated alone', 'Query.known', {}, 'full'],
    ['full with one set of scopes held whole', 'Query.scoped', { scopes: ['a', 'b'] }, 'full'],
    ['full with another set of scopes held whole', 'Query.scoped', { scopes: ['c'] }, 'full'],
    [
      'none with a set of scopes held in part',
      'Query.scoped',
      { roles: ['a', 'b', 'c'], scopes: ['a'], policies: ['c'] },
      'none',
    ],
    ['full with one of two policies', 'Query.ruled', { policies: ['q'] }, 'full'],
    [
      'none with a scope in place of a policy',
      'Query.ruled',
      { roles: ['p'], scopes: ['p'] },
      'none',
    ],
    ['full with scopes and policies', 'Query.all', { scopes: ['a'], policies: ['p'] }, 'full'],
    ['none with scopes and without the policy', 'Query.all', { scopes: ['a'] }, 'none'],
    ['none with a policy and without the scopes', 'Query.all', { policies: ['p'] }, 'none'],
    [
      'full with a default role and the scope of PHI',
      'Query.phi',
      { roles: ['standard'], scopes: ['a'] },
      'full',
    ],
    [
      'none with the scope of PHI and without a default role',
      'Query.phi',
      { scopes: ['a'] },
      'none',
    ],
    [
      'none with a default role and without the scope of PHI',
      'Query.phi',
      { roles: ['standard'] },
      'none',
    ],
    ['full with a role and the scope', 'Query.role', { roles: ['doctor'], scopes: ['a'] }, 'full'],
    [
      'none with a de-identified role and without the scope',
      'Query.role',
      { roles: ['clerk'] },
      'none',
    ],
    [
      'de-identified with a de-identified role and the scope',
      'Query.role',
      { roles: ['clerk'], scopes: ['a'] },
      'deidentified',
    ],
    [
      'none with the scope of the field and without that of its type',
      'T.f',
      { scopes: ['a'] },
      'none',
    ],
    ['full with the scopes of the field and of its type', 'T.f', { scopes: ['a', 't'] }, 'full'],
    [
      'none without the scope of the type that the field returns',
      'Query.typed',
      { scopes: ['a'] },
      'none',
    ],
  ])('is %s: %s', async (_what, coordinate, { roles = [], ...granted }, expected) => {
    const table = compileRules(protectedPolicy, { defaultRoles: ['standard'], unmarked: 'deny' });
    const caller = ruleCaller(roles, granted);
    expect(await table.view(coordinate as Coordinate, caller)).toBe(expected);
  });
});
