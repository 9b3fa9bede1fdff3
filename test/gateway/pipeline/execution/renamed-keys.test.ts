import { describe, expect, it } from '@jest/globals';
import { attempt } from '../../../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../../../support/callers.ts';
import { createInProcessGraph } from '../../../support/in-process-graph.ts';

/** Two types of one union have a `number` of different types, so the planner selects one of them under an alias. */
const graphOf = (number: number | null) => ({
  people: {
    sdl: `type Query { found: Found }
      union Found = Person | Visit
      type Person @key(fields: "id") { id: ID! number: String }
      type Visit @key(fields: "id") { id: ID! number: Int }`,
    resolvers: { Query: { found: () => ({ __typename: 'Visit', id: '1', number }) } },
  },
  scores: {
    sdl: `type Visit @key(fields: "id") { id: ID! number: Int @external score: String @requires(fields: "number") }`,
    resolvers: {
      Visit: {
        __resolveReference: (visit: object) => visit,
        score: (visit: object) => JSON.stringify('number' in visit ? visit.number : 'not sent'),
      },
    },
  },
});

describe('a @requires field that the query planner selects under an alias', () => {
  it.each([7, null])(
    'is sent to the subgraph under its own name, with the value %j',
    async (number) => {
      const graph = await createInProcessGraph(graphOf(number), AUTHORIZATION);
      const query = '{ found { ... on Person { number } ... on Visit { score } } }';
      expect((await attempt(graph, { query, caller: doctor })).data).toEqual({
        found: { score: JSON.stringify(number) },
      });
      await graph.close();
    },
  );

  it('is sent to no subgraph if it failed, even if the error names the alias', async () => {
    const graph = await createInProcessGraph(graphOf(null), AUTHORIZATION);
    const errors = [{ message: 'x', path: ['found', 'number__alias_0'] }];
    graph.tamper((_subgraph, body) => {
      expect(body).toContain('number__alias_0');
      return JSON.stringify({ ...(JSON.parse(body) as object), errors });
    });
    const query = '{ found { ... on Person { number } ... on Visit { score } } }';
    const { data, errors: reported, sent } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({ found: { score: null } });
    expect(reported).toEqual(['SUBGRAPH_FAILED found.score']);
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['people']);
    await graph.close();
  });
});
