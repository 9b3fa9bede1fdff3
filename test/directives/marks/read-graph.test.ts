import { describe, expect, it } from '@jest/globals';
import { parse, parseValue, print, visit, type DocumentNode } from 'graphql';
import { compileSubgraphs, compileSupergraph } from '../../../directives/policy/compile-policy.ts';
import { compose } from '../../../schema/compose.ts';
import { composeMarked, HEAD, needOf } from '../../support/compose-subgraphs.ts';
import { subgraphPolicy, supergraphPolicy } from '../../support/policies.ts';

/** The same document without lines and without empty lists, as a program would build it. */
function builtByHand(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter: (node) =>
      Object.fromEntries(
        Object.entries(node).map(([key, value]: [string, unknown]) => [
          key,
          key === 'loc' || (Array.isArray(value) && value.length === 0) ? undefined : value,
        ]),
      ),
  });
}

const SDL = `${HEAD}
type Query @phi { p(id: ID @role(anyOf: ["x"])): P u: U e: E i(w: W): I }
interface I { a: Int }
type P implements I @key(fields: "id") { id: ID! a: Int b(c: Int): Int @role(anyOf: ["x"]) }
union U @role(anyOf: ["x"]) = P
enum E { A B @role(anyOf: ["x"]) }
input W { v: Int @role(anyOf: ["x"]) }
scalar Plain
extend schema { mutation: Change }
extend schema @bare
type Change { go: Int }
type Empty
union Nothing
enum Never
directive @own(a: Int) on OBJECT`;

