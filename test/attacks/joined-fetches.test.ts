import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, doctorAndP1, p1 } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

const byId = (reference: object) => reference;

/** Two visits, of which rooms and staff are fetched from one subgraph in one request. */
const VISITS = {
  visits: {
    sdl: `
      type Query { visits: [Visit] }
      type Visit @key(fields: "id") @patient(id: "patient") {
        id: ID!
        patient: ID!
        doctor: Staff
        nurse: Staff
      }
      type Staff @key(fields: "id", resolvable: false) { id: ID! }
    `,
    resolvers: {
      Query: {
        visits: () =>
          ['1', '2'].map((id) => ({
            id,
            patient: `p${id}`,
            doctor: { id: 's1' },
            nurse: { id: `s${id}` },
          })),
      },
    },
  },
  staff: {
    sdl: `
      type Visit @key(fields: "id") {
        id: ID!
        room: String @phi @role(anyOf: ["doctor", "self"])
        seen: String @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["self"], deidentified: ["doctor"])
      }
      type Staff @key(fields: "id") { id: ID! name: String badge: Badge }
      type Badge @key(fields: "serial") { serial: ID! }
    `,
    resolvers: {
      Visit: {
        __resolveReference: byId,
        room: ({ id }: { id: string }) => `room ${id}`,
        seen: () => '2020-05-17',
      },
      Staff: {
        __resolveReference: byId,
        name: ({ id }: { id: string }) => `name ${id}`,
        badge: () => ({ serial: 'b1' }),
      },
    },
  },
  doors: {
    sdl: 'type Badge @key(fields: "serial") { serial: ID! level: Int since: String }',
    resolvers: {
      Badge: { __resolveReference: byId, level: () => 4, since: () => '2020' },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(VISITS, AUTHORIZATION);
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

/** Sends a query while one subgraph gives this response. */
async function ask(query: string, subgraph: string, response: unknown) {
  graph.tamper((name, body) => (name === subgraph ? JSON.stringify(response) : body));
  const { data, errors, released, sent } = await attempt(graph, { query, caller: doctor });
  expect(sent.filter((each) => each.subgraph === subgraph)).toHaveLength(1);
  return { data, errors: errors.toSorted(), released };
}

/** Fetches rooms as `entities0`, and the names of `s1` and `s2` as `entities1`. */
const QUERY = '{ visits { room doctor { name } nurse { name } } }';
const room = (text: string | null, id = '1') => ({ __typename: 'Visit', room: text, id });
const name = (text: string | null) => ({ __typename: 'Staff', name: text });
const rooms = [room('A'), room('B', '2')];
const names = [name('Ann'), name('Bea')];
const nulls = { entities0: [room(null), null], entities1: [name(null), null] };
const error = (...path: readonly unknown[]) => ({ message: 'x', ...(path.length > 0 && { path }) });

const ROOMS = ['visits.0.room', 'visits.1.room'];
const NAMES = [
  'visits.0.doctor.name',
  'visits.0.nurse.name',
  'visits.1.doctor.name',
  'visits.1.nurse.name',
];
const failed = (...paths: readonly string[]) => paths.map((path) => `SUBGRAPH_FAILED ${path}`);
const visits = (
  roomsOf: readonly (string | null)[],
  [first, second]: readonly (string | null)[],
) => ({
  visits: [
    { room: roomsOf[0], doctor: { name: first }, nurse: { name: first } },
    { room: roomsOf[1], doctor: { name: first }, nurse: { name: second } },
  ],
});

describe('a response to joined fetches', () => {
  it('gives each path its own part', async () => {
    const data = { entities0: rooms, entities1: names };
    expect(await ask(QUERY, 'staff', { data })).toEqual({
      data: visits(['A', 'B'], ['Ann', 'Bea']),
      errors: [],
      released: ['Visit.room full p1 1', 'Visit.room full p2 2'],
    });
  });

  it.each<[string, unknown]>([
    ['is no GraphQL', 'down'],
    ['has no data', { data: null, errors: [error('entities0', 0, 'room')] }],
    ['has no lists', { data: {} }],
    ['has a list under the key of a single fetch', { data: { _entities: [...rooms, ...names] } }],
    ['has too few items', { data: { entities0: [room('A')], entities1: [name('Ann')] } }],
    ['has too many items', { data: { entities0: [...rooms, null], entities1: [...names, null] } }],
    ['has nulls and an error without a path', { data: nulls, errors: [error()] }],
    ['has nulls and an error at another key', { data: nulls, errors: [error('_entities', 0)] }],
  ])('fails every field of all the fetches if it %s', async (_case, response) => {
    expect(await ask(QUERY, 'staff', response)).toEqual({
      data: visits([null, null], [null, null]),
      errors: failed(...NAMES, ...ROOMS).toSorted(),
      released: [],
    });
  });

  it.each<[string, unknown, unknown]>([
    ['is missing', undefined, []],
    ['is null, with an error', null, [error('entities1')]],
    ['has too few items', [name('Ann')], []],
    ['has too many items', [...names, null], []],
    ['has null items and an error at no item', [null, null], [error('entities1', 7)]],
  ])('fails only the fields of a fetch whose list %s', async (_case, entities1, errors) => {
    const response = { data: { entities0: rooms, entities1 }, errors };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits(['A', 'B'], [null, null]),
      errors: failed(...NAMES),
      released: ['Visit.room full p1 1', 'Visit.room full p2 2'],
    });
  });

  it('fails one entity at every path that received it, and nothing else', async () => {
    const response = {
      data: { entities0: rooms, entities1: [name(null), name('Bea')] },
      errors: [error('entities1', 0, 'name')],
    };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits(['A', 'B'], [null, 'Bea']),
      errors: failed(...NAMES.slice(0, 3)),
    });
  });

  it('has no field of an entity in a prototype, at whichever path', async () => {
    const inherits: unknown = JSON.parse(
      '{ "__typename": "Staff", "__proto__": { "name": "Eve" } }',
    );
    const response = { data: { entities0: rooms, entities1: [inherits, name('Bea')] } };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits(['A', 'B'], [null, 'Bea']),
      errors: failed(...NAMES.slice(0, 3)),
    });
  });

  it('fails only the fetch of PHI whose list is in another order', async () => {
    const response = { data: { entities0: rooms.toReversed(), entities1: names } };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits([null, null], ['Ann', 'Bea']),
      errors: failed(...ROOMS),
      released: [],
    });
  });

  it('fails each fetch that received the list of another', async () => {
    const response = { data: { entities0: names, entities1: rooms } };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits([null, null], [null, null]),
      errors: failed(...NAMES, ...ROOMS).toSorted(),
      released: [],
    });
  });

  it('adds nothing under keys that were not requested', async () => {
    const more = { _entities: rooms, entities2: names, visits: [room('C')], ['__proto__']: rooms };
    const data = {
      ...more,
      entities0: rooms.map((one) => ({ ...one, ...more })),
      entities1: names,
    };
    expect(await ask(QUERY, 'staff', { data })).toMatchObject({
      data: visits(['A', 'B'], ['Ann', 'Bea']),
      errors: [],
    });
  });

  it.each<[string, readonly unknown[]]>([
    ['an index that is a string', ['entities1', '0', 'name']],
    ['a negative index', ['entities1', -1, 'name']],
    ['an index beyond the list', ['entities1', 2, 'name']],
    ['a key of Object.prototype', ['entities1', 'constructor', 'name']],
    ['a key of an array', ['entities1', 'length']],
    ['a field that is not null', ['entities1', 1, '__typename']],
    ['a field that was not requested', ['entities1', 0, 'code']],
  ])('explains every null of its fetch by an error whose path has %s', async (_case, path) => {
    const response = {
      data: { entities0: [room(null), room('B', '2')], entities1: [name(null), name(null)] },
      errors: [error(...path)],
    };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits([null, 'B'], [null, null]),
      errors: failed(...NAMES),
    });
  });

  it('explains every null of a fetch that has more errors than are noted one by one', async () => {
    const one = error('entities1', 0, 'name');
    const data = { entities0: rooms, entities1: [name(null), name(null)] };
    const few = await ask(QUERY, 'staff', { data, errors: [one] });
    expect(few.errors).toEqual(failed(...NAMES.slice(0, 3)));
    const many = await ask(QUERY, 'staff', { data, errors: Array<unknown>(15_000).fill(one) });
    expect(many.errors).toEqual(failed(...NAMES));
  });

  it('does not explain a null of one fetch by an error of another', async () => {
    const response = {
      data: { entities0: [room(null), room('B', '2')], entities1: [null, name('Bea')] },
      errors: [error('entities1', 0, 'name')],
    };
    expect(await ask(QUERY, 'staff', response)).toMatchObject({
      data: visits([null, 'B'], [null, 'Bea']),
      errors: failed(...NAMES.slice(0, 3)),
    });
  });
});

