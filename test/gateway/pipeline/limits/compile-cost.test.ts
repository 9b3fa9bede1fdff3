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

const MARKED = `${HEAD}
  type Query {
    cheap: Int @federation__cost(weight: 0)
    dear: Int @federation__cost(weight: 50)
    negative: Int @federation__cost(weight: -50)
    heavy: Heavy
    assumed: [Thing] @federation__listSize(assumedSize: 500)
    sliced(first: Int, last: Int, other: Int): [Thing]
      @federation__listSize(slicingArguments: ["first", "last"], assumedSize: 30, requireOneSlicingArgument: false)
    one(first: Int, last: Int): [Thing] @federation__listSize(slicingArguments: ["first", "last"])
    found(first: Int): Found @federation__listSize(slicingArguments: ["first"], sizedFields: ["things"])
    bare(first: Int = 3): [Thing] @federation__listSize(requireOneSlicingArgument: false)
    things(n: Int = 4): Things
      @federation__listSize(slicingArguments: ["n"], sizedFields: ["edges"])
    priced(a: Int @federation__cost(weight: 3), b: Page, c: [Int!] @federation__cost(weight: 2)): Int
    aged: [Aged]
  }
  type Heavy @federation__cost(weight: 40) { id: ID }
  type Things { edges: [Thing] others: [Thing] }
  type Found { things: [Thing] total: Int }
  type Thing { id: ID }
  interface Aged { all: [Int] }
  type Old implements Aged { all: [Int] @federation__listSize(assumedSize: 900) }
  type New implements Aged { all: [Int] @federation__cost(weight: 2) }
  input Page { rows: Rows weight: Int @federation__cost(weight: 5) }
  input Rows { first: Int }
`;

const composed = composeSdl({ a: MARKED });
if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
const NONE = { weights: new Map(), listSizes: new Map(), requires: new Map() };
const plain = { schema: buildSchema(PLAIN), directives: NONE };
const marked = {
  schema: clientSchema(composed.supergraphSdl),
  directives: readDemandDirectives(composed.supergraphSdl),
};

function costOf(
  { schema, directives }: typeof marked | typeof plain,
  text: string,
  given: Record<string, unknown> = {},
): { readonly cost: number; readonly isFixed: boolean } {
  const operation = findOperation(schema, parse(text), null);
  const variables = coerceVariables(operation, given);
  const cost = createCompileCost(schema, directives, 20)(select(operation, variables, 1_000));
  return { cost: cost.at(variables), isFixed: cost.isFixed };
}