describe('reading a subgraph schema', () => {
  it('keeps default values without their positions, which would keep the whole text in memory', () => {
    const document = parse(
      `${HEAD} type Query { p(id: ID = "x", in: [W] = [{ v: 1 }]): Int } input W { v: Int = 1 }`,
    );
    const { types } = compileSubgraphs([{ name: 'a', document }]).graph;
    const args = [...(types.get('Query')?.fields.get('p')?.arguments.values() ?? [])];
    const inputs = [...args, ...(types.get('W')?.fields.values() ?? [])];
    const defaults = inputs.flatMap((input) => input.defaults);
    expect(defaults.map((value) => print(value))).toEqual(['"x"', '[{v: 1}]', '1']);
    for (const value of defaults)
      expect(value).toStrictEqual(parseValue(print(value), { noLocation: true }));
  });

  it('gives the same policy for a document without locations and empty lists', () => {
    const parsed = parse(SDL);
    const text = subgraphPolicy([{ name: 'a', document: parsed }]);
    const hand = subgraphPolicy([{ name: 'a', document: builtByHand(parsed) }]);
    expect(hand).toEqual(text);
    expect(text.requirements.size).toBeGreaterThan(0);
  });

  it('gives the same policy with @link and @composeDirective in separate schema extensions', () => {
    const split = HEAD.replaceAll(
      /\n {2}@(?=link\(url: "https:..phi|composeD)/g,
      '\nextend schema @',
    );
    const extended = SDL.replace(HEAD, split);
    expect(extended.match(/extend schema @(?:link|compose)/g)).toHaveLength(4);
    for (const document of [parse(extended), builtByHand(parse(extended))]) {
      expect(subgraphPolicy([{ name: 'a', document }])).toEqual(
        subgraphPolicy([{ name: 'a', document: parse(SDL) }]),
      );
    }
  });

  it('reports DEFINITION_DIFFERS for differing definitions of phi__Category and @phi, with and without locations and empty lists', () => {
    const document = parse(
      `${HEAD}type Query { a: Int } enum phi__Category directive @phi on OBJECT`,
    );
    for (const each of [document, builtByHand(document)]) {
      expect(compileSubgraphs([{ name: 'a', document: each }]).problems).toMatchObject([
        { code: 'DEFINITION_DIFFERS', coordinate: 'phi__Category' },
        { code: 'DEFINITION_DIFFERS', coordinate: '@phi' },
      ]);
    }
  });

  it('gives the same policy in any order of subgraphs', () => {
    const one = {
      name: 'one',
      document: parse(`${HEAD}type Query { a: Int @role(anyOf: ["x"]) }`),
    };
    const two = {
      name: 'two',
      document: parse(`${HEAD}type Query { a: Int @role(anyOf: ["y"]) }`),
    };
    expect(subgraphPolicy([one, two])).toEqual(subgraphPolicy([two, one]));
  });

  it('gives the resolvable keys of an entity once each, in the order of subgraph names', () => {
    const b = `type Query { p: P } type P @key(fields: "b") @key(fields: "id") { id: ID! b: ID! } type N @key(fields: "id", resolvable: false) { id: ID! }`;
    const a = `type P @key(fields: "id c { d }") @key(fields: "id") { id: ID! c: C } type C { d: ID! }`;
    const composed = composeMarked({ b, a });
    expect(composed.ok && [...composed.policy.keys]).toEqual([['P', ['id c { d }', 'id', 'b']]]);
    const both = [
      { name: 'b', document: parse(HEAD + b) },
      { name: 'a', document: parse(HEAD + a) },
    ];
    for (const subgraphs of [both, both.toReversed()])
      expect([...subgraphPolicy(subgraphs).keys]).toEqual([['P', ['id c { d }', 'id', 'b']]]);
  });

  it('gives the keys of Federation 1 subgraphs, and no role requirements for unmarked fields', () => {
    const sdl = `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int }`;
    const other = `extend type P @key(fields: "id") { id: ID! @external a: Int @external b: Int @requires(fields: "a") }`;
    const composed = compose([
      { name: 'a', url: 'http://a.test', sdl },
      { name: 'b', url: 'http://b.test', sdl: other },
    ]);
    expect(composed.ok && composed.policy.requirements.size).toBe(0);
    expect(composed.ok && [...composed.policy.keys]).toEqual([['P', ['id']]]);
    const hand = subgraphPolicy([{ name: 'a', document: builtByHand(parse(sdl)) }]);
    expect([...hand.keys]).toEqual([['P', ['id']]]);
  });

  it('gives the keys of a Federation 1 subgraph that links another specification', () => {
    const sdl = `extend schema @link(url: "https://example.com/other/v1.0") type Query { p: P } type P @key(fields: "id") { id: ID! }`;
    expect([...subgraphPolicy([{ name: 'a', document: parse(sdl) }]).keys]).toEqual([
      ['P', ['id']],
    ]);
  });

  it('gives no keys for a @key that the schema does not import from Federation 2', () => {
    const sdl = `${HEAD.replace('"@key", ', '')}directive @key(fields: String) on OBJECT type Query { p: P } type P @key(fields: "id") { id: ID! }`;
    const other = sdl.replace(
      'extend schema',
      'extend schema @link(url: "https://example.com/other/v1.0", import: ["@key"])',
    );
    for (const document of [parse(sdl), parse(other)])
      expect([...subgraphPolicy([{ name: 'a', document }]).keys]).toEqual([]);
  });

  it('refuses with MARK_ON_EXTERNAL a @role on a field of an @external type', () => {
    const document = parse(
      `${HEAD}type Query { p: P } type P @key(fields: "id") @external { id: ID! b: Int @role(anyOf: ["x"]) }`,
    );
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'MARK_ON_EXTERNAL', coordinate: 'P.b' },
    ]);
  });

  it('gives the @role of an input field, and ignores @external and @requires on it', () => {
    const sdl = `${HEAD}type Query { f(w: W): Int } input W { v: Int @external @requires(fields: "gone") @role(anyOf: ["x"]) }`;
    const policy = subgraphPolicy([{ name: 'a', document: parse(sdl) }]);
    expect(needOf(policy, 'W.v')).toBe('x [] SUPPRESS');
  });

  it('gives a field computed from a field of an @external type the @role of its definition elsewhere', () => {
    const policy = subgraphPolicy([
      {
        name: 'a',
        document: parse(
          `${HEAD}type Query { p: P } type P @key(fields: "id") { id: ID! b: Int @role(anyOf: ["x"]) }`,
        ),
      },
      {
        name: 'b',
        document: parse(
          `${HEAD}type P @key(fields: "id") { id: ID! } extend type P @external { b: Int } extend type P { c: Int @requires(fields: "b") }`,
        ),
      },
    ]);
    expect(needOf(policy, 'P.c')).toBe('x [] SUPPRESS');
  });

  it('gives a field the @role of an indirect interface that its type does not list', () => {
    const sdl = `${HEAD}type Query { t: T } interface Top @role(anyOf: ["x"]) { a: Int } interface Mid implements Top { a: Int } type T implements Mid { a: Int }`;
    const policy = subgraphPolicy([{ name: 'a', document: parse(sdl) }]);
    expect(needOf(policy, 'T.a')).toBe('x [] SUPPRESS');
  });

  it('gives a field the @role of the context field that its argument reads', () => {
    const sdl = `${HEAD}type Query { c: C } type C @federation__context(name: "c") { d: Int @role(anyOf: ["x"]) t: T } type T { a(b: Int @federation__fromContext(field: "$c { d }")): Int }`;
    const policy = subgraphPolicy([{ name: 'a', document: parse(sdl) }]);
    expect(needOf(policy, 'T.a')).toBe('x [] SUPPRESS');
  });

  it('gives a field the @role of its type if the type implements a missing interface', () => {
    const policy = subgraphPolicy([
      {
        name: 'a',
        document: parse(
          `${HEAD}type Query { t: T } type T implements Gone @role(anyOf: ["x"]) { a: Int }`,
        ),
      },
    ]);
    expect(needOf(policy, 'T.a')).toBe('x [] SUPPRESS');
  });
});

