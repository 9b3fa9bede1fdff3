import { describe, expect, it } from '@jest/globals';
import { planHere } from '../../gateway/pipeline/execution/plan-queries.ts';
import { planInThread } from '../../gateway/pipeline/execution/plan-thread.ts';
import { compose } from '../../schema/compose.ts';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { HEAD } from '../support/compose-subgraphs.ts';
import { createInProcessGraph } from '../support/in-process-graph.ts';

const LIBRARY = {
  root: {
    sdl: 'type Query { book: Book } type Mutation { lend: Book } type Book @key(fields: "id") { id: ID! }',
    resolvers: { Query: { book: () => ({ id: 'b1' }) }, Mutation: { lend: () => ({ id: 'b1' }) } },
  },
  weights: {
    sdl: `type Book @key(fields: "id") {
      id: ID! weight: Int size: String @external postage: String @requires(fields: "size") }`,
    resolvers: {
      Book: { weight: () => 7, postage: ({ size }: { size: string }) => `for ${size}` },
    },
  },
  sizes: {
    sdl: `type Book @key(fields: "id") {
      id: ID! weight: Int @external postage: String @external
      size: String @requires(fields: "weight") label: String @requires(fields: "postage") }`,
    resolvers: {
      Book: {
        size: ({ weight }: { weight?: number }) => `size of ${String(weight)}`,
        label: ({ postage }: { postage: string }) => `label ${postage}`,
      },
    },
  },
};

describe('an operation on several subgraphs', () => {
  it('is OPERATION_NOT_SUPPORTED, and nothing is sent, if the plan does not fetch what a field @requires', async () => {
    const graph = await createInProcessGraph(LIBRARY, AUTHORIZATION);
    for (const query of [
      '{ book { label } }',
      '{ book { label again: label } }',
      '{ book { size label } }',
      'mutation { lend { label } }',
    ])
      expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
        ...refusedWith('OPERATION_NOT_SUPPORTED'),
        records: [],
      });
    await graph.close();
  });

  it('is served if the plan fetches what all of its fields @requires', async () => {
    const graph = await createInProcessGraph(LIBRARY, AUTHORIZATION);
    const query = '{ book { size weight postage again: postage } }';
    expect((await attempt(graph, { query, caller: doctor })).data).toEqual({
      book: { size: 'size of 7', weight: 7, postage: 'for size of 7', again: 'for size of 7' },
    });
    await graph.close();
  });

  it.each([
    ['in the same thread', planHere],
    ['in its own thread', planInThread],
  ])(
    'is rejected with OPERATION_NOT_SUPPORTED if the query planner throws %s',
    async (_where, load) => {
      const composed = compose([
        {
          name: 'a',
          url: 'http://a.test',
          sdl: `${HEAD} type Query { book: Book } type Book @key(fields: "id") { id: ID! }`,
        },
        {
          name: 'b',
          url: 'http://b.test',
          sdl: `${HEAD} type Book @key(fields: "id") { id: ID! code: Int }`,
        },
      ]);
      const sdl = composed.ok ? composed.supergraphSdl : '';
      const unreachable = sdl.replace('join__type(graph: B, key: "id")', 'join__type(graph: B)');
      expect(unreachable).not.toBe(sdl);
      const plans = await load(unreachable);
      const planning = plans.plan({ text: '{ book { code } }', hash: 'h' });
      await expect(planning).rejects.toMatchObject({
        code: 'OPERATION_NOT_SUPPORTED',
        reason: 'NOT_PLANNABLE',
      });
      await plans.close();
    },
  );
});
