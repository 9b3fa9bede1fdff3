import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

/** Interfaces that nothing implements, at the root, in a list, never null, below an object, beside and above others. */
const GRAPH = {
  a: {
    sdl: `type Query { ghost: Ghost ghosts: [Ghost] sure: Ghost! patient: Patient any: Any wide: Wide }
      interface Ghost { id: ID self: Ghost }
      interface Wide { id: ID }
      interface Narrow implements Wide { id: ID name: String }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! ghost: Ghost ghosts: [Ghost!]! ssn: String @phi @role(anyOf: ["doctor"]) }
      union Any = Patient`,
    resolvers: {
      Query: {
        ghost: () => null,
        ghosts: () => [null],
        sure: () => null,
        patient: () => ({ id: 'p1', ghost: null, ghosts: [], ssn: '1' }),
        any: () => ({ __typename: 'Patient', id: 'p1' }),
        wide: () => null,
      },
    },
  },
};

/** An `@interfaceObject` without implementers: no subgraph knows the type of its objects. */
const OBJECTS = {
  a: {
    sdl: `type Query { patient: Patient media: Media item: Item }
      type Mutation { add: Media touch: Int }
      interface Media @key(fields: "id") { id: ID! title: String }
      interface Item { id: ID! }
      type Hidden implements Item @inaccessible { id: ID! }
      type Patient @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        patient: () => ({ id: 'p1' }),
        media: () => null,
        item: () => ({ __typename: 'Hidden', id: '1' }),
      },
    },
  },
  b: {
    sdl: `type Query { top: Media tops: [Media!] }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }
      type Patient @key(fields: "id") { id: ID! media: Media }`,
    resolvers: {
      Query: { top: () => ({ id: 'm1', stars: 3 }), tops: () => [{ id: 'm1', stars: 3 }] },
      Patient: { media: () => ({ id: 'm1', stars: 4 }) },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(GRAPH, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('an operation on an interface without implementers', () => {
  it.each<[string, unknown]>([
    ['{ ghost { __typename } }', { ghost: null }],
    ['{ ghost { x: __typename } }', { ghost: null }],
    ['{ ghost { id } }', { ghost: null }],
    ['{ ghost { id __typename self { __typename } } }', { ghost: null }],
    ['{ ghost { ... on Ghost { __typename } } }', { ghost: null }],
    ['{ ghost { ... { __typename } } }', { ghost: null }],
    ['{ ghosts { __typename } }', { ghosts: [null] }],
    ['{ ghosts { id } }', { ghosts: [null] }],
    ['{ sure { __typename } }', null],
    ['{ sure { id } }', null],
    ['{ patient { ghost { __typename } } }', { patient: { ghost: null } }],
    ['{ patient { ssn ghost { __typename id } } }', { patient: { ssn: '1', ghost: null } }],
    ['{ patient { ghosts { __typename } } }', { patient: { ghosts: [] } }],
    ['{ ghost { __typename } patient { ssn } }', { ghost: null, patient: { ssn: '1' } }],
    ['{ __typename ghost { __typename } }', { __typename: 'Query', ghost: null }],
    ['{ any { ... on Patient { ghost { __typename } } } }', { any: { ghost: null } }],
  ])(
    'gets null or an empty list in its place and causes no server error: %s',
    async (query, data) => {
      const found = await attempt(graph, { query, caller: doctor });
      expect({ refused: found.refused, data: found.data }).toEqual({ refused: null, data });
      expect(graph.faults).toEqual([]);
    },
  );

  it.each([
    '{ top { __typename } }',
    '{ top { x: __typename } }',
    '{ top { stars } }',
    '{ top { stars @skip(if: true) } }',
    '{ top { ... on Media { __typename } } }',
    '{ tops { title } }',
    '{ media { stars } }',
    '{ patient { id media { __typename } } }',
    'mutation { touch add { __typename } }',
  ])(
    'is refused with OPERATION_NOT_SUPPORTED, without a subgraph request or record, if the interface is an @interfaceObject: %s',
    async (query) => {
      const objects = await createInProcessGraph(OBJECTS, AUTHORIZATION);
      try {
        const found = await attempt(objects, { query, caller: doctor });
        expect(found).toMatchObject(refusedWith('OPERATION_NOT_SUPPORTED'));
        expect([objects.faults, found.records]).toEqual([[], []]);
      } finally {
        await objects.close();
      }
    },
  );

  it('gets null for an object of the only implementer, which is @inaccessible', async () => {
    const objects = await createInProcessGraph(OBJECTS, AUTHORIZATION);
    const { data } = await attempt(objects, { query: '{ item { __typename } }', caller: doctor });
    expect([data, objects.faults]).toEqual([{ item: null }, []]);
    await objects.close();
  });
});
