import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

function found(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  return toldOf('PHI_UNMARKED', lintMarked(subgraphs));
}

const QUERY = 'type Query { p: P }\n';

describe('a value that looks like PHI and carries no @phi is reported', () => {
  it.each<[string, string, string[]]>([
    ['on a field', `${QUERY}type P { ssn: String }`, ['P.ssn @ a:2']],
    ['on an argument', 'type Query { p(ssn: String): Int }', ['Query.p(ssn:) @ a:1']],
    [
      'on an input field',
      'type Query { p(where: W): Int } input W { dateOfBirth: String }',
      ['W.dateOfBirth @ a:1'],
    ],
    ['in a list', `${QUERY}type P { emails: [String!]! }`, ['P.emails @ a:2']],
    ['by the name of its scalar', `${QUERY}type P { via: Email } scalar Email`, ['P.via @ a:2']],
    [
      'by the name of its enum',
      `${QUERY}type P { it: Diagnosis } enum Diagnosis { A }`,
      ['P.it @ a:2'],
    ],
    [
      'by its description, at its name and not at its description',
      `${QUERY}type P {\n"""\nThe patient's date of birth.\n"""\nb: String }`,
      ['P.b @ a:6'],
    ],
    [
      'with @role alone, since nothing of it would be recorded',
      `${QUERY}type P { ssn: String @role(anyOf: ["x"]) }`,
      ['P.ssn @ a:2'],
    ],
    [
      'as a weak word where @patient says that the type is of a patient',
      `${QUERY}type P @patient(id: "key") { key: ID @phi name: String }`,
      ['P.name @ a:2'],
    ],
    [
      'as a weak word where the type holds PHI',
      `${QUERY}type P { value: String @phi unit: String }`,
      ['P.unit @ a:2'],
    ],
    [
      'as a weak word in what a field of that name takes',
      'type Query { p: Int } type Mutation { addNote(text: String): Int }',
      ['Mutation.addNote(text:) @ a:1'],
    ],
    [
      'once, on the interface that could carry the mark for all',
      `${QUERY}interface I { ssn: String } type P implements I { ssn: String } type R implements I { ssn: String }`,
      ['I.ssn @ a:2'],
    ],
    [
      'under names that are nothing special',
      `${QUERY}type P { constructor: String toString: String _proto: String ssn: String }`,
      ['P.ssn @ a:2'],
    ],
  ])('%s', (_rule, a, expected) => {
    expect(found({ a })).toEqual(expected);
  });

  it.each([
    ['the patient', 'type T @patient(id: "key") { key: ID @phi name: String }', 'NAME'],
    [
      'a record of one',
      'type T @patient(id: "of.key") { of: O name: String } type O { key: ID }',
      'CLINICAL',
    ],
    [
      'a person behind a path',
      'type Relative @patient(id: "of.key") { of: O name: String } type O { key: ID }',
      'NAME',
    ],
    [
      'what a field returns',
      'type T { find(line: String): Patient } type Patient { x: Int }',
      'GEOGRAPHY',
    ],
  ])('for what it is on %s', (_what, sdl, category) => {
    const findings = lintMarked({ a: `type Query { a: Int }\n${sdl}` });
    const categories = findings.flatMap(({ message }) => /\((\w+), by/.exec(message)?.[1] ?? []);
    expect(categories).toEqual([category]);
  });

  it('once, where it is defined and not where it is copied', () => {
    expect(
      found({
        a: 'type P @key(fields: "id") { id: ID ssn: String @external last4: Int @requires(fields: "ssn") }',
        b: `${QUERY}\ntype P @key(fields: "id") { id: ID ssn: String }`,
      }),
    ).toEqual(['P.ssn @ b:3']);
  });

  it('under the name that a renamed root type has in the graph', () => {
    expect(found({ a: 'schema { query: Root } type Root { ssn: String }' })).toEqual([
      'Query.ssn @ a:1',
    ]);
  });
});

describe('a value is not reported', () => {
  it.each([
    ['with @phi of its own', `${QUERY}type P { ssn: String @phi }`],
    ['with @phi on its type', `${QUERY}type P @phi { ssn: String }`],
    ['with @phi on its scalar', `${QUERY}type P { ssn: SSN } scalar SSN @phi`],
    [
      'with @phi on an interface above',
      `${QUERY}interface I @phi { ssn: String } type P implements I { ssn: String }`,
    ],
    ['as @patient, whose reach is checked', 'type Query { p(patientId: ID @patient): Int }'],
    [
      'where it holds objects, whose fields decide',
      `${QUERY}type P { address: A } type A { x: Int }`,
    ],
    ['by what a mutation is called', 'type Query { q: Int } type Mutation { addNote: Boolean }'],
    ['as the id by which something is looked up', 'type Query { patient(id: ID!): Int }'],
    [
      'on what stands for an organisation',
      'type Query { h: Hospital } type Hospital { phone: String }',
    ],
    ['as a word of every day', 'type Query { m: Movie } type Movie { name: String year: Int }'],
  ])('%s', (_rule, a) => {
    expect(found({ a })).toEqual([]);
  });

  it('with @phi in another subgraph', () => {
    expect(
      found({
        a: `${QUERY}type P @key(fields: "key") @shareable { key: ID ssn: String }`,
        b: `type P @key(fields: "key") @shareable { key: ID ssn: String @phi }`,
      }),
    ).toEqual([]);
  });

  it('where it is derived from what is marked', () => {
    expect(
      found({
        a: 'type P @key(fields: "key") { key: ID ssn: String @external ssnLast4: Int @requires(fields: "ssn") }',
        b: `${QUERY}type P @key(fields: "key") { key: ID ssn: String @phi }`,
      }),
    ).toEqual([]);
  });
});
