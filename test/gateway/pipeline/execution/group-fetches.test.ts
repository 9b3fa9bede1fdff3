import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../../../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../../../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../../../support/in-process-graph.ts';

const counted = (count: number) => Array.from({ length: count }, (_, at) => at);
const columnOf = (at: number) => `column${at}`;

const byId = (reference: object) => reference;

/** Visits with staff and drugs of other subgraphs. Some fields of a drug are computed from fields of another subgraph. */
const CLINIC: Readonly<Record<string, TestSubgraph>> = {
  visits: {
    sdl: `
      type Query { visits: [Visit] vacant: Visit }
      type Mutation { open: Visit close: Visit }
      type Visit @key(fields: "id") { id: ID! doctor: Staff nurse: Staff drug: Drug }
      type Staff @key(fields: "id", resolvable: false) { id: ID! }
      type Drug @key(fields: "id", resolvable: false) { id: ID! }
    `,
    resolvers: {
      Query: { visits: () => ['1', '2'].map(visit), vacant: () => ({ id: '3' }) },
      Mutation: { open: () => visit('1'), close: () => visit('2') },
    },
  },
  staff: {
    sdl: `
      type Mutation { hire: Staff }
      type Staff @key(fields: "id") @key(fields: "code") {
        id: ID!
        code: ID!
        name: String
        title(in: String): String
        ${counted(280).map(columnOf).join(': Int ')}: Int
      }
      type Visit @key(fields: "id") { id: ID! room: String }
    `,
    resolvers: {
      Mutation: { hire: () => ({ id: 's9' }) },
      Staff: {
        __resolveReference: byId,
        name: ({ id, code }: { id?: string; code?: string }) => `name of ${id ?? code}`,
        title: ({ id }: { id: string }, args: { in?: string }) => `title of ${id} in ${args.in}`,
      },
      Visit: { __resolveReference: byId, room: ({ id }: { id: string }) => `room of ${id}` },
    },
  },
  agency: {
    sdl: `
      type Visit @key(fields: "id") { id: ID! locum: Staff }
      type Staff @key(fields: "code", resolvable: false) { code: ID! }
    `,
    resolvers: { Visit: { __resolveReference: byId, locum: () => ({ code: 'c1' }) } },
  },
  drugs: {
    sdl: `type Drug @key(fields: "id") {
      id: ID!
      price: Int
      weight: Int @external
      fee: Int @requires(fields: "weight")
    }`,
    resolvers: {
      Drug: {
        __resolveReference: byId,
        price: () => 3,
        fee: (drug: Drug) => (drug.weight ?? 0) * 2,
      },
    },
  },
  stock: {
    sdl: `type Drug @key(fields: "id") {
      id: ID!
      price: Int @external
      fee: Int @external
      weight: Int
      amount: Int
      delivery: Int @requires(fields: "price")
      refund: Int @requires(fields: "fee")
    }`,
    resolvers: {
      Drug: {
        __resolveReference: byId,
        weight: () => 7,
        amount: () => 5,
        delivery: (drug: Drug) => (drug.price ?? 0) + 1,
        refund: (drug: Drug) => (drug.fee ?? 0) + 1,
      },
    },
  },
};

interface Drug {
  readonly price?: number;
  readonly weight?: number;
  readonly fee?: number;
}

function visit(id: string) {
  return { id, doctor: { id: 's1' }, nurse: { id: `s${id}` }, drug: { id: 'd1' } };
}

let joined: InProcessGraph;
let apart: InProcessGraph;
beforeAll(async () => {
  joined = await createInProcessGraph(CLINIC, AUTHORIZATION);
  apart = await createInProcessGraph(CLINIC, AUTHORIZATION, { joinsFetches: false });
});
afterAll(() => Promise.all([joined.close(), apart.close()]));

/** Sends an operation both ways and expects equal responses without errors. Returns the requests to subgraphs. */
async function ask(query: string, variables: Record<string, unknown> = {}) {
  const request = { query, variables, caller: doctor };
  const [one, other] = [await attempt(joined, request), await attempt(apart, request)];
  expect(one.data).toEqual(other.data);
  expect([...one.errors, ...other.errors]).toEqual([]);
  return { data: one.data, sent: one.sent, apart: other.sent };
}

const named = (sent: Awaited<ReturnType<typeof ask>>['sent']) =>
  sent.map(({ subgraph, query }) =>
    query.startsWith('mutation') ? `${subgraph} write` : subgraph,
  );

const MANY_TITLES = counted(16)
  .map((at) => `t${at}: title(in: "${at}")`)
  .join(' ');

const staff = (...ids: readonly string[]) => ids.map((id) => ({ __typename: 'Staff', id }));

