import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { memberCoordinate } from '../../../../directives/coordinate.ts';
import { select } from '../../../../directives/operation/select.ts';
import { createCompileCost } from '../../../../gateway/pipeline/limits/compile-cost.ts';
import { readDemandDirectives } from '../../../../gateway/pipeline/limits/demand-directives.ts';
import {
  coerceVariables,
  findOperation,
} from '../../../../gateway/pipeline/operation/find-operation.ts';
import { clientSchema } from '../../../../schema/client-schema.ts';
import { innerSupergraph } from '../../../../schema/inner-supergraph.ts';
import { composeSdl, HEAD } from '../../../support/compose-subgraphs.ts';

const PLAIN = `
  scalar Long
  scalar JSON
  type Query {
    hello: String
    person(size: Int): Person
    people(first: Int, last: Int, skip: Int): [Person!]!
    all: [Person]
    paged(first: Int = 50): [Person]
    matrix: [[[Int]]]
    long(limit: Long): [Person]
    named(page_size: Int, perPage: Int, COUNT: Int): [Person]
    by(ids: [ID!]): [Person]
    search(where: Where, page: Page = { take: 7 }): [Person]
    connected(first: Int, after: ID): People
    paper(size: Int): Paper
    being(first: Int): [Being]
    data(first: Int): JSON
    opaque(filter: JSON): [Person]
  }
  type Mutation { rename(input: Rename): Person renameAll(inputs: [Rename!]): [Person] }
  input Rename { id: ID name: String more: Rename }
  input Where { count: Int limit: Int and: [Where!] name: String in: [ID] }
  input Page { take: Int limit: Int = 9 }
  interface Being { name: String friends(first: Int): [Being] }
  type People { total: Int edges: [Edge] page: Paper }
  type Edge { node: Person }
  type Paper { title: String authors: [Person] paper: Paper }
  type Person implements Being { name: String friends(first: Int): [Person] tags: [String] best: Person }
`;

// Not composed: @apollo/composition does not accept every argument of `@listSize` that these rules name.
const MARKED = `
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"]) {
    query: Query
    mutation: Mutation
  }
  type Query {
    leaf: Int
    leaves: [Int]
    one: Thing
    being: Aged
    aged: Aged
    any: Any
    things: [Thing]
    table: [[[Thing]]]
    plain(first: Int): [Thing]
    dear: Int @cost(weight: 50)
    negative: Int @cost(weight: -50)
    heavy: Heavy
    light: Heavy @cost(weight: 2)
    free: Thing @cost(weight: 0)
    scalar: Dear
    level: Level
    levels: [Level]
    weighed: [Level] @listSize(assumedSize: 3)
    priced(
      a: Int @cost(weight: 3)
      b: Page
      c: [Int!] @cost(weight: 2)
      d: Int = 5 @cost(weight: 7)
      s: Dear
      l: Level
      j: JSON
    ): Int
    assumed: [Thing] @listSize(assumedSize: 500)
    sliced(first: Int, last: Int, other: Int, page: Page): [Thing]
      @listSize(slicingArguments: ["first", "last"], assumedSize: 30, requireOneSlicingArgument: false)
    preset(n: Int = 6): [Thing] @listSize(slicingArguments: ["n"])
    byIds(ids: [ID!]): [Thing] @listSize(slicingArguments: ["ids"])
    search(page: Page): [Thing]
      @listSize(slicingArguments: ["page.rows.first"], assumedSize: 25, requireOneSlicingArgument: false)
    nested(page: Page): [Thing] @listSize(slicingArguments: ["page.rows.first"])
    inList(page: Page): [Thing]
      @listSize(slicingArguments: ["page.more.weight"], requireOneSlicingArgument: false)
    unsized(first: Int): Things @listSize(slicingArguments: ["first"])
    strict(first: Int, last: Int): [Thing] @listSize(slicingArguments: ["first", "last"])
    both(first: Int = 4, last: Int): [Thing] @listSize(slicingArguments: ["first", "last"])
    found(first: Int): Things @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
    page(n: Int = 4): Things @listSize(slicingArguments: ["n"], sizedFields: ["edges", "own"])
    pages(n: Int): [Things] @listSize(slicingArguments: ["n"], sizedFields: ["edges"])
    deep(n: Int): Deep
      @listSize(slicingArguments: ["n"], sizedFields: ["results { edges }", "sliced { edges }"])
    mixed(n: Int): Deep
      @listSize(slicingArguments: ["n"], sizedFields: ["edges", "results { edges }"])
  }
  type Mutation { touch: Int make: Thing }
  scalar JSON
  scalar Dear @cost(weight: 30)
  enum Level @cost(weight: 15) { LOW HIGH }
  type Heavy @cost(weight: 40) { id: ID }
  type Things { edges: [Thing] others: [Thing] own: [Thing] @listSize(assumedSize: 70) total: Int }
  type Deep {
    edges: [Thing]
    results: Things
    sliced(n: Int): Things @listSize(slicingArguments: ["n"], sizedFields: ["edges"])
  }
  type Thing { id: ID part: Thing many: [Thing] }
  union Any = Thing | Old
  interface Aged { name: String dear: Int all: [Thing] part: Thing }
  type Old implements Aged {
    name: String
    dear: Int @cost(weight: 9)
    all: [Thing] @listSize(assumedSize: 900)
    part: Thing
  }
  type New implements Aged {
    name: String
    dear: Int
    all: [Thing] @listSize(assumedSize: 3)
    part: Thing
  }
  input Page { rows: Rows weight: Int @cost(weight: 5) more: [Page!] }
  input Rows { first: Int }
`;

