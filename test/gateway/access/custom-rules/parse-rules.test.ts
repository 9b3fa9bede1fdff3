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
  it('has rules for fields, for a type and for the rest of a type', () => {
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

  it('reads required fields from a selection set or from a graphql-shield fragment', () => {
    const both = {
      rule: and(withFragment('fragment F on Patient { name }')),
      requires: '{ id doctor { id name } }',
    };
    expect(places({ Patient: { id: both } })).toEqual([
      'Patient.id [[["id"],["doctor","id"],["doctor","name"],["name"]]]',
    ]);
  });

  it.each<[unknown, string]>([
    [undefined, 'does not export a rule tree'],
    [null, 'does not export a rule tree'],
    [allow, 'does not export a rule tree'],
    [{ Missing: allow }, 'Missing is not a type with fields'],
    [{ Sex: allow }, 'Sex is not a type with fields'],
    [{ Either: allow }, 'Either is not a type with fields'],
    [{ '*': allow }, '\\* is not a type with fields'],
    [{ constructor: allow }, 'constructor is not a type with fields'],
    [{ Patient: 'allow' }, 'Patient has neither'],
    [{ Patient: { ssn: allow } }, 'Patient.ssn is not in this graph'],
    [{ Patient: { toString: allow } }, 'Patient.toString is not in this graph'],
    [{ Patient: { id: () => true } }, 'Patient.id is not a graphql-shield rule'],
    [
      { Patient: { id: { rule: allow, requires: 7 } } },
      'Patient.id has a requires that is not text',
    ],
    [{ Patient: { id: { rule: allow, requires: 'nick' } } }, 'a text that is not a selection set'],
    [
      { Patient: { id: { rule: allow, requires: '{ a } { b }' } } },
      'a text that is not a selection set',
    ],
    [
      { Patient: { id: { rule: allow, requires: '{ ssn }' } } },
      'Patient.ssn, which is not in this graph',
    ],
    [{ Patient: { id: { rule: allow, requires: '{ x: id }' } } }, 'with an alias'],
    [
      { Patient: { id: { rule: allow, requires: '{ label(text: "x") }' } } },
      'with an alias, arguments',
    ],
    [{ Patient: { id: { rule: allow, requires: '{ label }' } } }, 'arguments'],
    [{ Patient: { id: { rule: allow, requires: '{ id @skip(if: true) }' } } }, 'directives'],
    [{ Patient: { id: { rule: allow, requires: '{ ...F }' } } }, 'a fragment'],
    [{ Patient: { id: { rule: allow, requires: '{ doctor }' } } }, 'without the fields below it'],
    [{ Patient: { id: { rule: allow, requires: '{ either { __typename } }' } } }, 'below a union'],
    [{ Query: { patient: { rule: allow, requires: '{ being { id } }' } } }, 'fields of a root'],
    [
      { Mutation: { rename: withFragment('fragment F on Mutation { rename }') } },
      'fields of a root',
    ],
  ])(
    'is refused if a rule would protect nothing or its required fields are invalid: %#',
    (tree, problem) => {
      const parsed = parse(tree);
      expect(parsed.ok).toBe(false);
      expect(parsed.ok ? '' : parsed.problems.join('\n')).toMatch(new RegExp(problem));
    },
  );

  it('is refused with every problem at once', () => {
    const parsed = parse({ Missing: allow, Patient: { ssn: allow, id: 'x' } });
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(3);
  });
});
