import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1, research } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const PERSON = { id: 'p1', name: 'n', dob: '1970-01-02', home: { city: 'c', zip: '01730' } };
const people = [PERSON, { ...PERSON, id: 'p2' }];

const PEOPLE: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query {
        strict: [Person!]!
        loose: [Person]
        none: [Person!]!
        grid: [[Person!]]
        one: Person
        gone: Person
        must: Person!
        house: House
        houses: [House!]!
        many(n: Int!): [Person]
        codes: [[Code!]]
        labels: [Named]
      }
      type Code @key(fields: "id") {
        id: ID!
        code: String! @phi(category: OTHER_ID, deidentify: LAST4) @role(anyOf: ["doctor"], deidentified: ["research"])
      }
      interface Named { label: String }
      type Shelf implements Named { label: String! }
      type Sample implements Named { label: String @phi @role(anyOf: ["doctor"], deidentified: ["research"]) }
      type Person @key(fields: "id") @patient(id: "id") {
        id: ID!
        name: String
        dob: String! @phi(category: DATE) @role(anyOf: ["doctor", "self"])
        friend: Person!
        friends: [Person!]!
        home: Address! @phi(category: GEOGRAPHY) @role(anyOf: ["doctor"], deidentified: ["research"])
      }
      type House { home: Address @phi(category: GEOGRAPHY) @role(anyOf: ["doctor"], deidentified: ["research"]) }
      type Address { city: String! zip: String @phi(category: GEOGRAPHY, deidentify: ZIP3) @role(anyOf: ["doctor"], deidentified: ["research"]) }
    `,
    resolvers: {
      Query: {
        strict: () => people,
        loose: () => [...people, null],
        none: () => [],
        grid: () => [people, null, []],
        one: () => PERSON,
        gone: () => null,
        must: () => PERSON,
        house: () => ({ home: PERSON.home }),
        houses: () => [{ home: PERSON.home }, { home: null }],
        codes: () => [
          [
            { id: 'c1', code: 'A-1234567' },
            { id: 'c2', code: 'B-7654321' },
            { id: 'c3', code: 'x' },
          ],
          [{ id: 'c4', code: 'A-1234567' }],
        ],
        labels: () => [
          { type: 'Sample', label: 's' },
          { type: 'Shelf', label: 'l' },
        ],
        many: (_: unknown, { n }: { n: number }) =>
          Array.from({ length: n }, (_each, index) => ({ ...PERSON, id: `x${index}` })),
      },
      Named: { __resolveType: ({ type }: { readonly type: string }) => type },
      Person: { friend: () => PERSON, friends: () => people },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(PEOPLE, AUTHORIZATION);
});
afterAll(() => graph.close());

const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE';

describe('a non-null field that is denied or that a subgraph returns as null', () => {
  it.each<[string, string, unknown, string]>([
    ['in a nullable object', '{ one { id dob } }', { one: null }, 'one.dob'],
    ['in a nullable object, selected first', '{ one { dob id } }', { one: null }, 'one.dob'],
    ['in a non-null object', '{ must { dob } }', null, 'must.dob'],
    [
      'in a non-null object two levels below a nullable one',
      '{ one { name friend { friend { dob } } } }',
      { one: null },
      'one.friend.friend.dob',
    ],
    ['in [Person!]!', '{ strict { id dob } }', null, 'strict.@.dob'],
    ['in [Person]', '{ loose { id dob } }', { loose: [null, null, null] }, 'loose.@.dob'],
    ['in [[Person!]]', '{ grid { dob } }', { grid: [null, null, []] }, 'grid.@.@.dob'],
    [
      'in [Person!]! below a nullable object',
      '{ one { id friends { dob } } }',
      { one: null },
      'one.friends.@.dob',
    ],
    ['in an empty list', '{ none { dob } }', { none: [] }, 'none.@.dob'],
    ['in a null object', '{ gone { dob } }', { gone: null }, 'gone.dob'],
    ['in an inline fragment', '{ one { ... on Person { dob } id } }', { one: null }, 'one.dob'],
  ])(
    'propagates null from a denied non-null field as the GraphQL specification says, with one error and one recorded denial: %s',
    async (_what, query, data, path) => {
      const outcome = await attempt(graph, { query, caller: clerk });
      expect(outcome.data).toEqual(data);
      expect(outcome.errors).toEqual([`${DENIED} ${path}`]);
      expect(outcome.denied).toEqual(['Person.dob role 1']);
      expect(outcome.released).toEqual([]);
      expect(outcome.asked).not.toContain('people Person.dob');
      // A list is fetched for its length, since an empty list stays empty and doesn't become null.
      expect(outcome.sent.length > 0).toBe(path.includes('@'));
    },
  );

  it('does not null fields next to the object that a denied non-null field nulls', async () => {
    const query = '{ a: one { dob } b: one { name } strict { name } }';
    const outcome = await attempt(graph, { query, caller: clerk });
    expect(outcome.data).toEqual({
      a: null,
      b: { name: 'n' },
      strict: [{ name: 'n' }, { name: 'n' }],
    });
  });

  it('nulls a list of non-null objects if a non-null field is null in one of them (NULL_NOT_ALLOWED), and records no item as released', async () => {
    graph.tamper((_name, body) => body.replace('"1970-01-02"', 'null'));
    const outcome = await attempt(graph, { query: '{ strict { id dob } }', caller: doctor });
    graph.tamper(null);
    expect(outcome).toMatchObject({
      data: null,
      errors: ['NULL_NOT_ALLOWED strict.0.dob'],
      released: [],
    });
  });

  it('nulls only the object whose non-null field is null in a list of nullable ones, and records the other object as released', async () => {
    graph.tamper((_name, body) => body.replace('"1970-01-02"', 'null'));
    const outcome = await attempt(graph, { query: '{ loose { id dob } }', caller: doctor });
    graph.tamper(null);
    expect(outcome).toMatchObject({
      data: { loose: [null, { id: 'p2', dob: '1970-01-02' }, null] },
      released: ['Person.dob full p2 p2'],
    });
  });
});

describe('a non-null field that de-identification suppresses', () => {
  it.each<[string, string, unknown, string]>([
    [
      'in a nullable object',
      '{ house { home { city zip } } }',
      { house: { home: null } },
      'house.home.city',
    ],
    [
      'in a non-null object of a nullable one',
      '{ one { id home { city } } }',
      { one: null },
      'one.home.city',
    ],
    [
      'in a list of non-null objects, up to the whole response',
      '{ strict { home { city } } }',
      null,
      'strict.@.home.city',
    ],
    [
      'in nullable objects of list items',
      '{ houses { home { city } } }',
      { houses: [{ home: null }, { home: null }] },
      'houses.@.home.city',
    ],
  ])(
    'nulls the nearest nullable field above it, with one NULL_NOT_ALLOWED error at its path: %s',
    async (_what, query, data, path) => {
      const outcome = await attempt(graph, { query, caller: research });
      expect(outcome.data).toEqual(data);
      expect(outcome.errors).toEqual([`NULL_NOT_ALLOWED ${path}`]);
      expect(outcome.denied).toEqual([expect.stringMatching(/^Address\.city suppressed 1$/)]);
      expect(outcome.asked).not.toContain('people Address.city');
      expect(outcome.released).toEqual([]);
    },
  );

  it('has no effect if it is not selected', async () => {
    expect(
      await attempt(graph, { query: '{ house { home { zip } } }', caller: research }),
    ).toMatchObject({
      data: { house: { home: { zip: '017' } } },
      errors: [],
    });
  });
});

describe('objects about patients out of reach', () => {
  it.each<[string, string, unknown, readonly string[]]>([
    ['in a list', '{ strict { id dob } }', { strict: [{ id: 'p1', dob: '1970-01-02' }] }, []],
    ['in a list of lists', '{ grid { id } }', { grid: [[{ id: 'p1' }], null, []] }, []],
    ['in a list with nulls', '{ loose { id } }', { loose: [{ id: 'p1' }] }, []],
    [
      'in a list of an object',
      '{ one { friends { id } } }',
      { one: { friends: [{ id: 'p1' }] } },
      [],
    ],
  ])(
    'leave no item, no null and no error in the response: %s',
    async (_what, query, data, errors) => {
      const outcome = await attempt(graph, { query, caller: p1 });
      expect(outcome).toMatchObject({ data, errors });
      expect(outcome.released.filter((line) => !line.includes(' p1 '))).toEqual([]);
    },
  );
});

describe('a response with many errors', () => {
  it.each([99, 100, 101, 250])(
    'lists at most 100 errors and one that counts the rest, when there are %i',
    async (n) => {
      graph.tamper((_name, body) => body.replaceAll('"1970-01-02"', '{}'));
      const query = 'query($n: Int!) { many(n: $n) { dob } }';
      const outcome = await attempt(graph, { query, variables: { n }, caller: doctor });
      graph.tamper(null);
      expect(outcome.errors).toHaveLength(Math.min(n, 101));
      expect(outcome.errors.at(-1)).toBe(
        n > 100 ? `FURTHER_ERRORS ${n - 100} more` : `SUBGRAPH_FAILED many.${n - 1}.dob`,
      );
      expect(outcome.released).toEqual([]);
    },
  );

  it('counts the denials beyond 100 in one FURTHER_ERRORS error, and all of them in the record, for 130 aliases of a denied field', async () => {
    const fields = Array.from({ length: 130 }, (_each, index) => `a${index}: dob`).join(' ');
    const outcome = await attempt(graph, { query: `{ one { ${fields} } }`, caller: clerk });
    expect(outcome.errors).toHaveLength(101);
    expect(outcome.errors.at(-1)).toBe('FURTHER_ERRORS 30 more');
    expect(outcome.denied).toEqual(['Person.dob role 130']);
  });
});

describe('a null in one item of a list', () => {
  it('removes the items of the list that it nulls, and no others, from the recorded accesses', async () => {
    expect(await attempt(graph, { query: '{ codes { code } }', caller: research })).toMatchObject({
      data: { codes: [null, [{ code: '4567' }]] },
      errors: ['NULL_NOT_ALLOWED codes.0.2.code'],
      released: ['Code.code deidentified null c4'],
    });
  });

  it('nulls the item, with one error, if its field is nullable on the interface and non-null on the type', async () => {
    expect(await attempt(graph, { query: '{ labels { label } }', caller: research })).toMatchObject(
      {
        data: { labels: [{ label: null }, null] },
        errors: ['NULL_NOT_ALLOWED labels.@.label'],
      },
    );
  });
});
