import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { attempt } from '../../../support/attempt.ts';
import { AUTHORIZATION, doctor, research } from '../../../support/callers.ts';
import { createInProcessGraph, type TestSubgraph } from '../../../support/in-process-graph.ts';

const byReference = (reference: object) => reference;

/** Sends one request to a graph that is closed afterwards. */
async function ask(
  subgraphs: Readonly<Record<string, TestSubgraph>>,
  query: string,
  caller = doctor,
) {
  const graph = await createInProcessGraph(subgraphs, AUTHORIZATION);
  try {
    return await attempt(graph, { query, caller });
  } finally {
    await graph.close();
  }
}

describe('a field that requires one of another subgraph', () => {
  const bed = { id: 'b1', place: { floor: '2', room: '7', side: 'left' }, owner: 'p1' };
  /** Wards name beds by one key and resolve them by another, which nests a part that they have. */
  const BEDS: Readonly<Record<string, TestSubgraph>> = {
    wards: {
      sdl: `
        type Query { ward: Ward }
        type Ward @key(fields: "id") { id: ID! beds: [Bed!]! }
        type Bed @key(fields: "place { floor room }", resolvable: false) @key(fields: "id place { room side }") @patient(id: "owner") {
          id: ID!
          place: Place!
          owner: ID!
          label: String @external
          sign: String @requires(fields: "label") @phi @role(anyOf: ["doctor", "self"])
        }
        type Place @shareable { floor: ID! room: ID! side: ID! }
      `,
      resolvers: {
        Query: { ward: () => ({ id: 'w1', beds: [bed] }) },
        Bed: {
          __resolveReference: (given: { place: { side?: string }; label: string }) =>
            given.place.side === undefined ? null : { ...bed, ...given },
          sign: ({ label }: { label: string }) => `sign of ${label}`,
        },
      },
    },
    labels: {
      sdl: `type Bed @key(fields: "id") { id: ID! label: String @phi @role(anyOf: ["doctor", "self"]) }`,
      resolvers: {
        Bed: { __resolveReference: byReference, label: ({ id }: { id: string }) => `label ${id}` },
      },
    },
    // Reads the parts of the key that wards do not resolve.
    plans: {
      sdl: `
        type Bed @key(fields: "place { floor room }") { place: Place! plan: String }
        type Place @shareable { floor: ID! room: ID! side: ID! }
      `,
      resolvers: { Bed: { __resolveReference: (given: object) => ({ ...given, plan: 'plan' }) } },
    },
  };

  it('is fetched by the key that its subgraph resolves, though the subgraph declares another one before', async () => {
    const query = '{ ward { beds { sign plan } } }';
    expect(await ask(BEDS, query)).toMatchObject({
      data: { ward: { beds: [{ sign: 'sign of label b1', plan: 'plan' }] } },
      errors: [],
      released: ['Bed.sign full p1 b1'],
    });
    expect(await ask(BEDS, query, research)).toMatchObject({
      data: { ward: { beds: [{ sign: null, plan: 'plan' }] } },
      released: [],
    });
  });
});

/** Resolves to a value after as many turns of the event loop. */
async function after(turns: number, value: unknown): Promise<unknown> {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  return value;
}

/** Each resolver of the second and third subgraph waits for as many turns of the event loop. */
const notes = (turns: { readonly types: number; readonly pages: number }) => ({
  inbox: {
    sdl: `
        type Query { notes: [Note] }
        type Note @key(fields: "id") @interfaceObject { id: ID! }
      `,
    resolvers: { Query: { notes: () => [{ id: '1' }, { id: '2' }] } },
  },
  files: {
    sdl: `
        interface Note @key(fields: "id") { id: ID! }
        type Letter implements Note @key(fields: "id") @patient(id: "id") { id: ID! }
      `,
    resolvers: {
      Note: {
        __resolveReference: ({ id }: { id: string }) =>
          after(turns.types, { __typename: 'Letter', id }),
      },
    },
  },
  pages: {
    sdl: `type Note @key(fields: "id") @interfaceObject { id: ID! pages: Int @phi @role(anyOf: ["doctor"]) }`,
    resolvers: {
      Note: { __resolveReference: byReference, pages: () => after(turns.pages, 3) },
    },
  },
});

describe('an object whose subgraph knows only its interface', () => {
  it.each([
    ['before', { types: 0, pages: 9 }],
    ['after', { types: 9, pages: 0 }],
  ])('is released where its type arrives %s its fields', async (_when, turns) => {
    expect(await ask(notes(turns), '{ notes { __typename pages } }')).toMatchObject({
      data: { notes: ['1', '2'].map(() => ({ __typename: 'Letter', pages: 3 })) },
      errors: [],
      released: ['Letter.pages full 1 1', 'Letter.pages full 2 2'],
    });
  });
});
