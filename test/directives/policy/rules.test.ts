import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphPolicy } from '../../../directives/policy/compile-policy.ts';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { compileRules, type RuleOptions } from '../../../directives/policy/rules.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { ruleCaller } from '../../support/rule-caller.ts';

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

const policy = compileSubgraphPolicy([{ name: 'a', document: parse(SDL) }]);

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
