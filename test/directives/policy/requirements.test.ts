import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import { compileSubgraphs, type Compiled } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const compile = (...subgraphs: readonly (readonly [string, string])[]): Compiled =>
  compileSubgraphs(subgraphs.map(([name, sdl]) => ({ name, document: parse(HEAD + sdl) })));

/** The problems of one subgraph, as `CODE coordinate`. */
const problemsOf = (sdl: string): readonly string[] =>
  compile(['a', sdl]).problems.map(({ code, coordinate }) => `${code} ${String(coordinate)}`);

/** The problems of a field whose type and interface mark it with these arguments of `@phi`. */
const methodProblems = (one: string, other: string): readonly string[] =>
  problemsOf(`type Query { i: I } interface I { a: String @phi${one} }
    type T implements I { a: String @phi${other} }`);

describe('the @phi of a field on a type and on its interface', () => {
  it.each([
    ['both name the same method', '(deidentify: YEAR)', '(deidentify: YEAR)'],
    ['one of them names a method', '(deidentify: YEAR)', ''],
    ['neither names a method', '', ''],
  ])('is accepted if %s', (_what, one, other) => {
    expect(methodProblems(one, other)).toEqual([]);
  });

  it('is refused with METHODS_DIFFER if they name different de-identification methods', () => {
    const problems = methodProblems('(deidentify: YEAR)', '(deidentify: LAST4)');
    expect(problems).toEqual(['METHODS_DIFFER T.a']);
  });
});

/** The date format of a field with these types and marks, one for each subgraph. */
function formatOf(types: readonly string[]): string | null | undefined {
  const subgraphs = types.map((type, index) => ({
    name: `s${index}`,
    document: parse(`${HEAD} scalar D scalar E type Query { a: ${type} }`),
  }));
  const { policy } = compileSubgraphs(subgraphs, new Map([['D', 'hl7-v2']]));
  return policy.requirements.get(memberCoordinate('Query', 'a'))?.dateFormat;
}

describe('the date format of a field', () => {
  it.each([
    ['that of its scalar if its method is YEAR', ['D @phi(deidentify: YEAR)'], 'hl7-v2'],
    ['null if its method is another one', ['D @phi(deidentify: LAST4)'], null],
    ['null if its scalar is not declared', ['E @phi(deidentify: YEAR)'], null],
    [
      'null if its scalar is another one in another subgraph',
      ['D @phi(deidentify: YEAR)', 'E @phi(deidentify: YEAR)'],
      null,
    ],
  ])('is %s', (_what, types, expected) => {
    expect(formatOf(types)).toBe(expected);
  });
});

describe('a computed field', () => {
  it('is refused with FIELD_SET_INVALID if it is computed from itself through another field', () => {
    const sdl = `type Query { t: T } type T @key(fields: "id") { id: ID
      a: Int @requires(fields: "b") b: Int @requires(fields: "a") c: Int @requires(fields: "id") }`;
    expect(problemsOf(sdl)).toEqual(['FIELD_SET_INVALID T.a', 'FIELD_SET_INVALID T.b']);
  });

  it('is refused with FIELD_SET_INVALID if a fragment spread in its @requires has the name of a field', () => {
    const sdl = 'type Query { t: T } type T { id: ID a: Int @requires(fields: "...id") }';
    expect(problemsOf(sdl)).toEqual(['FIELD_SET_INVALID T.a']);
  });

  it('requires the roles of the field of an outer object that @fromContext reads', () => {
    const { policy } = compile([
      'a',
      `type Query { shelf: Shelf }
      type Shelf @federation__context(name: "shelf") { book: Book price: Int @role(anyOf: ["clerk"]) }
      type Book { price: Int y(p: Int @federation__fromContext(field: "$shelf { price }")): Int }`,
    ]);
    const requirement = policy.requirements.get(memberCoordinate('Book', 'y'));
    expect(requirement?.clauses.map(({ anyOf }) => anyOf)).toEqual([['clerk']]);
  });
});

it('the compiled policy lists the keys of an entity in the same order for subgraphs in any order', () => {
  const a = ['a', 'type Query { t: T } type T @key(fields: "x") { x: ID }'] as const;
  const b = ['b', 'type T @key(fields: "y") { y: ID }'] as const;
  expect(compile(a, b).policy.keys).toEqual(new Map([['T', ['x', 'y']]]));
  expect(compile(b, a).policy.keys).toEqual(new Map([['T', ['x', 'y']]]));
});
