import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

function found(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  return toldOf('PATIENT_PATH_HOP', lintMarked(subgraphs));
}

const HOME = `type Query { e: E } type E @key(fields: "id") @patient(id: "of.id") { id: ID of: P }
type P @key(fields: "id") { id: ID }`;

describe('a @patient path that a subgraph can not follow by itself is reported', () => {
  it('where the subgraph returns the objects', () => {
    expect(
      found({
        a: HOME,
        b: 'type Query { c: C }\ntype C { e: E }\ntype E @key(fields: "id") { id: ID }',
      }),
    ).toEqual(['E @ b:3']);
  });

  it('where it returns them behind an interface or a union', () => {
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

  it('where the second step is somewhere else', () => {
    expect(
      found({
        a: `type Query { e: E }\ntype E @patient(id: "of.mrn") { of: P }\ntype P @key(fields: "id") { id: ID }`,
        b: 'type P @key(fields: "id") { id: ID mrn: ID }',
      }),
    ).toEqual(['E @ a:2']);
  });

  it('where the subgraph only copies the field', () => {
    expect(
      found({
        a: HOME,
        b: `type Query { c: E }\ntype E @key(fields: "id") { id: ID of: P @external y: Int @requires(fields: "of { id }") }
type P @key(fields: "id") { id: ID }`,
      }),
    ).toEqual(['E @ b:2']);
  });
});

it('where the type is named', () => {
  const findings = lintMarked({
    a: HOME,
    b: 'type Query { c: E }\n  type E @key(fields: "id") { id: ID }',
  });
  expect(findings.at(-1)).toMatchObject({ code: 'PATIENT_PATH_HOP', column: 8 });
});

describe('it is not', () => {
  it.each([
    ['where the subgraph has the whole path', 'type Query { c: Int }'],
    [
      'where the subgraph only adds to the objects that others return',
      'type E @key(fields: "id") { id: ID y: Int }',
    ],
    [
      'where the subgraph has the path too',
      'type Query { c: E } type E @key(fields: "id") { id: ID of: P @shareable } type P @key(fields: "id", resolvable: false) { id: ID }',
    ],
    [
      'where the subgraph only copies the field that returns the objects',
      'type C @key(fields: "id") { id: ID e: E @external z: Int @requires(fields: "e { id }") } type E @key(fields: "id") { id: ID @shareable }',
    ],
    [
      'where the path is one of the keys, though of a copy',
      'type Query { c: P } type P @key(fields: "id") @key(fields: "no") { id: ID @external no: ID }',
    ],
    [
      'where the path is the key',
      'type Query { c: P } type P @key(fields: "id") { id: ID y: Int }',
    ],
    [
      'where the field that returns it provides the path',
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
