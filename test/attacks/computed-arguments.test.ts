import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { problemLine } from '../../directives/marks/problem.ts';
import { composeMarked } from '../support/compose-subgraphs.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

/** `note` has an `@inaccessible` argument, and `price` one that its interface doesn't have. */
const SHOP: Readonly<Record<string, TestSubgraph>> = {
  goods: {
    sdl: `type Query { book: Book item: Item }
      interface Item { price: String note: String }
      type Book implements Item @key(fields: "id") {
        id: ID!
        price(currency: String): String
        note(kind: String @inaccessible): String
      }`,
    resolvers: {
      Query: {
        book: () => ({ id: 'b1' }),
        item: () => ({ __typename: 'Book', id: 'b1' }),
      },
      Book: {
        price: (_book: never, { currency }: { currency?: string }) => `price ${currency ?? ''}`,
        note: (_book: never, { kind }: { kind?: string }) => `note ${kind ?? ''}`,
      },
    },
  },
  labels: {
    sdl: `type Book @key(fields: "id") {
        id: ID!
        price(currency: String): String @external
        note(kind: String): String @external
        label: String @requires(fields: "price(currency: \\"USD\\")")
        remark: String @requires(fields: "note(kind: \\"internal\\")")
      }`,
    resolvers: {
      Book: {
        label: ({ price }: { price: string }) => `label of ${price}`,
        remark: ({ note }: { note: string }) => `remark of ${note}`,
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(SHOP, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('a field and one that @requires it with other arguments, selected together,', () => {
  it.each<[string, string, unknown]>([
    [
      'an argument that is @inaccessible, with the field last',
      '{ book { remark note } }',
      { book: { remark: 'remark of note internal', note: 'note ' } },
    ],
    [
      'an argument that is @inaccessible, with the field first',
      '{ book { note remark } }',
      { book: { note: 'note ', remark: 'remark of note internal' } },
    ],
    [
      'an argument that the interface does not have',
      '{ item { price ... on Book { label } } }',
      { item: { price: 'price ', label: 'label of price USD' } },
    ],
    [
      'an @inaccessible argument that the interface does not have',
      '{ item { ... on Book { remark } note } }',
      { item: { remark: 'remark of note internal', note: 'note ' } },
    ],
    [
      'an argument that the client gives',
      '{ book { price(currency: "EUR") label } }',
      { book: { price: 'price EUR', label: 'label of price USD' } },
    ],
  ])('each get the value for their own arguments: %s', async (_what, query, data) => {
    const found = await attempt(graph, { query, caller: doctor });
    expect({ data: found.data, errors: found.errors }).toEqual({ data, errors: [] });
  });
});

const GOODS = `type Query { book: Book shelf: Shelf }
  type Shelf @key(fields: "id") { id: ID! top: Book low: Book }
  type Book @key(fields: "id") { id: ID! price(currency: String, gross: Boolean): Int }`;
const SHARED = `type Book @key(fields: "id") { id: ID! price(currency: String, gross: Boolean): Int @external`;

describe('@requires selections of one field with arguments', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'in one subgraph',
      {
        b: `${SHARED} usd: Int @requires(fields: "price(currency: \\"USD\\")") eur: Int @requires(fields: "price(currency: \\"EUR\\")") }`,
      },
      'subgraph b, line 8, Book.eur: Book.eur is computed from price(currency: "EUR"), and Book.usd from price(currency: "USD"): the query planner stores one value for both at Book.price.',
    ],
    [
      'in two subgraphs',
      {
        b: `${SHARED} usd: Int @requires(fields: "price(currency: \\"USD\\")") }`,
        c: `${SHARED} eur: Int @requires(fields: "price(currency: \\"EUR\\")") }`,
      },
      'subgraph c, line 8, Book.eur',
    ],
    [
      'with and without arguments',
      {
        b: `${SHARED} usd: Int @requires(fields: "price(currency: \\"USD\\")") any: Int @requires(fields: "price") }`,
      },
      'subgraph b, line 8, Book.any: Book.any is computed from price, and Book.usd from price(currency: "USD")',
    ],
    [
      'through another computed field',
      {
        b: `${SHARED} usd: Int @requires(fields: "price(currency: \\"USD\\")") }`,
        c: `${SHARED} usd: Int @external twice: Int @requires(fields: "usd price(currency: \\"EUR\\")") }`,
      },
      'subgraph c, line 8, Book.twice',
    ],
    [
      'with one of them below an object',
      {
        b: `${SHARED} usd: Int @requires(fields: "price(currency: \\"USD\\")") }
          type Shelf @key(fields: "id") { id: ID! top: Book @external sum: Int @requires(fields: "top { ... on Book { price(currency: \\"EUR\\") } }") }`,
      },
      'Book.usd is computed from price(currency: "USD"), and Shelf.sum from price(currency: "EUR")',
    ],
    [
      'within one selection',
      {
        b: `${SHARED} both: Int @requires(fields: "price(currency: \\"USD\\") ... { price(currency: \\"EUR\\") }") }`,
      },
      'Book.both',
    ],
  ])(
    'are refused at composition with REQUIRES_CONFLICT at the computed field if the arguments differ: %s',
    (_where, subgraphs, line) => {
      const composed = composeMarked({ a: GOODS, ...subgraphs });
      const problems = composed.ok ? [] : composed.problems;
      expect(problems.map(({ code }) => code)).toEqual(['REQUIRES_CONFLICT']);
      expect(problems.map(problemLine).join()).toContain(line);
    },
  );

  it.each<[string, string]>([
    [
      'with the same arguments in another order',
      `${SHARED} usd: Int @requires(fields: "price(currency: \\"USD\\", gross: true)") more: Int @requires(fields: "price(gross: true, currency: \\"USD\\")") }`,
    ],
    [
      'with different arguments on different objects',
      `${SHARED} } type Shelf @key(fields: "id") { id: ID! top: Book @external low: Book @external
        sum: Int @requires(fields: "top { price(currency: \\"EUR\\") } low { price(currency: \\"USD\\") }") }`,
    ],
  ])('are composed without a conflict: %s', (_where, subgraph) => {
    const composed = composeMarked({ a: GOODS, b: subgraph });
    expect(composed.ok ? [] : composed.problems).toEqual([]);
  });
});
