import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

interface Book {
  readonly isbn: string;
  readonly number: string | null;
  readonly title: string | null;
}

/**
 * Reviews know books by ISBN, the catalog alone knows their numbers and shelves, by which prices and stock are asked.
 * One reviewed book doesn't exist, one has neither number nor shelf. Prices lose the whole batch on a null number.
 */
const SHOP: Readonly<Record<string, TestSubgraph>> = {
  reviews: {
    sdl: `type Query { reviews: [Review] loose: [Book] }
      type Review { book: Book }
      type Book @key(fields: "isbn") { isbn: ID }`,
    resolvers: {
      Query: {
        reviews: () => ['1', 'dangling', '3', 'bare'].map((isbn) => ({ book: { isbn } })),
        loose: () => [{ isbn: '1' }, { isbn: null }],
      },
    },
  },
  catalog: {
    sdl: `type Book @key(fields: "isbn") @key(fields: "number") {
        isbn: ID number: ID title: String shelf: Shelf @shareable
      }
      type Shelf { code: ID @shareable }`,
    resolvers: {
      Book: {
        __resolveReference: ({ isbn }: Book) => {
          if (isbn === null) throw new Error('no ISBN');
          if (isbn === 'dangling') return null;
          if (isbn === 'bare') return { isbn, number: null, title: 'bare', shelf: null };
          return { isbn, number: `b${isbn}`, title: `title ${isbn}`, shelf: { code: 's1' } };
        },
      },
    },
  },
  prices: {
    sdl: `type Book @key(fields: "number") {
        number: ID price: Int title: String @external label: String @requires(fields: "title")
      }`,
    resolvers: {
      Book: {
        __resolveReference: (book: Book) => book,
        price: () => 7,
        label: ({ title }: Book) => `label of ${String(title)}`,
      },
    },
  },
  stock: {
    sdl: `type Book @key(fields: "isbn shelf { code }") { isbn: ID shelf: Shelf @shareable copies: Int }
      type Shelf { code: ID @shareable }`,
    resolvers: { Book: { __resolveReference: (book: Book) => book, copies: () => 3 } },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(SHOP, AUTHORIZATION);
});
afterAll(() => graph?.close());
afterEach(() => graph.tamper(null));

/** Fails the whole batch where one key is null, as a subgraph does whose data loader throws. */
function losesBatches(subgraph: string): void {
  graph.tamper((name, body) => {
    const isNull = askedBy(subgraph).some((keys) => Object.values(keys).includes(null));
    return name === subgraph && isNull ? '{"errors":[{"message":"lost"}],"data":null}' : body;
  });
}

/** The keys of the entities that a subgraph was asked for. */
function askedBy(subgraph: string): Record<string, unknown>[] {
  return graph.received
    .filter((each) => each.subgraph === subgraph)
    .flatMap(({ variables }) => variables['representations'] as Record<string, unknown>[])
    .map(({ __typename, ...keys }) => keys);
}

describe('a reference to an entity that does not exist', () => {
  it('does not affect other entities, and no subgraph is queried with a null key', async () => {
    losesBatches('prices');
    const query = '{ reviews { book { isbn price } } }';
    const { data, errors } = await attempt(graph, { query, caller: doctor });
    expect(askedBy('catalog').map(({ isbn }) => isbn)).toEqual(['1', 'dangling', '3', 'bare']);
    expect(askedBy('prices')).toEqual([{ number: 'b1' }, { number: 'b3' }]);
    expect({ data, errors }).toEqual({
      data: {
        reviews: [
          { book: { isbn: '1', price: 7 } },
          { book: { isbn: 'dangling', price: null } },
          { book: { isbn: '3', price: 7 } },
          { book: { isbn: 'bare', price: null } },
        ],
      },
      errors: [],
    });
  });

  it('is not sent to a subgraph if a part of its composite key is missing, while an entity with null as a part of its key is sent', async () => {
    const query = '{ reviews { book { copies } } }';
    const { data, errors } = await attempt(graph, { query, caller: doctor });
    expect(askedBy('stock')).toEqual([
      { isbn: '1', shelf: { code: 's1' } },
      { isbn: '3', shelf: { code: 's1' } },
      // A part that the catalog answers as null is a part of the key all the same.
      { isbn: 'bare', shelf: null },
    ]);
    expect({ data, errors }).toEqual({
      data: {
        reviews: [3, null, 3, 3].map((copies) => ({ book: { copies } })),
      },
      errors: [],
    });
  });

  it('gives null without an error for fields that are computed from its missing fields', async () => {
    const query = '{ reviews { book { label number title } } }';
    const { data, errors } = await attempt(graph, { query, caller: doctor });
    expect({ data, errors }).toEqual({
      data: {
        reviews: [
          { book: { label: 'label of title 1', number: 'b1', title: 'title 1' } },
          { book: { label: null, number: null, title: null } },
          { book: { label: 'label of title 3', number: 'b3', title: 'title 3' } },
          { book: { label: null, number: null, title: 'bare' } },
        ],
      },
      errors: [],
    });
  });

  it('gives null without an error for its fields, and is not sent to another subgraph, if its only key is null', async () => {
    losesBatches('catalog');
    const query = '{ loose { isbn title } }';
    const { data, errors } = await attempt(graph, { query, caller: doctor });
    expect(askedBy('catalog')).toEqual([{ isbn: '1' }]);
    expect({ data, errors }).toEqual({
      data: {
        loose: [
          { isbn: '1', title: 'title 1' },
          { isbn: null, title: null },
        ],
      },
      errors: [],
    });
  });

  it('gives null without an error, while an entity whose key could not be fetched gives null with SUBGRAPH_FAILED', async () => {
    graph.tamper((name, body) => {
      if (name !== 'catalog') return body;
      const { data } = JSON.parse(body) as { data: Record<string, unknown[]> };
      const entities = [...(data['_entities'] ?? []).slice(0, 2), null, null];
      const errors = [{ message: 'down', path: ['_entities', 2] }];
      return JSON.stringify({ data: { _entities: entities }, errors });
    });
    const query = '{ reviews { book { isbn price } } }';
    const { data, errors } = await attempt(graph, { query, caller: doctor });
    expect(askedBy('prices')).toEqual([{ number: 'b1' }]);
    expect({ data, errors }).toEqual({
      data: {
        reviews: [
          { book: { isbn: '1', price: 7 } },
          { book: { isbn: 'dangling', price: null } },
          { book: { isbn: '3', price: null } },
          { book: { isbn: 'bare', price: null } },
        ],
      },
      errors: ['SUBGRAPH_FAILED reviews.2.book.price'],
    });
  });
});
