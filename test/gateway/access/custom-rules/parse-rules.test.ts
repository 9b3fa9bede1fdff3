import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { allow, and, rule } from '../../../../gateway/access/custom-rules/shield-for-operators.ts';
import { parseRules } from '../../../../gateway/access/custom-rules/parse-rules.ts';

const schema = buildSchema(`
  type Query { patient(id: ID!): Patient being: Being either: Either }
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

  it("applies rules of an interface to every implementation, in addition to the type's own rules", () => {
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

  it.each<[string, unknown]>([
    ['does not export a rule tree', undefined],
    ['does not export a rule tree', null],
    ['does not export a rule tree', allow],
    ['Missing is not a type with fields', { Missing: allow }],
    ['Sex is not a type with fields', { Sex: allow }],
    ['Either is not a type with fields', { Either: allow }],
    ['\\* is not a type with fields', { '*': allow }],
    ['constructor is not a type with fields', { constructor: allow }],
    ['Patient has neither', { Patient: 'allow' }],
    ['Patient.ssn is not in this graph', { Patient: { ssn: allow } }],
    ['Patient.toString is not in this graph', { Patient: { toString: allow } }],
    ['Patient.id is not a graphql-shield rule', { Patient: { id: () => true } }],
    [
      'Patient.id has a requires that is not text',
      { Patient: { id: { rule: allow, requires: 7 } } },
    ],
    ['a text that is not a selection set', { Patient: { id: { rule: allow, requires: 'nick' } } }],
    [
      'a text that is not a selection set',
      { Patient: { id: { rule: allow, requires: '{ a } { b }' } } },
    ],
    [
      'Patient.ssn, which is not in this graph',
      { Patient: { id: { rule: allow, requires: '{ ssn }' } } },
    ],
    ['with an alias', { Patient: { id: { rule: allow, requires: '{ x: id }' } } }],
    [
      'with an alias, arguments',
      { Patient: { id: { rule: allow, requires: '{ label(text: "x") }' } } },
    ],
    ['arguments', { Patient: { id: { rule: allow, requires: '{ label }' } } }],
    ['directives', { Patient: { id: { rule: allow, requires: '{ id @skip(if: true) }' } } }],
    ['a fragment', { Patient: { id: { rule: allow, requires: '{ ...F }' } } }],
    ['without the fields below it', { Patient: { id: { rule: allow, requires: '{ doctor }' } } }],
    ['below a union', { Patient: { id: { rule: allow, requires: '{ either { __typename } }' } } }],
    ['fields of a root', { Query: { patient: { rule: allow, requires: '{ being { id } }' } } }],
    [
      'fields of a root',
      { Mutation: { rename: withFragment('fragment F on Mutation { rename }') } },
    ],
  ])('is refused with a problem that matches "%s"', (problem, tree) => {
    const parsed = parse(tree);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.problems.join('\n')).toMatch(new RegExp(problem));
  });

  it('with three problems is refused with all three at once', () => {
    const parsed = parse({ Missing: allow, Patient: { ssn: allow, id: 'x' } });
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(3);
  });
});
