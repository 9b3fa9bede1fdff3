import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

function found(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  return linesOfRule('PATIENT_PATH_HOP', lintMarked(subgraphs));
}

const HOME = `type Query { e: E } type E @key(fields: "id") @patient(id: "of.id") { id: ID of: P }
type P @key(fields: "id") { id: ID }`;

describe('lint rule PATIENT_PATH_HOP reports a @patient path that a subgraph cannot resolve alone', () => {
  it('when a field of the subgraph returns the objects', () => {
    expect(
      found({
        a: HOME,
        b: 'type Query { c: C }\ntype C { e: E }\ntype E @key(fields: "id") { id: ID }',
      }),
    ).toEqual(['E @ b:3']);
  });

  it('when the subgraph returns the objects as an interface or a union', () => {
    const e = 'type E implements I @key(fields: "id") { id: ID x: Int }';
    expect(found({ a: HOME, b: `type Query { i: I } interface I { x: Int }\n${e}` })).toEqual([
      'E @ b:2',
    ]);
    expect(
      found({
        a: HOME,
        b: 'type Query { u: [U] } union U = E\ntype E @key(fields: "id") { id: ID }',
      }),
    ).toEqual(['E @ b:2']);
  });

  it('when the second step of the path is in another subgraph', () => {
    expect(
      found({
        a: `type Query { e: E }\ntype E @patient(id: "of.mrn") { of: P }\ntype P @key(fields: "id") { id: ID }`,
        b: 'type P @key(fields: "id") { id: ID mrn: ID }',
      }),
    ).toEqual(['E @ a:2']);
  });

  it('when the subgraph has only an @external copy of the path', () => {
    expect(
      found({
        a: HOME,
        b: `type Query { c: E }\ntype E @key(fields: "id") { id: ID of: P @external y: Int @requires(fields: "of { id }") }
type P @key(fields: "id") { id: ID }`,
      }),
    ).toEqual(['E @ b:2']);
  });
});

it('lint rule PATIENT_PATH_HOP reports its finding at the column of the name of the type', () => {
  const findings = lintMarked({
    a: HOME,
    b: 'type Query { c: E }\n  type E @key(fields: "id") { id: ID }',
  });
  expect(findings.at(-1)).toMatchObject({ code: 'PATIENT_PATH_HOP', column: 8 });
});

describe('lint rule PATIENT_PATH_HOP reports nothing', () => {
  it.each([
    ['when the subgraph does not return the objects', 'type Query { c: Int }'],
    [
      'when the subgraph only adds fields to the objects',
      'type E @key(fields: "id") { id: ID y: Int }',
    ],
    [
      'when the subgraph has the whole path',
      'type Query { c: E } type E @key(fields: "id") { id: ID of: P @shareable } type P @key(fields: "id", resolvable: false) { id: ID }',
    ],
    [
      'when only an @external field of the subgraph returns the objects',
      'type C @key(fields: "id") { id: ID e: E @external z: Int @requires(fields: "e { id }") } type E @key(fields: "id") { id: ID @shareable }',
    ],
    [
      'when the path is one of the keys, even an @external one',
      'type Query { c: P } type P @key(fields: "id") @key(fields: "no") { id: ID @external no: ID }',
    ],
    ['when the path is the key', 'type Query { c: P } type P @key(fields: "id") { id: ID y: Int }'],
    [
      'when the field that returns the objects provides the path',
      'type Query { c: E @provides(fields: "of { id }") } type E @key(fields: "id") { id: ID of: P @external } type P @key(fields: "id") { id: ID @external }',
    ],
  ])('%s', (_rule, b) => {
    const c = 'type C @key(fields: "id") { id: ID e: E }';
    const a = `${c}\n${HOME}`
      .replace('of: P', 'of: P @shareable')
      .replace('type P ', 'type P @patient(id: "id") ');
    expect(found({ a, b })).toEqual([]);
  });
});
