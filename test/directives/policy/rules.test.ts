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

describe('what a caller gets of a coordinate', () => {
  it.each([
    ['a role of anyOf sees the value in full', 'Person.ssn', ['physician'], 'full'],
    [
      'a deidentified role sees the de-identified value',
      'Person.ssn',
      ['researcher'],
      'deidentified',
    ],
    [
      'whoever has both kinds of role sees it in full',
      'Person.ssn',
      ['researcher', 'physician'],
      'full',
    ],
    ['any other role sees nothing', 'Person.ssn', ['billing'], 'none'],
    ['a caller without roles sees nothing', 'Person.ssn', [], 'none'],
    [
      'a role is matched as a whole string, with its case',
      'Person.ssn',
      ['Physician', 'physician '],
      'none',
    ],
    ['of two applications one is not enough', 'Person.both', ['physician'], 'none'],
    ['two applications are both met by two roles', 'Person.both', ['physician', 'billing'], 'full'],
    [
      'full by one and deidentified by the other is deidentified',
      'Person.both',
      ['physician', 'researcher'],
      'deidentified',
    ],
    ['an argument is judged by its own mark', 'Query.search(ssn:)', ['researcher'], 'none'],
    ['an unmarked field is open', 'Person.nickname', [], 'full'],
    ["PHI without a role is nobody's without default roles", 'Person.note', ['physician'], 'none'],
  ])('%s', async (_rule, coordinate, roles, expected) => {
    expect(await view(coordinate, roles)).toBe(expected);
  });

  it('PHI without a role is for the default roles alone, in full', async () => {
    const options = { defaultRoles: ['physician'] };
    expect(await view('Person.note', ['physician'], options)).toBe('full');
    expect(await view('Person.note', ['billing'], options)).toBe('none');
  });

  it('a requirement that nothing can be asked for is met by nobody', async () => {
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
    ['an unmarked field is closed', 'Person.nickname', 'none'],
    ['a field of a type that nobody knows is closed', 'Unknown.field', 'none'],
    ['a type name is not', 'Person', 'full'],
    ['an argument is not', 'Query.search(name:)', 'full'],
    ['an input field is not', 'Filter.text', 'full'],
    ['an enum value is not', 'Order.UP', 'full'],
    ['introspection is not', '__Type.name', 'full'],
    ['__typename is not', 'Person.__typename', 'full'],
  ])('with unmarked: deny, %s', async (_rule, coordinate, expected) => {
    expect(await view(coordinate, [], { unmarked: 'deny' })).toBe(expected);
  });
});

interface Holding {
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly policies?: readonly string[];
}

describe('what access control adds to a coordinate', () => {
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
    ['nothing but a caller', 'Query.known', {}, 'full'],
    ['a set of scopes', 'Query.scoped', { scopes: ['a', 'b'] }, 'full'],
    ['another set of scopes', 'Query.scoped', { scopes: ['c'] }, 'full'],
    [
      'no part of a set',
      'Query.scoped',
      { roles: ['a', 'b', 'c'], scopes: ['a'], policies: ['c'] },
      'none',
    ],
    ['a policy', 'Query.ruled', { policies: ['q'] }, 'full'],
    ['no scope for a policy', 'Query.ruled', { roles: ['p'], scopes: ['p'] }, 'none'],
    ['scopes and policies', 'Query.all', { scopes: ['a'], policies: ['p'] }, 'full'],
    ['scopes and policies, not scopes alone', 'Query.all', { scopes: ['a'] }, 'none'],
    ['scopes and policies, not policies alone', 'Query.all', { policies: ['p'] }, 'none'],
    ['a default role beside a scope', 'Query.phi', { roles: ['standard'], scopes: ['a'] }, 'full'],
    ['a default role beside a scope, not the scope alone', 'Query.phi', { scopes: ['a'] }, 'none'],
    ['a scope beside a default role', 'Query.phi', { roles: ['standard'] }, 'none'],
    ['a role beside a scope', 'Query.role', { roles: ['doctor'], scopes: ['a'] }, 'full'],
    ['a scope for the de-identified view too', 'Query.role', { roles: ['clerk'] }, 'none'],
    [
      'a de-identified role beside a scope',
      'Query.role',
      { roles: ['clerk'], scopes: ['a'] },
      'deidentified',
    ],
    ['the scope of the type beside that of the field', 'T.f', { scopes: ['a'] }, 'none'],
    ['the scopes of type and field', 'T.f', { scopes: ['a', 't'] }, 'full'],
    ['the scope of what a field returns', 'Query.typed', { scopes: ['a'] }, 'none'],
  ])('is %s: %s', async (_what, coordinate, { roles = [], ...granted }, expected) => {
    const table = compileRules(protectedPolicy, { defaultRoles: ['standard'], unmarked: 'deny' });
    const caller = ruleCaller(roles, granted);
    expect(await table.view(coordinate as Coordinate, caller)).toBe(expected);
  });
});