describe('a subgraph schema with an invalid @key, @requires or @fromContext selection', () => {
  const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@context", "@fromContext", 1, { as: "@x" }]) @link(url: 1) @link @contact(name: "us", url: "not a url") @other(url: "https://example.com") @more(url: "https://example.com/v1.0")\n`;
  it.each([
    ['a key without fields', 'type T @key { id: ID! }', 'T'],
    ['a @requires without fields', 'type T { a: Int @requires }', 'T.a'],
    ['a @requires with a number', 'type T { a: Int @requires(fields: 1) }', 'T.a'],
    ['a @fromContext without a field', 'type T { a(b: Int @fromContext): Int }', 'T.a'],
    [
      'a @fromContext of a context that does not exist',
      'type T { a(b: Int @fromContext(field: "$c { d }")): Int }',
      'T.a',
    ],
    [
      'a @fromContext of a context without a name',
      'type C @context { d: Int } type T { a(b: Int @fromContext(field: "$c { d }")): Int }',
      'T.a',
    ],
    [
      'a @fromContext without a context',
      'type C @context(name: "c") { d: Int } type T { a(b: Int @fromContext(field: "d")): Int }',
      'T.a',
    ],
    [
      'a @requires of a field that does not exist',
      'type T @key(fields: "id") { a: Int @requires(fields: "gone") }',
      'T.a',
    ],
    [
      'a @requires with a fragment named like a field',
      'type T @key(fields: "id") { b: Int a: Int @requires(fields: "...b") }',
      'T.a',
    ],
    [
      'a @requires on a type that does not exist',
      'type T { b: Int a: Int @requires(fields: "... on Gone { b }") }',
      'T.a',
    ],
    [
      'a @requires below a field that does not exist',
      'type T { a: Int @requires(fields: "gone { b }") }',
      'T.a',
    ],
  ])('is refused with FIELD_SET_INVALID: %s', (_what, sdl, coordinate) => {
    const { problems } = compileSubgraphs([{ name: 'a', document: parse(FEDERATION + sdl) }]);
    expect(problems).toMatchObject([{ code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate }]);
  });
});

describe('reading a supergraph schema', () => {
  const SUPERGRAPH = `schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY) { query: Query }\n`;
  it.each([
    ['a key that is not a selection', 'type T @join__type(graph: A, key: "id {") { id: ID! }', 'T'],
    ['a key that is not a string', 'type T @join__type(graph: A, key: 1) { id: ID! }', 'T'],
    [
      'a @requires that is not a selection',
      'type T { a: Int @join__field(graph: A, requires: "b {") }',
      'T.a',
    ],
    [
      'a context argument without a context',
      'type T { a: Int @join__field(graph: A, contextArguments: [{ selection: "b" }]) }',
      'T.a',
    ],
    [
      'a context argument that is not an object',
      'type T { a: Int @join__field(graph: A, contextArguments: [1, null]) }',
      'T.a',
    ],
    [
      'a context without a name',
      'type C @context { b: Int } type T { a: Int @join__field(graph: A, contextArguments: [{ context: "c", selection: "b" }]) }',
      'T.a',
    ],
    [
      'a context argument whose selection is not a string',
      'type C @context(name: "c") { b: Int } type T { a: Int @join__field(graph: A, contextArguments: [{ context: "c", selection: 1 }]) }',
      'T.a',
    ],
  ])('refuses with FIELD_SET_INVALID %s', (_what, sdl, coordinate) => {
    const document = parse(SUPERGRAPH + sdl);
    const { problems } = compileSupergraph(document);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem).toMatchObject({ code: 'FIELD_SET_INVALID', subgraph: null, coordinate });
    }
  });

  it('refuses with LINK_LOOK_ALIKE a link to another specification that is named phi', () => {
    const sdl = `${SUPERGRAPH.replace('{ query', '@link(url: "https://example.com/phi/v1.0") { query')} type Query { a: Int }`;
    expect(compileSupergraph(parse(sdl)).problems).toMatchObject([
      { code: 'LINK_LOOK_ALIKE', subgraph: null, line: 4 },
    ]);
  });

  it('gives the same policy for a document without locations and empty lists', () => {
    const composed = composeMarked({
      a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int @role(anyOf: ["x"]) }`,
      b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
    });
    if (!composed.ok) throw new Error('not composed');
    const hand = supergraphPolicy(builtByHand(parse(composed.supergraphSdl)));
    expect(hand).toEqual(composed.policy);
  });
});
