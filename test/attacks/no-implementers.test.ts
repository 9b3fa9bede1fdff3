import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1 } from '../support/callers.ts';
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

/** An `@interfaceObject` without implementers. */
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

  it.each<[string, unknown, readonly string[]]>([
    ['{ top { __typename stars } }', { top: { __typename: 'Media', stars: 3 } }, []],
    ['{ top { stars @skip(if: true) x: id } }', { top: { x: 'm1' } }, []],
    ['{ top { ... on Media { stars } } }', { top: { stars: 3 } }, []],
    ['{ media { id } }', { media: null }, []],
    ['{ media { stars } }', { media: null }, []],
    ['{ patient { id media { stars } } }', { patient: { id: 'p1', media: { stars: 4 } } }, []],
    ['mutation { touch add { __typename } }', { touch: null, add: null }, []],
  ])('gets what the subgraph of its @interfaceObject returns: %s', async (query, data, errors) => {
    const objects = await createInProcessGraph(OBJECTS, AUTHORIZATION);
    try {
      const found = await attempt(objects, { query, caller: doctor });
      expect({ data: found.data, errors: found.errors }).toEqual({ data, errors });
      expect(objects.faults).toEqual([]);
    } finally {
      await objects.close();
    }
  });

  it('is refused with OPERATION_NOT_SUPPORTED, and nothing is sent, if it selects a field that only the subgraph of the interface has', async () => {
    const objects = await createInProcessGraph(OBJECTS, AUTHORIZATION);
    const query = '{ tops { title } }';
    expect(await attempt(objects, { query, caller: doctor })).toMatchObject(
      refusedWith('OPERATION_NOT_SUPPORTED'),
    );
    await objects.close();
  });

  it.each(['{ top { stars } }', '{ base { id } top { stars } }'])(
    'is refused with OPERATION_NOT_SUPPORTED, without a subgraph request or record, if the interface is an @interfaceObject and implements another: %s',
    async (query) => {
      const objects = await createInProcessGraph(
        {
          a: {
            sdl: `type Query { base: Base }
              interface Base { id: ID! }
              interface Media implements Base @key(fields: "id") { id: ID! }`,
            resolvers: { Query: { base: () => null } },
          },
          b: {
            sdl: `type Query { top: Media }
              type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
            resolvers: { Query: { top: () => ({ id: 'm1', stars: 3 }) } },
          },
        },
        AUTHORIZATION,
      );
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

describe('marks on an @interfaceObject without implementers', () => {
  /** A subgraph that cannot resolve it by key adds a field to it, and marks it itself. */
  const SCANS = {
    archive: {
      sdl: `type Query { archived: Scan }
        interface Scan @key(fields: "id") @role(anyOf: ["doctor", "self"]) { id: ID! }`,
      resolvers: { Query: { archived: () => ({ __typename: 'Scan', id: 's0' }) } },
    },
    scans: {
      sdl: `type Query { scans: [Scan!]! }
        type Scan @key(fields: "id", resolvable: false) @interfaceObject @patient(id: "owner") {
          id: ID!
          owner: ID!
          finding: String @phi @role(anyOf: ["doctor", "self"])
        }`,
      resolvers: {
        Query: {
          scans: () => ['p1', 'p2'].map((owner, at) => ({ id: `s${at}`, owner, finding: owner })),
        },
      },
    },
  };
  let scans: InProcessGraph;
  beforeAll(async () => {
    scans = await createInProcessGraph(SCANS, AUTHORIZATION);
  });
  afterAll(() => scans.close());
  afterEach(() => scans.tamper(null));

  it('hold for its objects: those of patients in reach are released and recorded', async () => {
    const query = '{ scans { __typename finding } }';
    expect(await attempt(scans, { query, caller: doctor })).toMatchObject({
      data: { scans: ['p1', 'p2'].map((finding) => ({ __typename: 'Scan', finding })) },
      released: ['Scan.finding full p1 null', 'Scan.finding full p2 null'],
    });
    expect(await attempt(scans, { query, caller: p1 })).toMatchObject({
      data: { scans: [{ finding: 'p1' }] },
      released: ['Scan.finding full p1 null'],
    });
  });

  it('of the interface and of the @interfaceObject must both hold, and nothing is fetched for a caller without their roles', async () => {
    for (const query of ['{ scans { id } }', '{ archived { id } }', '{ scans { finding } }'])
      expect(await attempt(scans, { query, caller: clerk })).toMatchObject({
        sent: [],
        released: [],
      });
  });

  it('hold where a subgraph names a type that the graph does not have: its objects are null with SUBGRAPH_FAILED', async () => {
    scans.tamper((_name, body) => body.replaceAll('"Scan"', '"Sonogram"'));
    const { data, errors, released } = await attempt(scans, {
      query: '{ scans { finding } }',
      caller: doctor,
    });
    expect([JSON.stringify(data), released]).toEqual(['null', []]);
    expect(errors.every((line) => /^(?:SUBGRAPH_FAILED|NULL_NOT_ALLOWED)/.test(line))).toBe(true);
  });

  it('leave an object of the interface itself null with SUBGRAPH_FAILED, since its subgraph has no type for it', async () => {
    const { data, errors } = await attempt(scans, { query: '{ archived { id } }', caller: doctor });
    expect({ data, errors }).toEqual({
      data: { archived: null },
      errors: ['SUBGRAPH_FAILED archived'],
    });
  });
});
