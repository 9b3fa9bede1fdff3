import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

function found(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  return linesOfRule('PHI_UNMARKED', lintMarked(subgraphs));
}

const QUERY = 'type Query { p: P }\n';

describe('lint rule PHI_UNMARKED reports a value that looks like PHI and has no @phi', () => {
  it.each<[string, string, string[]]>([
    ['on a field', `${QUERY}type P { ssn: String }`, ['P.ssn @ a:2']],
    ['on an argument', 'type Query { p(ssn: String): Int }', ['Query.p(ssn:) @ a:1']],
    [
      'on an input field',
      'type Query { p(where: PatientWhere): Int } input PatientWhere { dateOfBirth: String }',
      ['PatientWhere.dateOfBirth @ a:1'],
    ],
    [
      'in a list',
      'type Query { p: Patient }\ntype Patient { emails: [String!]! }',
      ['Patient.emails @ a:2'],
    ],
    [
      'by the name of its scalar',
      'type Query { p: Patient }\ntype Patient { via: Email } scalar Email',
      ['Patient.via @ a:2'],
    ],
    [
      'by the name of its enum',
      `${QUERY}type P { it: Diagnosis } enum Diagnosis { A }`,
      ['P.it @ a:2'],
    ],
    [
      'by its description, at the line of its name',
      `${QUERY}type P {\n"""\nThe patient's date of birth.\n"""\nb: String }`,
      ['P.b @ a:6'],
    ],
    [
      'even with @role, since its release would not be recorded',
      `${QUERY}type P { ssn: String @role(anyOf: ["x"]) }`,
      ['P.ssn @ a:2'],
    ],
    [
      'by an ambiguous name (name) when @patient says that the type belongs to a patient',
      `${QUERY}type P @patient(id: "key") { key: ID @phi name: String }`,
      ['P.name @ a:2'],
    ],
    [
      'by an ambiguous name (unit) when another field of the type has @phi',
      `${QUERY}type P { value: String @phi unit: String }`,
      ['P.unit @ a:2'],
    ],
    [
      'by an ambiguous name (text) in an argument of a mutation whose name suggests PHI (addPatientNote)',
      'type Query { p: Int } type Mutation { addPatientNote(text: String): Int }',
      ['Mutation.addPatientNote(text:) @ a:1'],
    ],
    [
      'once, on the interface that declares the field',
      `${QUERY}interface I { ssn: String } type P implements I { ssn: String } type R implements I { ssn: String }`,
      ['I.ssn @ a:2'],
    ],
    [
      'but not for names like constructor and toString',
      `${QUERY}type P { constructor: String toString: String _proto: String ssn: String }`,
      ['P.ssn @ a:2'],
    ],
  ])('%s', (_rule, a, expected) => {
    expect(found({ a })).toEqual(expected);
  });

  it.each([
    [
      'a name on a patient (NAME)',
      'type T @patient(id: "key") { key: ID @phi name: String }',
      'NAME',
    ],
    [
      'a name on a record of a patient (CLINICAL)',
      'type T @patient(id: "of.key") { of: O name: String } type O { key: ID }',
      'CLINICAL',
    ],
    [
      'a name on a person with a @patient path (NAME)',
      'type Relative @patient(id: "of.key") { of: O name: String } type O { key: ID }',
      'NAME',
    ],
    [
      'a line in an argument of a mutation that returns a patient (GEOGRAPHY)',
      'type Mutation { move(line: String): Patient } type Patient { x: Boolean }',
      'GEOGRAPHY',
    ],
  ])('in the category that fits %s', (_what, sdl, category) => {
    const findings = lintMarked({ a: `type Query { a: Int }\n${sdl}` });
    const categories = findings.flatMap(({ message }) => /\((\w+), by/.exec(message)?.[1] ?? []);
    expect(categories).toEqual([category]);
  });

  it('on the fields of a filter of Hot Chocolate, but not on its operators and its order', () => {
    const a = `
      type Query { patients(where: PatientFilterInput, order: [PatientSortInput!]): [Patient] }
      type Patient { birthDate: String }
      input PatientFilterInput { and: [PatientFilterInput!] birthDate: StringOperationFilterInput }
      input PatientSortInput { birthDate: SortEnumType }
      input StringOperationFilterInput { or: [StringOperationFilterInput!] eq: String neq: String ncontains: String nin: [String] startsWith: String nstartsWith: String nendsWith: String }
      enum SortEnumType { ASC DESC }`;
    expect(found({ a })).toEqual(['Patient.birthDate @ a:3', 'PatientFilterInput.birthDate @ a:4']);
  });

  it('once, at its definition and not at an @external copy', () => {
    expect(
      found({
        a: 'type P @key(fields: "id") { id: ID ssn: String @external last4: Int @requires(fields: "ssn") }',
        b: `${QUERY}\ntype P @key(fields: "id") { id: ID ssn: String }`,
      }),
    ).toEqual(['P.ssn @ b:3']);
  });

  it('under the name that the root type has in the graph, if the subgraph renames it', () => {
    expect(found({ a: 'schema { query: Root } type Root { ssn: String }' })).toEqual([
      'Query.ssn @ a:1',
    ]);
  });
});

describe('lint rule PHI_UNMARKED', () => {
  it.each([
    ['with @phi on the field', `${QUERY}type P { ssn: String @phi }`],
    ['with @phi on its type', `${QUERY}type P @phi { ssn: String }`],
    ['with @phi on its scalar', `${QUERY}type P { ssn: SSN } scalar SSN @phi`],
    [
      'with @phi on an interface',
      `${QUERY}interface I @phi { ssn: String } type P implements I { ssn: String }`,
    ],
    ['with @patient, which the gateway checks', 'type Query { p(patientId: ID @patient): Int }'],
    ['that is an object', `${QUERY}type P { address: A } type A { x: Int }`],
    [
      'that a mutation returns whose name suggests PHI (addNote)',
      'type Query { q: Int } type Mutation { addNote: Boolean }',
    ],
    ['that is the id of a lookup', 'type Query { visit(id: ID!): Int }'],
    ['on a type for an organization', 'type Query { h: Hospital } type Hospital { phone: String }'],
    ['with an ordinary name', 'type Query { m: Movie } type Movie { name: String year: Int }'],
  ])('accepts a value %s', (_rule, a) => {
    expect(found({ a })).toEqual([]);
  });

  it('accepts a value with @phi in another subgraph', () => {
    expect(
      found({
        a: `${QUERY}type P @key(fields: "key") @shareable { key: ID ssn: String }`,
        b: `type P @key(fields: "key") @shareable { key: ID ssn: String @phi }`,
      }),
    ).toEqual([]);
  });

  it('accepts a value that is computed from a marked field', () => {
    expect(
      found({
        a: 'type P @key(fields: "key") { key: ID ssn: String @external ssnLast4: Int @requires(fields: "ssn") }',
        b: `${QUERY}type P @key(fields: "key") { key: ID ssn: String @phi }`,
      }),
    ).toEqual([]);
  });
});
