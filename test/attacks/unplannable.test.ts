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

/** An operation of fields of one interface, nested. */
const nested = (depth: number) =>
  `{ thing { ${'next { '.repeat(depth)} name ${'}'.repeat(depth)} } }`;

describe('an interface whose types have the same fields in two subgraphs', () => {
  const shared = `
    type Query { thing: Thing @shareable }
    interface Thing { name: String next: Thing }
    ${Array.from({ length: 8 }, (_, at) => `type T${at} implements Thing @key(fields: "id") { id: ID! name: String @shareable next: Thing @shareable }`).join(' ')}
  `;
  const thing = { __typename: 'T0', id: 't1', name: 'n' };
  const resolvers = { Query: { thing: () => thing }, T0: { next: () => thing } };

  it('is served one level deep, and refused 13 levels deep in less than 10 s: OPERATION_TOO_COMPLEX', async () => {
    const parts = { a: { sdl: shared, resolvers }, b: { sdl: shared, resolvers } };
    const graph = await createInProcessGraph(parts, AUTHORIZATION, { planning: planInThread });
    const { data } = await attempt(graph, { query: nested(1), caller: doctor });
    expect(data).toEqual({ thing: { next: { name: 'n' } } });
    const since = performance.now();
    for (const depth of [5, 13])
      expect(await attempt(graph, { query: nested(depth), caller: doctor })).toMatchObject(
        refusedWith('OPERATION_TOO_COMPLEX'),
      );
    expect(performance.now() - since).toBeLessThan(10_000);
    await graph.close();
  });
});
