import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const ROLE = '@role(anyOf: ["x"])';
const PHI = `@phi(category: CLINICAL) ${ROLE}`;
const PATIENT = 'type Patient @key(fields: "id") @patient(id: "id") { id: ID! name: String }';

const reported = (a: string): readonly string[] =>
  linesOfRule('RECORD_UNTIED', lintMarked({ a })).map((line) => line.split(' ')[0] ?? '');

describe('lint rule RECORD_UNTIED', () => {
  it('names the field, its place and the type of the records', () => {
    const findings = lintMarked({
      a: `type Query {\n  visits: [Visit] ${PHI}\n}\ntype Visit @key(fields: "id") { id: ID! }`,
    });
    expect(linesOfRule('RECORD_UNTIED', findings)).toEqual(['Query.visits @ a:2']);
    expect(findings.find(({ code }) => code === 'RECORD_UNTIED')).toMatchObject({
      message: 'Query.visits has a mark and returns records that name no patient: Visit.',
      fix: 'Add @patient(id: "…") to Visit, with the path to the patient\'s id, or give a reason above Query.visits.',
    });
  });

  it.each<[string, string, string[]]>([
    [
      'an entity without a path that holds PHI',
      `type Query { a: [Visit] ${ROLE} } type Visit @key(fields: "id") { id: ID! note: String ${PHI} }`,
      ['Query.a'],
    ],
    [
      'an entity without a path that leads to a patient',
      `type Query { a: [Visit] ${ROLE} } type Visit @key(fields: "id") { id: ID! of: Patient } ${PATIENT}`,
      ['Query.a'],
    ],
    [
      'objects without a key in a list',
      `type Query { a: [Note] ${PHI} } type Note { text: String }`,
      ['Query.a'],
    ],
    [
      'a field of an object without a patient',
      `type Query { c: Clinic } type Clinic { a: [Visit] ${PHI} } type Visit @key(fields: "id") { id: ID! }`,
      ['Clinic.a'],
    ],
    [
      'a union of which one member has no path',
      `type Query { a: [Found] ${PHI} } union Found = Patient | Visit type Visit @key(fields: "id") { id: ID! } ${PATIENT}`,
      ['Query.a'],
    ],
  ])('reports %s', (_what, sdl, expected) => {
    expect(reported(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['records with a path', `type Query { a: [Patient] ${PHI} } ${PATIENT}`],
    [
      'records below a connection',
      `type Query { a: Pages ${PHI} } type Pages { edges: [Edge] } type Edge { node: Patient } ${PATIENT}`,
    ],
    ['edges in a list', `type Query { a: [Edge] ${PHI} } type Edge { node: Patient } ${PATIENT}`],
    [
      'objects without a key below a patient',
      `type Query { p: Patient } type Patient @patient(id: "id") { id: ID a: [Note] ${PHI} } type Note { text: String }`,
    ],
    [
      'a field that an argument binds to its patient',
      `type Query { a(p: ID @patient): [Note] ${PHI} } type Note { text: String }`,
    ],
    [
      'a field of an interface of patients',
      `type Query { p: Person } interface Person { a: [Payer] ${PHI} } type Patient implements Person @patient(id: "id") { id: ID a: [Payer] } type Payer @key(fields: "id") { id: ID! }`,
    ],
    ['a single object without a key', `type Query { a: Counts ${PHI} } type Counts { n: Int }`],
    [
      'records of staff',
      `type Query { a: [Nurse] ${ROLE} } type Nurse @key(fields: "id") { id: ID! }`,
    ],
    ['a value', `type Query { a: [String] ${PHI} }`],
  ])('reports nothing for %s', (_what, sdl) => {
    expect(reported(sdl)).toEqual([]);
  });
});