const NONE = { weights: new Map(), listSizes: new Map(), requires: new Map() };
const plain = { schema: buildSchema(PLAIN), directives: NONE };
const marked = {
  schema: buildSchema(MARKED, { assumeValidSDL: true }),
  directives: readDemandDirectives(MARKED),
};

function demandOf(
  { schema, directives }: typeof marked | typeof plain,
  text: string,
  given: Record<string, unknown> = {},
): { readonly cost: number; readonly values: number; readonly isFixed: boolean } {
  const operation = findOperation(schema, parse(text), null);
  const variables = coerceVariables(operation, given);
  const demand = createCompileCost(schema, directives, 20)(select(operation, variables, 1_000));
  const { cost, values } = demand;
  const isFixed = cost.isFixed && values.isFixed;
  return { cost: cost.at(variables), values: values.at(variables), isFixed };
}

describe('the number of values that an operation may fetch', () => {
  it.each<[string, number]>([
    ['{ hello }', 1],
    ['{ hello __typename }', 1],
    ['{ a: hello b: hello hello hello }', 4],
    ['{ person { name best { name } } }', 4],
    ['{ people(first: 10) { name } }', 20],
    ['{ people(first: 1, last: 1000000) { name } }', 2_000_000],
    ['{ people(last: 3, first: 1) { name } }', 6],
    ['{ people { name } }', 40],
    ['{ people(first: null) { name } }', 40],
    ['{ people(first: 0) { name } }', 40],
    ['{ people(first: -5, skip: 1000000) { name } }', 40],
    ['{ all { name tags } }', 20 * (1 + 1 + 20)],
    ['{ paged { name } }', 100],
    ['{ paged(first: 2) { name } }', 4],
    ['{ matrix }', 8_000],
    ['{ people(first: 10) { friends(first: 10) { friends(first: 10) { name } } } }', 2_110],
    ['{ people(first: 10) { friends { name } } }', 410],
    ['{ people(first: 10) { ... { name ...F } } } fragment F on Person { name best { name } }', 50],
    ['{ people(first: 10) @skip(if: true) { name } hello }', 1],
    ['{ named(page_size: 5) { name } }', 10],
    ['{ named(perPage: 5, COUNT: 6) { name } }', 12],
    ['{ long(limit: 100) { name } }', 200],
    ['{ long(limit: "100") { name } }', 200],
    ['{ by(ids: ["a"]) { name } }', 40],
    [`{ by(ids: [${'"a" '.repeat(300)}]) { name } }`, 600],
    ['{ being(first: 3) { name ... on Person { best { name } } } }', 12],
  ])('counts each value times the sizes of the lists around it: %s has %d', (text, values) => {
    expect(demandOf(plain, text)).toMatchObject({ values, isFixed: true });
  });

  it.each<[string, number]>([
    ['{ search { name } }', 18],
    ['{ search(page: { take: 100 }) { name } }', 200],
    ['{ search(page: { take: 2, limit: 300 }) { name } }', 600],
    // Defaults of input object fields count too.
    ['{ search(page: { take: 2 }) { name } }', 18],
    ['{ search(page: null, where: { count: 3000 }) { name } }', 6_000],
    ['{ search(page: null, where: { count: 1 }) { name } }', 40],
    ['{ search(page: null, where: { and: [{ and: [{ limit: 40 }] }] }) { name } }', 80],
    ['{ search(page: null, where: { limit: 1, in: ["1", "2"] }) { name } }', 2],
  ])('takes list sizes from nested input objects: %s has %d', (text, values) => {
    expect(demandOf(plain, text).values).toBe(values);
  });

  it.each<[string, number]>([
    ['{ connected(first: 5) { total edges { node { name } } } }', 17],
    ['{ connected { total edges { node { name } } } }', 62],
    ['{ connected(first: 100) { page { authors { name } } } }', 202],
    ['{ connected(first: 5) { page { authors { name } } } }', 42],
    ['{ connected(first: 5) { edges { node { friends { name } } } } }', 1 + 5 * (1 + 1 + 20 * 2)],
    ['{ connected(first: 5) { edges { node { friends(first: 2) { name } } } } }', 31],
    ['{ paper(size: 512) { title } }', 2],
    ['{ data(first: 1000000) }', 1],
    ['{ person(size: 512) { name best { name } } }', 4],
  ])('applies the size argument of an object only to lists below it: %s has %d', (text, values) => {
    expect(demandOf(plain, text).values).toBe(values);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['query($n: Int) { people(first: $n) { name } }', { n: 1_000_000 }, 2_000_000],
    ['query($n: Int) { people(first: $n) { name } }', { n: null }, 40],
    ['query($n: Int) { people(first: $n) { name } }', {}, 40],
    ['query($n: Int) { paged(first: $n) { name } }', {}, 100],
    ['query($n: Int = 7) { paged(first: $n) { name } }', {}, 14],
    ['query($n: Int!) { people(first: 1, last: $n) { name } hello }', { n: 9 }, 19],
    ['query($p: Page) { search(page: $p) { name } }', { p: { take: 50 } }, 100],
    ['query($p: Page) { search(page: $p) { name } }', {}, 18],
    ['query($n: Int) { search(page: { take: $n }) { name } }', { n: 50 }, 100],
    ['query($i: [ID!]) { by(ids: $i) { name } }', { i: Array(500).fill('a') }, 1_000],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: { a: { limit: 500 } } }, 1_000],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: [{ first: 1 }, { take: '60' }] }, 120],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: { ids: Array(90).fill(1) } }, 180],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: { first: 1 } }, 40],
    ['{ opaque(filter: { page: { first: 50 } }) { name } }', {}, 100],
    ['query($l: Long) { long(limit: $l) { name } }', { l: '500' }, 1_000],
    ['query($n: Int) { people(first: 5) { friends(first: $n) { name } } }', { n: 9 }, 95],
    ['mutation($i: Rename) { rename(input: $i) { name } }', { i: { more: { id: 'x' } } }, 2],
    ['mutation { renameAll(inputs: [{}, {}, {}]) { name } }', {}, 40],
  ])(
    'takes list sizes from variables and from untyped or list literals: %s %j has %d',
    (text, variables, values) => {
      expect(demandOf(plain, text, variables).values).toBe(values);
    },
  );

  it('is fixed if no variable sets a list size, and not fixed if one does', () => {
    const query = 'query($n: Int, $b: Boolean!) { people(first: 3) { name @skip(if: $b) } }';
    const unused = query.replace('$n: Int, ', '');
    expect(demandOf(plain, unused, { b: true }).isFixed).toBe(true);
    expect(demandOf(plain, query.replace('first: 3', 'first: $n'), { b: true }).isFixed).toBe(
      false,
    );
  });
});

