import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { allow, and, rule } from '../../../../gateway/access/custom-rules/shield-for-operators.ts';
import { parseRules } from '../../../../gateway/access/custom-rules/parse-rules.ts';

const schema = buildSchema(`
  interface Root { being: Being }
  type Query implements Root { patient(id: ID!): Patient being: Being either: Either }
  type Mutation { rename(id: ID!): Patient }
  interface Being { id: ID name: String }
  type Patient implements Being { id: ID name: String doctor: Doctor label(text: String): String either: Either }
  type Doctor implements Being { id: ID name: String }
  union Either = Patient | Doctor
  enum Sex { F M }
`);
const parse = (tree: unknown) => parseRules(tree, { schema, timeoutMs: 10 });
const withFragment = (fragment: string) => rule({ fragment })(() => true);
const places = (tree: unknown) => {
  const parsed = parse(tree);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return [...parsed.rules].map(
    ([at, rules]) => `${at} ${JSON.stringify(rules.map(({ requires }) => requires))}`,
  );
};

describe('a tree of custom rules', () => {
  it('gives a rule of a type to all its fields, and a rule of "*" to the fields without a rule', () => {
    expect(places({ Doctor: allow })).toEqual(['Doctor.id [[]]', 'Doctor.name [[]]']);
    expect(places({ Doctor: { id: allow, '*': and(allow) } })).toEqual([
      'Doctor.id [[]]',
      'Doctor.name [[]]',
    ]);
    expect(places({})).toEqual([]);
  });

  it("applies a rule of an interface to every implementing type, in addition to the type's own rules", () => {
    expect(places({ Being: { name: allow }, Patient: { name: allow } })).toEqual([
      'Patient.name [[],[]]',
      'Doctor.name [[]]',
    ]);
  });

  it('reads required fields from a selection set and from a graphql-shield fragment', () => {
    const both = {
      rule: and(withFragment('fragment F on Patient { name }')),
      requires: '{ id doctor { id name } }',
    };
    expect(places({ Patient: { id: both } })).toEqual([
      'Patient.id [[["id"],["doctor","id"],["doctor","name"],["name"]]]',
    ]);
  });

  it.each<[string, string, unknown]>([
    ['it is undefined', 'does not export a rule tree', undefined],
    ['it is null', 'does not export a rule tree', null],
    ['it is a rule', 'does not export a rule tree', allow],
    ['it names an unknown type', 'Missing is not a type with fields', { Missing: allow }],
    ['it names an enum', 'Sex is not a type with fields', { Sex: allow }],
    ['it names a union', 'Either is not a type with fields', { Either: allow }],
    ['it names * as a type', '\\* is not a type with fields', { '*': allow }],
    [
      'it names constructor as a type',
      'constructor is not a type with fields',
      { constructor: allow },
    ],
    ['a type has a text in place of rules', 'Patient has neither', { Patient: 'allow' }],
    ['it names an unknown field', 'Patient.ssn is not in this graph', { Patient: { ssn: allow } }],
    [
      'it names toString as a field',
      'Patient.toString is not in this graph',
      { Patient: { toString: allow } },
    ],
    [
      'a rule is a plain function',
      'Patient.id is not a graphql-shield rule',
      { Patient: { id: () => true } },
    ],
    [
      'required fields are a number',
      'Patient.id has a requires that is not text',
      { Patient: { id: { rule: allow, requires: 7 } } },
    ],
    [
      'required fields are not in braces',
      'a text that is not a selection set',
      { Patient: { id: { rule: allow, requires: 'nick' } } },
    ],
    [
      'required fields are two selection sets',
      'a text that is not a selection set',
      { Patient: { id: { rule: allow, requires: '{ a } { b }' } } },
    ],
    [
      'an unknown field is required',
      'Patient.ssn, which is not in this graph',
      { Patient: { id: { rule: allow, requires: '{ ssn }' } } },
    ],
    [
      'a required field has an alias',
      'with an alias',
      { Patient: { id: { rule: allow, requires: '{ x: id }' } } },
    ],
    [
      'a required field is given an argument',
      'with an alias, arguments',
      { Patient: { id: { rule: allow, requires: '{ label(text: "x") }' } } },
    ],
    [
      'a required field takes an argument, even if none is given',
      'arguments',
      { Patient: { id: { rule: allow, requires: '{ label }' } } },
    ],
    [
      'a required field has a directive',
      'directives',
      { Patient: { id: { rule: allow, requires: '{ id @skip(if: true) }' } } },
    ],
    [
      'required fields have a fragment spread',
      'a fragment',
      { Patient: { id: { rule: allow, requires: '{ ...F }' } } },
    ],
    [
      'an object is required without fields below it',
      'without the fields below it',
      { Patient: { id: { rule: allow, requires: '{ doctor }' } } },
    ],
    [
      'a required field is below a union',
      'below a union',
      { Patient: { id: { rule: allow, requires: '{ either { __typename } }' } } },
    ],
    [
      'a field of the query root is required',
      'fields of a root',
      { Query: { patient: { rule: allow, requires: '{ being { id } }' } } },
    ],
    [
      'a field of an interface of the query root is required',
      'fields of a root',
      { Root: { being: { rule: allow, requires: '{ being { id } }' } } },
    ],
    [
      'a field of the mutation root is required',
      'fields of a root',
      { Mutation: { rename: withFragment('fragment F on Mutation { rename }') } },
    ],
  ])('is refused if %s, with a problem that matches "%s"', (_what, problem, tree) => {
    const parsed = parse(tree);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.problems.join('\n')).toMatch(new RegExp(problem));
  });

  it('with three problems is refused with all three at once', () => {
    const parsed = parse({ Missing: allow, Patient: { ssn: allow, id: 'x' } });
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(3);
  });
});
