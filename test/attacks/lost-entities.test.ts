import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

/** `sure` is non-null in its subgraph and fails for the second lab, which nulls that entity. */
const LABS = {
  labs: {
    sdl: `type Query { labs: [Lab] }
      type Lab @key(fields: "id") { id: ID! code: String @phi @role(anyOf: ["doctor"]) }`,
    resolvers: { Query: { labs: () => ['1', '2'].map((id) => ({ id, code: `code ${id}` })) } },
  },
  values: {
    sdl: `type Lab @key(fields: "id") @patient(id: "owner") { id: ID! sure: Int! @shareable owner: ID stars: Int }`,
    resolvers: {
      Lab: {
        __resolveReference: (lab: object) => lab,
        sure: ({ id }: { id: string }) => {
          if (id === '2') throw new Error('down');
          return 1;
        },
        owner: () => 'p1',
        stars: () => 3,
      },
    },
  },
  // Nullable here, so that it is nullable for clients.
  zeros: { sdl: 'type Lab @key(fields: "id") { id: ID! sure: Int @shareable }', resolvers: {} },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(LABS, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('an entity that a subgraph returns as null because of an error in one non-null field', () => {
  it('keeps its id, and each field that was requested from that subgraph is null with SUBGRAPH_FAILED', async () => {
    const query = '{ labs { id stars sure } }';
    const { data, errors } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({
      labs: [
        { id: '1', stars: 3, sure: 1 },
        { id: '2', stars: null, sure: null },
      ],
    });
    expect(errors).toEqual(['SUBGRAPH_FAILED labs.1.stars', 'SUBGRAPH_FAILED labs.1.sure']);
  });

  it('has null with SUBGRAPH_FAILED for PHI of another subgraph, not recorded as released, since its patient is unknown', async () => {
    const query = '{ labs { code sure } }';
    const { data, errors, released } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({
      labs: [
        { code: 'code 1', sure: 1 },
        { code: null, sure: null },
      ],
    });
    expect(errors).toEqual(['SUBGRAPH_FAILED labs.1.code', 'SUBGRAPH_FAILED labs.1.sure']);
    expect(released).toEqual(['Lab.code full p1 1']);
  });
});