describe('the cost of an operation by the rules of demand control', () => {
  it.each<[string, string, number, Record<string, unknown>?]>([
    ['a leaf costs nothing', '{ leaf }', 0],
    ['a list of leaves costs nothing', '{ leaves }', 0],
    ['an object costs 1', '{ one { id } }', 1],
    ['an interface costs 1', '{ being { name } }', 1],
    [
      'a union costs 1, and all its fragments cost',
      '{ any { ... on Thing { part { id } } ... on Old { part { id } } } }',
      3,
    ],
    ['__typename costs nothing', '{ one { __typename } __typename }', 1],
    ['introspection costs nothing', '{ __schema { types { name } } leaf }', 0],
    ['a mutation costs 10', 'mutation { touch }', 10],
    ['a mutation costs 10 once, and what it returns', 'mutation { a: touch b: make { id } }', 11],
    [
      'a field costs once for each time that it is selected',
      '{ one { id } again: one { id } ...F } fragment F on Query { one { id } }',
      3,
    ],
    [
      'a field that a literal or a variable skips costs nothing',
      'query($b: Boolean!) { one @skip(if: true) { id } two: one @include(if: $b) { id } }',
      0,
      { b: false },
    ],

    ['@cost on a field replaces its weight', '{ dear }', 50],
    ['@cost on a field wins over that of its type', '{ light { id } }', 2],
    ['@cost of 0 makes an object free', '{ free { part { id } } }', 1],
    ['@cost on an object type', '{ heavy { id } }', 40],
    ['@cost on a scalar', '{ scalar }', 30],
    ['@cost on an enum', '{ level }', 15],
    ['@cost of a leaf counts for each item of a list', '{ levels }', 300],
    ['@cost below 0 counts as 0', '{ negative dear }', 50],
    ['@cost on an argument', '{ priced(a: 1) }', 3],
    ['@cost on an argument that is null', '{ priced(a: null) }', 0],
    ['@cost on an argument that has only its default', '{ priced }', 0],
    ['@cost on an argument by a variable', 'query($a: Int) { priced(a: $a) }', 3, { a: 4 }],
    ['@cost on an argument by a variable without a value', 'query($a: Int) { priced(a: $a) }', 0],
    [
      '@cost on an argument with a list counts for the list and each item',
      '{ priced(c: [1, 2]) }',
      6,
    ],
    ['@cost of an argument with an empty list counts once', '{ priced(c: []) }', 2],
    ['@cost of the scalar of an argument', '{ priced(s: "x") }', 30],
    ['@cost of the enum of an argument', '{ priced(l: HIGH) }', 15],
    ['an input object costs 1', '{ priced(b: {}) }', 1],
    [
      'each input object in another one and in a list costs 1',
      '{ priced(b: { rows: {}, more: [{}, {}] }) }',
      4,
    ],
    ['@cost on an input field', '{ priced(b: { weight: 1 }) }', 6],
    [
      '@cost on an input field in a variable',
      'query($b: Page) { priced(b: $b) }',
      9,
      { b: { weight: 1, more: [{}, {}, {}] } },
    ],
    ['keys of a custom scalar cost nothing', '{ priced(j: { weight: 1, rows: [{}, {}] }) }', 0],
    [
      'arguments do not count for each item of the list',
      '{ sliced(first: 5, page: {}) { id } }',
      6,
    ],

    ['a list has the default size', '{ things { id } }', 20],
    ['sizes of nested lists multiply', '{ things { many { id } } }', 20 + 20 * 20],
    ['a list of lists has one size', '{ table { id } }', 20],
    ['an argument without @listSize sets no size', '{ plain(first: 5) { id } }', 20],
    ['assumedSize', '{ assumed { id } }', 500],
    ['assumedSize of leaves with a weight', '{ weighed }', 45],
    ['a slicing argument', '{ sliced(first: 5) { id } }', 5],
    ['a slicing argument of 0', '{ sliced(first: 0) { id } }', 0],
    ['a slicing argument below 0 counts as 0', '{ one { id } sliced(first: -5) { id } }', 1],
    [
      'the largest slicing argument, other arguments ignored',
      '{ sliced(first: 5, last: 7, other: 9) { id } }',
      7,
    ],
    ['slicing arguments win over assumedSize', '{ sliced { id } }', 30],
    ['a slicing argument that is null leaves assumedSize', '{ sliced(first: null) { id } }', 30],
    [
      'a slicing argument by a variable',
      'query($n: Int) { sliced(first: $n) { id } }',
      9,
      { n: 9 },
    ],
    [
      'a slicing argument by the default of a variable',
      'query($n: Int = 8) { sliced(first: $n) { id } }',
      8,
    ],
    ['a slicing argument by its default', '{ preset { id } }', 6],
    [
      'a slicing argument that is a list has its length',
      '{ byIds(ids: ["a", "b", "c"]) { id } }',
      3,
    ],
    ['a slicing argument that is an empty list', '{ byIds(ids: []) { id } }', 0],
    [
      'a slicing argument that is a list by a variable',
      'query($i: [ID!]) { byIds(ids: $i) { id } }',
      4,
      { i: ['a', 'b', 'c', 'd'] },
    ],
    [
      'a slicing argument in an input object',
      '{ search(page: { rows: { first: 6 } }) { id } }',
      6 + 2,
    ],
    [
      'a slicing argument in an input object by a variable',
      'query($p: Page) { search(page: $p) { id } }',
      4 + 2,
      { p: { rows: { first: 4 } } },
    ],
    [
      'a slicing argument in an input object around a variable',
      'query($n: Int) { search(page: { rows: { first: $n } }) { id } }',
      3 + 2,
      { n: 3 },
    ],
    [
      'a slicing argument that is missing in an input object leaves assumedSize',
      '{ search(page: {}) { id } }',
      25 + 1,
    ],
    [
      'a path of slicing arguments does not lead through lists',
      '{ inList(page: { more: [{ weight: 3 }] }) { id } }',
      20 + 2 + 5,
    ],
    [
      '@listSize of an object is no size of a list in it',
      '{ unsized(first: 2) { edges { id } } }',
      21,
    ],

    ['sizedFields', '{ page(n: 2) { edges { id } } }', 3],
    ['sizedFields by the default of an argument', '{ page { edges { id } } }', 5],
    ['sizedFields leave other lists', '{ page(n: 2) { others { id } } }', 21],
    ['sizedFields that are not selected', '{ page(n: 9000) { total } }', 1],
    [
      'sizedFields through a fragment',
      '{ page(n: 2) { ...F } } fragment F on Things { edges { id } }',
      3,
    ],
    ['sizedFields win over @listSize of the list', '{ page(n: 2) { own { id } } }', 3],
    [
      'sizedFields of a list count for the list too',
      '{ pages(n: 2) { edges { id } } }',
      2 * (1 + 2),
    ],
    ['nested sizedFields', '{ deep(n: 7) { results { edges { id } } } }', 9],
    [
      'nested sizedFields leave lists beside their path',
      '{ deep(n: 7) { edges { id } results { others { id } } } }',
      1 + 20 + 1 + 20,
    ],
    [
      'nested and plain sizedFields',
      '{ mixed(n: 5) { edges { id } results { edges { id } } } }',
      12,
    ],
    [
      '@listSize in a nested path wins over that of the field above',
      '{ deep(n: 7) { sliced(n: 3) { edges { id } } } }',
      2 + 3,
    ],

    [
      'a field on an interface has the largest weight of its implementers',
      '{ being { dear } }',
      1 + 9,
    ],
    [
      'a field on an interface has the largest size of its implementers',
      '{ aged { all { id } } }',
      1 + 900,
    ],
    [
      'a field on an implementer has its own',
      '{ aged { ... on Old { part { id } } ... on New { all { id } } } }',
      1 + 1 + 3,
    ],
  ])('%s: %s costs %d', (_rule, query, cost, variables = {}) => {
    expect(demandOf(marked, query, variables).cost).toBe(cost);
  });

  it.each<[string, Record<string, unknown>]>([
    ['{ strict { id } }', {}],
    ['{ strict(first: null) { id } }', {}],
    ['{ strict(first: 1, last: 1) { id } }', {}],
    ['query($n: Int) { strict(first: $n) { id } }', {}],
    ['query($n: Int) { strict(first: 1, last: $n) { id } }', { n: 1 }],
    // The size is used for no selected list.
    ['{ found(first: null) { total } }', {}],
    ['query($n: Int) { found(first: $n) { total } }', {}],
    // A default counts as an argument.
    ['{ both(last: 1) { id } }', {}],
    ['{ nested(page: { rows: {} }) { id } }', {}],
  ])(
    'is refused if requireOneSlicingArgument is set, as by default, and not exactly one has a size: %s %j',
    (text, variables) => {
      expect(() => demandOf(marked, text, variables)).toThrow(
        expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }),
      );
    },
  );

  it.each<[string, number]>([
    ['{ strict(last: 2) { id } }', 2],
    ['{ strict(last: 2, first: null) { id } }', 2],
    ['{ both { id } }', 4],
    ['{ assumed { id } }', 500],
  ])(
    'is computed if exactly one slicing argument has a size, or none exists: %s costs %d',
    (text, cost) => {
      expect(demandOf(marked, text).cost).toBe(cost);
    },
  );

  it('follows @cost and @listSize under the names under which a subgraph imports them', () => {
    const renamed = composeSdl({
      a: `${HEAD.replace('"@key"', '"@key", { name: "@cost", as: "@price" }, "@listSize"')}
        type Query { a: Int @price(weight: 5) b: [Int] @listSize(assumedSize: 3) }`,
    });
    if (!renamed.ok) throw new Error('not composed');
    const { weights, listSizes } = readDemandDirectives(renamed.supergraphSdl);
    expect([...weights]).toEqual([['Query.a', 5]]);
    expect([...listSizes.keys()]).toEqual(['Query.b']);
  });
});