describe('fetches of one step for one subgraph', () => {
  it('are one request, in which each has an alias and its own representations', async () => {
    const { sent } = await ask('{ visits { room nurse { name } } }');
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual({
      subgraph: 'staff',
      query:
        'query($representations0:[_Any!]!$representations1:[_Any!]!){' +
        'entities0:_entities(representations:$representations0){...on Visit{__typename room}}' +
        'entities1:_entities(representations:$representations1){...on Staff{__typename name}}}',
      variables: {
        representations0: ['1', '2'].map((id) => ({ __typename: 'Visit', id })),
        representations1: staff('s1', 's2'),
      },
    });
  });

  it('are one field if they select the same, with each representation once, whatever the path', async () => {
    const { sent, apart: before } = await ask('{ visits { doctor { name } nurse { name } } }');
    expect(named(before)).toEqual(['visits', 'staff', 'staff']);
    expect(sent.slice(1)).toEqual([
      {
        subgraph: 'staff',
        query:
          'query($representations:[_Any!]!){_entities(representations:$representations){...on Staff{__typename name}}}',
        variables: { representations: staff('s1', 's2') },
      },
    ]);
  });

  it('keep the variables of all their operations', async () => {
    const { sent, data } = await ask(
      `query ($here: String, $there: String) {
        visits { doctor { title(in: $here) } nurse { title(in: $there) other: title(in: $here) } }
      }`,
      { here: 'A', there: 'B' },
    );
    expect(sent).toHaveLength(2);
    expect(sent[1]?.variables).toMatchObject({ v_here: 'A', v_there: 'B' });
    expect(data).toMatchObject({
      visits: [
        {
          doctor: { title: 'title of s1 in A' },
          nurse: { title: 'title of s1 in B', other: 'title of s1 in A' },
        },
        {
          doctor: { title: 'title of s1 in A' },
          nurse: { title: 'title of s2 in B', other: 'title of s2 in A' },
        },
      ],
    });
  });

  it('are different fields if they find the same type by different keys', async () => {
    const { sent, data } = await ask('{ visits { doctor { name } locum { name } } }');
    expect(named(sent)).toEqual(['visits', 'agency', 'staff']);
    expect(sent[2]?.variables).toEqual({
      representations0: [{ __typename: 'Staff', code: 'c1' }],
      representations1: staff('s1'),
    });
    const names = { doctor: { name: 'name of s1' }, locum: { name: 'name of c1' } };
    expect(data).toEqual({ visits: [names, names] });
  });

  it('are one request even where one of them has no entities, and none where all have none', async () => {
    const { sent } = await ask('{ vacant { room nurse { name } } }');
    expect(sent[1]?.variables).toMatchObject({ representations1: [] });
    const nothing = await ask('{ vacant { doctor { title } nurse { name } } }');
    expect(named(nothing.sent)).toEqual(['visits']);
  });

  // The gateway gives each field with an argument an alias.
  it.each<[string, readonly string[], readonly number[]]>([
    ['15 aliases', counted(8).map((at) => `title(in: "${at}")`), [7, 1]],
    [
      '1,000 tokens',
      counted(4).map((at) => `title(in: "${at}") ${counted(280).map(columnOf).join(' ')}`),
      [3, 1],
    ],
    ['15 aliases in one fetch alone', [MANY_TITLES, 'name', 'title'], [1, 2]],
  ])('are further requests above %s, as servers with GraphQL Armor limit them', async (...row) => {
    const [, fields, expected] = row;
    const visits = fields.map((field, at) => `v${at}: visits { nurse { ${field} } }`);
    const { sent } = await ask(`{ ${visits.join(' ')} }`);
    const [, ...toStaff] = sent.map(({ query }) => query.split('_entities(').length - 1);
    expect(toStaff).toEqual(expected);
  });
});

describe('a request to a subgraph that is called again later', () => {
  it('is joined with the later one if nothing needs it before', async () => {
    const { sent, apart: before } = await ask('{ visits { drug { amount delivery } } }');
    expect(named(before).toSorted()).toEqual(['drugs', 'stock', 'stock', 'visits']);
    expect(named(sent)).toEqual(['visits', 'drugs', 'stock']);
  });

  it('is sent first if the fields of another subgraph are computed from its fields', async () => {
    const { sent } = await ask('{ visits { drug { amount refund } } }');
    expect(named(sent)).toEqual(['visits', 'stock', 'drugs', 'stock']);
  });

  it('is sent before the next mutation of the operation', async () => {
    const { sent, apart: before } = await ask(
      'mutation { open { room nurse { name } } hire { id } close { room } }',
    );
    const expected = ['visits write', 'staff', 'staff write', 'visits write', 'staff'];
    expect(named(before)).toEqual(['visits write', 'staff', ...expected.slice(1)]);
    expect(named(sent)).toEqual(expected);
  });
});

describe('a request that needs only some of the requests before it', () => {
  it('starts when those have ended, although another one has not', async () => {
    const second = new EventEmitter();
    const graph = await createInProcessGraph(
      {
        slow: {
          sdl: 'type Query { slow: String }',
          // Answers only after the second request of the other branch has arrived.
          resolvers: { Query: { slow: async () => (await once(second, 'arrived'))[0] } },
        },
        fast: {
          sdl: 'type Query { fast: Item } type Item @key(fields: "id") { id: ID! }',
          resolvers: { Query: { fast: () => ({ id: '1' }) } },
        },
        items: {
          sdl: 'type Item @key(fields: "id") { id: ID! name: String }',
          resolvers: {
            Item: {
              __resolveReference: byId,
              name: () => {
                second.emit('arrived', 'done');
                return 'item';
              },
            },
          },
        },
      },
      AUTHORIZATION,
    );
    const { data } = await attempt(graph, { query: '{ slow fast { name } }', caller: doctor });
    expect(data).toEqual({ slow: 'done', fast: { name: 'item' } });
    await graph.close();
  });
});
