import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs, compileSupergraph } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const LINE = HEAD.split('\n').length;

function problemsOf(sdl: string): string[] {
  const { problems } = compileSubgraphs([{ name: 'a', document: parse(`${HEAD}${sdl}`) }]);
  expect(problems.every(({ message, fix }) => message !== '' && fix !== '')).toBe(true);
  return problems.map(({ code, coordinate, line }) => `${code} ${coordinate} ${line}`);
}

/** The problems of a schema without the head that links the specifications. */
function unlinked(sdl: string, head = 'extend schema @own'): string[] {
  const { problems } = compileSubgraphs([{ name: 'a', document: parse(`${head}\n${sdl}`) }]);
  return problems.map(({ code, coordinate, line }) => `${code} ${coordinate} ${line}`);
}

const INVALID = [`MARK_INVALID Query.f ${LINE}`];

describe('@requiresScopes, @policy or @authenticated with invalid arguments', () => {
  it.each<[string, string]>([
    ['scopes without the outer list', '@requiresScopes(scopes: "a")'],
    ['scopes without the inner lists', '@requiresScopes(scopes: ["a"])'],
    ['scopes with an inner list and a name', '@requiresScopes(scopes: [["a"], "b"])'],
    ['scopes with a name that is not a string', '@requiresScopes(scopes: [["a", b]])'],
    ['scopes nested in three lists', '@requiresScopes(scopes: [[["a"]]])'],
    ['null for scopes', '@requiresScopes(scopes: null)'],
    ['@requiresScopes without scopes', '@requiresScopes'],
    ['an unknown argument in addition to scopes', '@requiresScopes(scopes: [["a"]], any: true)'],
    ['an argument given twice', '@requiresScopes(scopes: [], scopes: [["a"]])'],
    ['scopes on @policy', '@policy(scopes: [["a"]])'],
    ['policies without the inner lists', '@policy(policies: ["a"])'],
    ['an argument on @authenticated', '@authenticated(by: "x")'],
  ])('is refused as MARK_INVALID: %s', (_what, directive) => {
    expect(problemsOf(`type Query { f: Int ${directive} }`)).toEqual(INVALID);
  });

  it.each([
    ['@authenticated(by: "x")', 'It takes no arguments.'],
    ['@requiresScopes(any: true)', 'Its arguments are scopes.'],
  ])('is refused with a message that states the valid arguments: %s', (directive, fix) => {
    const document = parse(`${HEAD}type Query { f: Int ${directive} }`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([{ fix }]);
  });
});

describe('@requiresScopes, @policy or @authenticated', () => {
  const scoped = '@requiresScopes(scopes: [["a"]])';
  it.each<[string, string, string[]]>([
    ['on an interface', `interface I ${scoped} { a: Int }`, ['I']],
    [
      'on an extension of an interface',
      `interface I { a: Int } extend interface I @authenticated`,
      ['I'],
    ],
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
  ])(
    'is refused as MARK_INVALID, because it has no effect there, %s',
    (_where, sdl, coordinates) => {
      expect(problemsOf(`type Query { q: Int }\n${sdl}`)).toEqual(
        coordinates.map((at) => `MARK_INVALID ${at} ${LINE + 1}`),
      );
    },
  );

  it('is accepted on a field of an @interfaceObject (@requiresScopes)', () => {
    const sdl = `type I @interfaceObject @key(fields: "id") { id: ID! a: Int ${scoped} }`;
    expect(problemsOf(`type Query { q: Int }\n${sdl}`)).toEqual([]);
  });
});

describe('a directive like @requiresScopes or @policy without a @link to a known version of it', () => {
  it.each([
    ['@requiresScopes(scopes: [["a"]])', ['MARK_NOT_LINKED Query.f 2']],
    ['@policy(policies: [["a"]])', ['MARK_NOT_LINKED Query.f 2']],
    ['@policy(name: "a")', []],
    ['@requiresScopes', []],
    ['@authenticated', []],
    ['@scoped(scopes: [["a"]])', []],
  ])(
    'is refused as MARK_NOT_LINKED only with the name and arguments of the real directive: %s gives %j',
    (directive, expected) => {
      expect(unlinked(`type Query { f: Int ${directive} }`)).toEqual(expected);
    },
  );

  it('is refused as MARK_NOT_LINKED next to the real directive imported under another name', () => {
    const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@policy", as: "@rule" }])`;
    const sdl = `type Query { f: Int @policy(policies: [["a"]]) g: Int @rule(policies: [["a"]]) }`;
    expect(unlinked(sdl, head)).toEqual(['MARK_NOT_LINKED Query.f 2']);
  });

  it('is refused as MARK_NOT_LINKED in a supergraph', () => {
    const { problems } = compileSupergraph(
      parse('type Query { f: Int @requiresScopes(scopes: [["a"]]) }'),
    );
    expect(problems).toMatchObject([
      { code: 'MARK_NOT_LINKED', subgraph: null, coordinate: 'Query.f' },
    ]);
  });

  it.each(['v0.2', 'v1.0', 'v1.1'])(
    'is refused as LINK_VERSION in a supergraph that links an unknown version: %s',
    (version) => {
      const { problems } = compileSupergraph(
        parse(`schema @link(url: "https://specs.apollo.dev/policy/${version}", for: SECURITY) { query: Query }
        type Query { f: Int @policy(policies: [["a"]]) }`),
      );
      expect(problems).toMatchObject([{ code: 'LINK_VERSION', line: 1 }]);
    },
  );
});
