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

describe('the view that a policy gives', () => {
  it.each([
    ['is full for a role of anyOf', 'Person.ssn', ['physician'], 'full'],
    ['is de-identified for a role of deidentified', 'Person.ssn', ['researcher'], 'deidentified'],
    ['is full for a caller with a role of each', 'Person.ssn', ['researcher', 'physician'], 'full'],
    ['is none for any other role', 'Person.ssn', ['billing'], 'none'],
    ['is none for a caller without roles', 'Person.ssn', [], 'none'],
    [
      'is none for a role of another case or with white space',
      'Person.ssn',
      ['Physician', 'physician '],
      'none',
    ],
    ['is none where the caller meets one of two @role marks', 'Person.both', ['physician'], 'none'],
    [
      'is full where two roles meet two @role marks',
      'Person.both',
      ['physician', 'billing'],
      'full',
    ],
    [
      'is de-identified where one of two @role marks grants the full and the other the de-identified view',
      'Person.both',
      ['physician', 'researcher'],
      'deidentified',
    ],
    ['of an argument follows its own mark', 'Query.search(ssn:)', ['researcher'], 'none'],
    ['of an unmarked field is full', 'Person.nickname', [], 'full'],
    [
      'of PHI without a role is none where no default roles are configured',
      'Person.note',
      ['physician'],
      'none',
    ],
  ])('%s', async (_rule, coordinate, roles, expected) => {
    expect(await view(coordinate, roles)).toBe(expected);
  });

  it('of PHI without a role is full for the default roles only', async () => {
    const options = { defaultRoles: ['physician'] };
    expect(await view('Person.note', ['physician'], options)).toBe('full');
    expect(await view('Person.note', ['billing'], options)).toBe('none');
  });

  it('is none where a requirement has no clause that a caller could meet', async () => {
    const known = policy.requirements.get('Person.note' as Coordinate);
    if (!known) throw new Error('no requirement');
    const asking = { ...known, defaultRoles: false };
    const requirements = new Map([['Person.note' as Coordinate, asking]]);
    const table = compileRules(
      { ...policy, requirements },
      { defaultRoles: ['physician'], unmarked: 'allow' },
    );
    expect(await table.view('Person.note' as Coordinate, ruleCaller(['physician']))).toBe('none');
  });

  it.each([
    ['of an unmarked field is none', 'Person.nickname', 'none'],
    ['of a field of an unknown type is none', 'Unknown.field', 'none'],
    ['of a type is full', 'Person', 'full'],
    ['of an argument is full', 'Query.search(name:)', 'full'],
    ['of an input field is full', 'Filter.text', 'full'],
    ['of an enum value is full', 'Order.UP', 'full'],
    ['of introspection is full', '__Type.name', 'full'],
    ['of __typename is full', 'Person.__typename', 'full'],
  ])('with unmarked: deny, %s', async (_rule, coordinate, expected) => {
    expect(await view(coordinate, [], { unmarked: 'deny' })).toBe(expected);
  });
});

interface Holding {
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly policies?: readonly string[];
}

describe('the view where access control directives are added', () => {
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