describe('the cost of an operation', () => {
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
  ])('multiplies each value by the sizes of the lists around it: %s costs %d', (text, cost) => {
    expect(costOf(plain, text)).toEqual({ cost, isFixed: true });
  });

  it.each<[string, number]>([
    ['{ search { name } }', 1 + 18],
    ['{ search(page: { take: 100 }) { name } }', 1 + 200],
    ['{ search(page: { take: 2, limit: 300 }) { name } }', 1 + 600],
    // Defaults of input object fields count too.
    ['{ search(page: { take: 2 }) { name } }', 1 + 18],
    ['{ search(page: null, where: { count: 3000 }) { name } }', 1 + 6_000],
    ['{ search(page: null, where: { count: 1 }) { name } }', 1 + 40],
    ['{ search(page: null, where: { and: [{ and: [{ limit: 40 }] }] }) { name } }', 3 + 80],
    ['{ search(page: null, where: { limit: 1, in: ["1", "2"] }) { name } }', 1 + 2],
  ])('takes list sizes from nested input objects: %s costs %d', (text, cost) => {
    expect(costOf(plain, text).cost).toBe(cost);
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
  ])('applies the size argument of an object only to lists below it: %s costs %d', (text, cost) => {
    expect(costOf(plain, text).cost).toBe(cost);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['query($n: Int) { people(first: $n) { name } }', { n: 1_000_000 }, 2_000_000],
    ['query($n: Int) { people(first: $n) { name } }', { n: null }, 40],
    ['query($n: Int) { people(first: $n) { name } }', {}, 40],
    ['query($n: Int) { paged(first: $n) { name } }', {}, 100],
    ['query($n: Int = 7) { paged(first: $n) { name } }', {}, 14],
    ['query($n: Int!) { people(first: 1, last: $n) { name } hello }', { n: 9 }, 19],
    ['query($p: Page) { search(page: $p) { name } }', { p: { take: 50 } }, 101],
    ['query($p: Page) { search(page: $p) { name } }', {}, 19],
    ['query($n: Int) { search(page: { take: $n }) { name } }', { n: 50 }, 101],
    ['query($i: [ID!]) { by(ids: $i) { name } }', { i: Array(500).fill('a') }, 1_000],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: { a: { limit: 500 } } }, 1_000],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: [{ first: 1 }, { take: '60' }] }, 120],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: { ids: Array(90).fill(1) } }, 180],
    ['query($f: JSON) { opaque(filter: $f) { name } }', { f: { first: 1 } }, 40],
    ['{ opaque(filter: { page: { first: 50 } }) { name } }', {}, 100],
    ['query($l: Long) { long(limit: $l) { name } }', { l: '500' }, 1_000],
    ['query($n: Int) { people(first: 5) { friends(first: $n) { name } } }', { n: 9 }, 95],
    ['mutation($i: Rename) { rename(input: $i) { name } }', { i: { more: { id: 'x' } } }, 14],
    ['mutation { renameAll(inputs: [{}, {}, {}]) { name } }', {}, 53],
  ])(
    'takes list sizes from variables and from untyped or list literals: %s %j costs %d',
    (text, variables, cost) => {
      expect(costOf(plain, text, variables).cost).toBe(cost);
    },
  );

  it('is fixed if no variable sets a list size, and not fixed if one does', () => {
    const query = 'query($n: Int, $b: Boolean!) { people(first: 3) { name @skip(if: $b) } }';
    const unused = query.replace('$n: Int, ', '');
    expect(costOf(plain, unused, { b: true }).isFixed).toBe(true);
    expect(costOf(plain, query.replace('first: 3', 'first: $n'), { b: true }).isFixed).toBe(false);
  });
});

/** Lists of one object unless an argument gives the size. */
const slicedBy = (...slicingArguments: string[][]) => ({
  assumedSize: 1,
  slicingArguments,
  sizedFields: new Map<string, null>(),
  requireOneSlicingArgument: false,
});