describe('the number of values with @listSize', () => {
  it.each<[string, number]>([
    ['{ sliced(first: 5, other: 900) { id } }', 10],
    ['{ assumed { id } }', 1_000],
    ['{ page(n: 2) { edges { id } others { id } } }', 1 + 4 + 40],
    ['{ deep(n: 7) { results { edges { id } } } }', 2 + 14],
    // Some servers take 0, or an empty list, for no limit.
    ['{ sliced(first: 0) { id } }', 40],
    ['{ byIds(ids: []) { id } }', 40],
    // Nothing is declared.
    ['{ plain(first: 500) { id } }', 1_000],
    ['{ aged { all { id } } }', 1 + 900 * 2],
    ['{ dear heavy { id } negative }', 4],
  ])('has its sizes, and for other lists those of the arguments: %s has %d', (text, values) => {
    expect(demandOf(marked, text).values).toBe(values);
  });
});

describe('the cost of fields that @requires selects', () => {
  const COMPUTED = composeSdl({
    a: `${HEAD}
      type Query { people(first: Int): [Person] beings: [Being] one: Person }
      interface Being @key(fields: "id") { id: ID! base: Int }
      type Person implements Being @key(fields: "id") {
        id: ID!
        visits(first: Int): [Visit] @shareable
        base: Int @federation__cost(weight: 30)
        dear: Int @federation__cost(weight: 100)
        sliced(first: Int): [Visit] @federation__listSize(slicingArguments: ["first"])
        hidden: Int @federation__cost(weight: 70) @inaccessible
      }
      type Visit @shareable { code: String notes: [String] }`,
    b: `${HEAD}
      type Person @key(fields: "id") {
        id: ID!
        visits(first: Int): [Visit] @external
        dear: Int @external
        sliced(first: Int): [Visit] @external
        hidden: Int @external
        risk: Int @requires(fields: "visits(first: 50) { code notes }")
        worse: Int @requires(fields: "dear")
        careful: Int @requires(fields: "sliced { code }")
        secretly: Int @requires(fields: "hidden")
      }
      type Visit @shareable { code: String notes: [String] }`,
    c: `${HEAD}
      type Person @key(fields: "id") {
        id: ID!
        risk: Int @external
        worse: Int @external
        both: Int @requires(fields: "risk worse")
      }`,
    d: `${HEAD}
      type Being @key(fields: "id") @interfaceObject {
        id: ID!
        base: Int @external
        rank: Int @requires(fields: "base")
      }`,
  });
  if (!COMPUTED.ok) throw new Error(JSON.stringify(COMPUTED.problems));
  const graph = {
    schema: clientSchema(innerSupergraph(COMPUTED.supergraphSdl)),
    directives: readDemandDirectives(COMPUTED.supergraphSdl),
  };
  it.each<[string, number, number]>([
    ['{ one { risk } }', 1 + 20, 2 + 50 * (1 + 1 + 20)],
    ['{ people(first: 10) { id risk } }', 20 * (1 + 20), 10 * (3 + 50 * 22)],
    ['{ one { risk again: risk ... { third: risk } } }', 1 + 3 * 20, 1 + 3 * (1 + 50 * 22)],
    ['{ one { worse } }', 1 + 100, 3],
    ['{ one { both } }', 1 + 20 + 100, 5 + 50 * 22],
    ['{ one { careful } }', 1 + 20, 2 + 20 * 2],
    ['{ one { secretly } }', 1 + 70, 3],
    ['{ beings { ... on Person { risk } } }', 20 * (1 + 20), 20 * (2 + 50 * 22)],
    ['{ beings { rank } }', 20 * (1 + 30), 20 * 3],
    ['{ one { rank } }', 1 + 30, 3],
    ['{ one { id } }', 1, 2],
  ])(
    'is counted for each field that requires them, with what they require in turn: %s costs %d, has %d values',
    (text, cost, values) => {
      expect(demandOf(graph, text)).toEqual({ cost, values, isFixed: true });
    },
  );
});