describe('an object that one fetch returns for two paths', () => {
  it('shows at each path only what was fetched for that path later', async () => {
    const query = '{ visits { doctor { badge { level since } } nurse { badge { level } } } }';
    const badge = { __typename: 'Badge', level: null, since: '2020' };
    const response = {
      data: { entities0: [badge], entities1: [{ __typename: 'Badge', level: 4 }] },
      errors: [error('entities0', 0, 'level')],
    };
    const visit = {
      doctor: { badge: { level: null, since: '2020' } },
      nurse: { badge: { level: 4 } },
    };
    expect(await ask(query, 'doors', response)).toMatchObject({
      data: { visits: [visit, visit] },
      errors: failed('visits.0.doctor.badge.level', 'visits.1.doctor.badge.level'),
    });
  });
});

describe('one entity that joined fetches return for patients with different views', () => {
  const query =
    '{ visits { room seen doctor { name } } again: visits { room seen nurse { name } } }';

  it('is released at every path by the view of its patient', async () => {
    const { data, released, sent } = await attempt(graph, { query, caller: doctorAndP1 });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['visits', 'staff']);
    expect(data).toMatchObject({
      visits: [
        { room: 'room 1', seen: '2020-05-17' },
        { room: 'room 2', seen: '2020' },
      ],
      again: [
        { room: 'room 1', seen: '2020-05-17' },
        { room: 'room 2', seen: '2020' },
      ],
    });
    expect(released).toEqual([
      'Visit.room full p1 1',
      'Visit.room full p2 2',
      'Visit.seen deidentified p2 2',
      'Visit.seen full p1 1',
    ]);
  });

  it('is released at no path to a caller who does not reach its patient', async () => {
    const { data, released } = await attempt(graph, { query, caller: p1 });
    expect(data).toMatchObject({ visits: [{ room: 'room 1' }], again: [{ room: 'room 1' }] });
    expect(JSON.stringify(data)).not.toContain('room 2');
    expect(released).toEqual(['Visit.room full p1 1', 'Visit.seen full p1 1']);
  });
});
