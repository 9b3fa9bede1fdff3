import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

describe('the id argument of @patient on a type', () => {
  it.each(['mrn', 'true', '1', '["mrn"]'])(
    'is refused with MARK_INVALID if it is not a string: %s',
    (id) => {
      const document = parse(`${HEAD}type Query { t: T } type T @patient(id: ${id}) { mrn: ID }`);
      expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
        { code: 'MARK_INVALID', coordinate: 'T' },
      ]);
    },
  );

  it('is refused with PATIENT_PATH_INVALID if it is missing on a type without fields', () => {
    const document = parse(`${HEAD}type Query { t: T } type T @patient`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'PATIENT_PATH_INVALID', coordinate: 'T' },
    ]);
  });
});

const T = 'type Query { t: T }';

/** The problems of one subgraph, as `CODE coordinate`. */
function problemsOf(sdl: string): string[] {
  const { problems } = compileSubgraphs([{ name: 'a', document: parse(HEAD + sdl) }]);
  return problems.map(({ code, coordinate }) => `${code} ${String(coordinate)}`);
}

describe('the path in the id argument of @patient', () => {
  it.each([
    ['a field', 'type T @patient(id: "mrn") { mrn: ID }'],
    ['a field of a custom scalar', 'type T @patient(id: "mrn") { mrn: Mrn } scalar Mrn'],
    ['a field of an object', 'type T @patient(id: "of.mrn") { of: P } type P { mrn: ID }'],
    [
      'the same field of a type and of its interface',
      'interface I @patient(id: "mrn") { mrn: ID } type T implements I @patient(id: "mrn") { mrn: ID }',
    ],
  ])('is accepted if it leads to %s', (_what, sdl) => {
    expect(problemsOf(`${T} ${sdl}`)).toEqual([]);
  });

  it.each([
    ['names a missing field', 'type T @patient(id: "none") { mrn: ID }'],
    ['crosses a list', 'type T @patient(id: "of.mrn") { of: [P] } type P { mrn: ID }'],
    ['ends in a list', 'type T @patient(id: "mrn") { mrn: [ID] }'],
    ['names a field with arguments', 'type T @patient(id: "mrn") { mrn(of: Int): ID }'],
    ['ends in an object', 'type T @patient(id: "of") { of: P } type P { mrn: ID }'],
    ['ends in a union', 'type T @patient(id: "of") { of: U } union U = P type P { mrn: ID }'],
  ])('is refused with PATIENT_PATH_INVALID if it %s', (_what, sdl) => {
    expect(problemsOf(`${T} ${sdl}`)).toEqual(['PATIENT_PATH_INVALID T']);
  });

  it.each(['', 'scalar ID'])(
    'is refused with PATIENT_PATH_INVALID if it continues after the scalar ID (declared by the SDL "%s")',
    (scalar) => {
      const sdl = `${T} ${scalar} type T @patient(id: "mrn.value") { mrn: ID }`;
      expect(problemsOf(sdl)).toEqual(['PATIENT_PATH_INVALID T']);
    },
  );

  it('is refused with PATIENT_PATHS_DIFFER if a type and its interface name different fields', () => {
    const sdl = `${T} interface I @patient(id: "a") { a: ID } type T implements I @patient(id: "b") { a: ID b: ID }`;
    expect(problemsOf(sdl)).toEqual(['PATIENT_PATHS_DIFFER T']);
  });
});

describe('@patient on an argument or input field', () => {
  it.each([
    ['an argument', 'type Query { f(a: ID @patient): Int }', []],
    ['an argument of a custom scalar', 'type Query { f(a: Mrn @patient): Int } scalar Mrn', []],
    [
      'an argument with a path',
      'type Query { f(a: ID @patient(id: "b")): Int }',
      ['PATIENT_PATH_INVALID Query.f(a:)'],
    ],
    [
      'an argument that is an input object',
      'type Query { f(a: I @patient): Int } input I { b: ID }',
      ['PATIENT_PATH_INVALID Query.f(a:)'],
    ],
    [
      'an input field that is an input object',
      'type Query { f(a: I): Int } input I { b: J @patient } input J { c: ID }',
      ['PATIENT_PATH_INVALID I.b'],
    ],
  ])(
    'is accepted on a scalar without a path, and is PATIENT_PATH_INVALID otherwise: %s (%s) gives %j',
    (_what, sdl, expected) => {
      expect(problemsOf(sdl)).toEqual(expected);
    },
  );
});