describe('the cost with @cost and @listSize', () => {
  it.each<[string, number]>([
    ['{ cheap }', 0],
    ['{ dear }', 50],
    ['{ negative dear }', 50],
    ['{ heavy { id } }', 41],
    ['{ assumed { id } }', 1_000],
    ['{ sliced { id } }', 60],
    ['{ sliced(first: 5) { id } }', 10],
    ['{ sliced(first: 5, last: 7, other: 9) { id } }', 14],
    ['{ one(last: 2) { id } }', 4],
    ['{ one(last: 2, first: null) { id } }', 4],
    ['{ bare { id } }', 6],
    ['{ things { edges { id } others { id } } }', 1 + 8 + 40],
    ['{ things(n: 2) { edges { id } } }', 5],
    ['{ priced }', 1],
    ['{ priced(a: 1) }', 4],
    ['{ priced(a: null) }', 1],
    ['{ priced(b: { weight: 1, rows: {} }) }', 8],
    ['{ priced(c: [1, 2]) }', 7],
    // Any implementation may be returned: the largest counts.
    ['{ aged { all } }', 20 * (1 + 900 * 2)],
    ['{ aged { ... on New { all } } }', 20 * (1 + 20 * 2)],
  ])('follows the weights and list sizes of the directives: %s costs %d', (text, cost) => {
    expect(costOf(marked, text).cost).toBe(cost);
  });

  it.each<[string, Record<string, unknown>]>([
    ['{ one { id } }', {}],
    ['{ one(first: null) { id } }', {}],
    ['{ one(first: 1, last: 1) { id } }', {}],
    ['query($n: Int) { one(first: $n) { id } }', {}],
    ['query($n: Int) { one(first: 1, last: $n) { id } }', { n: 1 }],
    // The size is used for no selected list.
    ['{ found(first: null) { total } }', {}],
    ['query($n: Int) { found(first: $n) { total } }', {}],
  ])(
    'refuses an operation that does not give exactly one required slicing argument: %s %j',
    (text, variables) => {
      expect(() => costOf(marked, text, variables)).toThrow(
        expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }),
      );
    },
  );

  it('takes the list size from a slicing argument inside an input object, and refuses an operation without that argument', () => {
    const rule = {
      assumedSize: null,
      slicingArguments: [['page', 'take']],
      sizedFields: new Map<string, null>(),
      requireOneSlicingArgument: true,
    };
    const listSizes = new Map([[memberCoordinate('Query', 'search'), rule]]);
    const graph = { schema: plain.schema, directives: { ...NONE, listSizes } };
    expect(costOf(graph, '{ search(page: { take: 6, limit: 900 }) { name } }').cost).toBe(13);
    expect(() => costOf(graph, '{ search(page: null) { name } }')).toThrow(
      expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }),
    );
  });

  it('takes the length of a list argument as the size, also inside input objects', () => {
    const listSizes = new Map([
      [memberCoordinate('Query', 'by'), slicedBy(['ids'])],
      [memberCoordinate('Query', 'search'), slicedBy(['where', 'in'], ['where', 'and', 'count'])],
    ]);
    const graph = { schema: plain.schema, directives: { ...NONE, listSizes } };
    const ids = Array(5_000).fill('x');
    const by = 'query($i: [ID!]) { by(ids: $i) { name } }';
    expect(costOf(graph, by, { i: ids }).cost).toBe(10_000);
    expect(costOf(graph, by, { i: null }).cost).toBe(2);
    expect(costOf(graph, by, { i: [] }).cost).toBe(2);
    const search = 'query($w: Where) { search(where: $w, page: null) { name } }';
    expect(costOf(graph, search, { w: { in: ids } }).cost).toBe(1 + 10_000);
    expect(costOf(graph, search, { w: { and: [{ count: 1 }, {}, { count: 2 }] } }).cost).toBe(
      4 + 4,
    );
  });

  it('applies the size only to the lists that sizedFields selects', () => {
    const { listSizes } = readDemandDirectives(
      `schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize"]) { query: Query }
       type Query { found(n: Int): Found
         @listSize(slicingArguments: ["n"], sizedFields: ["results { page }", "results { more { page } }", "flat", "{ a b"]) }`,
    );
    const schema = buildSchema(`
      type Query { found(n: Int): Found }
      type Found { results: Results flat: [Int] other: [Int] }
      type Results { page: [Item] rest: [Item] more: Results }
      type Item { id: ID tags: [String] }
    `);
    const graph = { schema, directives: { ...NONE, listSizes } };
    for (const [text, cost] of [
      ['{ found(n: 500) { results { page { id } } } }', 2 + 1_000],
      ['{ found(n: 500) { results { rest { id } } } }', 2 + 40],
      ['{ found(n: 500) { results { more { page { id } } } } }', 3 + 1_000],
      ['{ found(n: 500) { results { page { tags } } } }', 2 + 500 * 21],
      ['{ found(n: 500) { flat other } }', 1 + 500 + 20],
    ] as const)
      expect([text, costOf(graph, text).cost]).toEqual([text, cost]);
  });

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
  const visits = 50 * (1 + 1 + 20);

  it.each<[string, number]>([
    ['{ one { risk } }', 2 + visits],
    ['{ people(first: 10) { id risk } }', 10 * (3 + visits)],
    ['{ one { risk again: risk ... { third: risk } } }', 4 + visits],
    ['{ one { worse } }', 2 + 100],
    ['{ one { both } }', 2 + 1 + visits + 1 + 100],
    ['{ one { careful } }', 2 + 20 * 2],
    ['{ one { secretly } }', 2 + 70],
    ['{ beings { ... on Person { risk } } }', 20 * (2 + visits)],
    ['{ beings { rank } }', 20 * (2 + 30)],
    ['{ one { rank } }', 2 + 30],
    ['{ one { id } }', 2],
  ])(
    'is counted once per object, with the cost of what these fields require in turn: %s costs %d',
    (text, cost) => {
      expect(costOf(graph, text)).toEqual({ cost, isFixed: true });
    },
  );
});
