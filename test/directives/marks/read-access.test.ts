import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs, compileSupergraph } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const LINE = HEAD.split('\n').length;

function problemsOf(sdl: string): string[] {
  const { problems } = compileSubgraphs([{ name: 'a', document: parse(`${HEAD}${sdl}`) }]);
  expect(problems.every(({ message, mend }) => message !== '' && mend !== '')).toBe(true);
  return problems.map(({ code, coordinate, line }) => `${code} ${coordinate} ${line}`);
}

/** The same without the head. */
function unlinked(sdl: string, head = 'extend schema @own'): string[] {
  const { problems } = compileSubgraphs([{ name: 'a', document: parse(`${head}\n${sdl}`) }]);
  return problems.map(({ code, coordinate, line }) => `${code} ${coordinate} ${line}`);
}

const INVALID = [`MARK_INVALID Query.f ${LINE}`];

describe('access control that cannot be read is refused, never read as less', () => {
  it.each<[string, string]>([
    ['scopes without their outer list', '@requiresScopes(scopes: "a")'],
    ['scopes without their inner lists', '@requiresScopes(scopes: ["a"])'],
    ['one inner list among names', '@requiresScopes(scopes: [["a"], "b"])'],
    ['names that are no texts', '@requiresScopes(scopes: [["a", b]])'],
    ['lists of lists of lists', '@requiresScopes(scopes: [[["a"]]])'],
    ['null for names', '@requiresScopes(scopes: null)'],
    ['no scopes', '@requiresScopes'],
    ['another argument', '@requiresScopes(scopes: [["a"]], any: true)'],
    ['an argument given twice', '@requiresScopes(scopes: [], scopes: [["a"]])'],
    ['policies under the name of scopes', '@policy(scopes: [["a"]])'],
    ['policies without their inner lists', '@policy(policies: ["a"])'],
    ['an argument of @authenticated', '@authenticated(by: "x")'],
  ])('%s', (_what, directive) => {
    expect(problemsOf(`type Query { f: Int ${directive} }`)).toEqual(INVALID);
  });

  it.each([
    ['@authenticated(by: "x")', 'It takes none.'],
    ['@requiresScopes(any: true)', 'Its arguments are scopes.'],
  ])('and whoever wrote it is told its arguments: %s', (directive, mend) => {
    const document = parse(`${HEAD}type Query { f: Int ${directive} }`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([{ mend }]);
  });
});

describe('access control that would hold nowhere is refused', () => {
  const scoped = '@requiresScopes(scopes: [["a"]])';
  it.each<[string, string, string[]]>([
    ['on an interface', `interface I ${scoped} { a: Int }`, ['I']],
    ['on the extension of one', `interface I { a: Int } extend interface I @authenticated`, ['I']],
    ["on an interface's field", `interface I { a: Int @policy(policies: [["p"]]) }`, ['I.a']],
    [
      'on an @interfaceObject',
      `type I @interfaceObject @key(fields: "id") ${scoped} { id: ID! }`,
      ['I'],
    ],
    ['on a union', `type P { a: Int } union U ${scoped} = P`, ['U']],
    ['on an argument', `type P { a(b: Int ${scoped}): Int }`, ['P.a(b:)']],
    ['on an input object', `input W ${scoped} { a: Int }`, ['W']],
    ['on an input field', `input W { a: Int ${scoped} }`, ['W.a']],
    ["on an enum's value", `enum E { A ${scoped} B }`, ['E.A']],
  ])('%s', (_where, sdl, coordinates) => {
    expect(problemsOf(`type Query { q: Int }\n${sdl}`)).toEqual(
      coordinates.map((at) => `MARK_INVALID ${at} ${LINE + 1}`),
    );
  });

  it('but not on what an @interfaceObject gives to its implementers', () => {
    const sdl = `type I @interfaceObject @key(fields: "id") { id: ID! a: Int ${scoped} }`;
    expect(problemsOf(`type Query { q: Int }\n${sdl}`)).toEqual([]);
  });
});

describe('what only looks like access control', () => {
  it.each([
    ['@requiresScopes(scopes: [["a"]])', ['MARK_NOT_LINKED Query.f 2']],
    ['@policy(policies: [["a"]])', ['MARK_NOT_LINKED Query.f 2']],
    ['@policy(name: "a")', []],
    ['@requiresScopes', []],
    ['@authenticated', []],
    ['@scoped(scopes: [["a"]])', []],
  ])('is refused where somebody could rely on it: %s', (directive, expected) => {
    expect(unlinked(`type Query { f: Int ${directive} }`)).toEqual(expected);
  });

  it('is refused beside the real one under another name', () => {
    const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@policy", as: "@rule" }])`;
    const sdl = `type Query { f: Int @policy(policies: [["a"]]) g: Int @rule(policies: [["a"]]) }`;
    expect(unlinked(sdl, head)).toEqual(['MARK_NOT_LINKED Query.f 2']);
  });

  it('is refused in a supergraph too', () => {
    const { problems } = compileSupergraph(
      parse('type Query { f: Int @requiresScopes(scopes: [["a"]]) }'),
    );
    expect(problems).toMatchObject([
      { code: 'MARK_NOT_LINKED', subgraph: null, coordinate: 'Query.f' },
    ]);
  });

  it.each(['v0.2', 'v1.0', 'v1.1'])('is refused in a version that nobody knows: %s', (version) => {
    const { problems } = compileSupergraph(
      parse(`schema @link(url: "https://specs.apollo.dev/policy/${version}", for: SECURITY) { query: Query }
        type Query { f: Int @policy(policies: [["a"]]) }`),
    );
    expect(problems).toMatchObject([{ code: 'LINK_VERSION', line: 1 }]);
  });
});