const items = (count: number, item: unknown) => Array.from({ length: count }, () => item);
const repeated = (count: number, text: string) => `${text} `.repeat(count);

describe('the demand of hostile operations', () => {
  it.each<[string, string, Record<string, unknown>]>([
    [
      'one large variable in 900 fields',
      `query($w: Where) { ${repeated(900, 'search(where: $w) { name }')} }`,
      { w: { and: items(20_000, {}) } },
    ],
    [
      'one large variable 900 times in one literal',
      `query($w: Where!) { search(where: { and: [${repeated(900, '$w')}] }) { name } }`,
      { w: { and: items(20_000, {}) } },
    ],
    [
      'one large literal with a variable in 900 fields of a fragment',
      `query($n: Int) { ${repeated(30, '...A')} }
       fragment A on Query { ${repeated(30, '...B')} }
       fragment B on Query { search(where: { and: [{ limit: $n } ${repeated(2_000, '{ limit: 1 }')}] }) { name } }`,
      { n: 3 },
    ],
    [
      'one large list of a custom scalar in 900 fields',
      `query($f: JSON) { ${repeated(900, 'opaque(filter: $f) { name }')} }`,
      { f: items(50_000, 1) },
    ],
  ])('takes less than two seconds of processor time to compute: %s', (_what, query, variables) => {
    const operation = findOperation(plain.schema, parse(query), null);
    const coerced = coerceVariables(operation, variables);
    const selection = select(operation, coerced, 2_000);
    const start = process.cpuUsage();
    const { cost, values } = createCompileCost(plain.schema, NONE, 20)(selection);
    expect(cost.at(coerced)).toBeGreaterThan(0);
    expect(values.at(coerced)).toBeGreaterThan(10);
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(2_000);
  });

  it.each<[string, number, Record<string, unknown>?]>([
    ['query($n: Long) { sized(n: $n) { name } }', Infinity, { n: '9'.repeat(400) }],
    ['query($n: Long) { sized(n: $n) { name } }', 9e15, { n: 9e15 }],
    ['query($n: Long) { sized(n: $n) { name } }', 20, { n: 1.5 }],
    ['query($n: Long) { sized(n: $n) { name } }', 0, { n: -9e15 }],
    [`{ ${'sized(n: 2147483647) { '.repeat(40)} name ${'}'.repeat(41)}`, Infinity],
  ])(
    'is never negative, and infinite beyond the range of numbers: %s costs %d',
    (query, cost, variables = {}) => {
      const rule = {
        assumedSize: null,
        slicingArguments: [['n']],
        sizedFields: new Map(),
        requireOneSlicingArgument: false,
      };
      const listSizes = new Map(
        ['Query', 'Person'].map((type) => [memberCoordinate(type, 'sized'), rule]),
      );
      const schema = buildSchema(`
      scalar Long
      type Query { sized(n: Long): [Person] }
      type Person { name: String sized(n: Long): [Person] }
    `);
      expect(demandOf({ schema, directives: { ...NONE, listSizes } }, query, variables).cost).toBe(
        cost,
      );
    },
  );
});
