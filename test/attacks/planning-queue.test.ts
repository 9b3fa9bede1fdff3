import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { planInThread } from '../../gateway/pipeline/execution/plan-thread.ts';
import type { ApolloPlanner } from '../../gateway/pipeline/execution/apollo-planner.ts';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';
import { watchThreads } from '../support/started-threads.ts';

const written: unknown[] = [];
const threads = watchThreads();
let graph: InProcessGraph;
let queue: ApolloPlanner;
beforeAll(async () => {
  graph = await createInProcessGraph(
    {
      ward: {
        sdl: `
          type Query { ping: Int }
          type Mutation {
            setNick(patient: ID! @patient, value: String): Patient
          }
          type Patient @key(fields: "id") @patient(id: "id") { id: ID! nick: String }
        `,
        resolvers: {
          Mutation: {
            setNick: (_: unknown, { patient }: Record<string, unknown>) => write(patient),
          },
        },
      },
    },
    AUTHORIZATION,
    {
      planning: async (supergraphSdl) => {
        queue = await planInThread(supergraphSdl);
        return queue;
      },
    },
  );
});
afterAll(async () => {
  threads.close();
  await graph.close();
});
afterEach(() => {
  written.length = 0;
});

function write(patient: unknown) {
  written.push(patient);
  return { id: patient, nick: 'nick' };
}

/** Queues so many documents that the planning thread refuses the next one. */
function fillQueue(): Promise<unknown> {
  const operation = { text: '{ ping }', hash: 'ping', variables: {} };
  return Promise.allSettled(Array.from({ length: 200 }, () => queue.plan(operation)));
}

const setNick = (alias: string, fields = 'nick') =>
  `mutation { ${alias}: setNick(patient: "p1", value: "n") { ${fields} } }`;
const NOTHING_EXECUTED = { errors: [], records: [], sent: [] };

describe('a mutation', () => {
  it('is refused with UNPLANNED_BUDGET and no intent record while the planning queue is full, and runs after that', async () => {
    const filling = fillQueue();
    const query = setNick('a');
    const refused = await attempt(graph, { query, caller: doctor });
    expect(refused).toMatchObject({ refused: 'UNPLANNED_BUDGET', ...NOTHING_EXECUTED });
    expect(written).toEqual([]);
    await filling;
    const { data, records } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({ a: { nick: 'nick' } });
    expect(records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
  });

  it('fails with "the planning thread has ended" and no intent record if the thread dies, and runs when sent again', async () => {
    // Another alias alone would share the plan of the mutation above.
    const query = setNick('b', 'id nick');
    const attempting = attempt(graph, { query, caller: doctor });
    const [attempted] = await Promise.allSettled([attempting, threads.killLast()]);
    expect(String(attempted.status === 'rejected' && attempted.reason)).toContain(
      'the planning thread has ended',
    );
    expect(graph).toMatchObject({ records: [], received: [], faults: [] });
    expect(written).toEqual([]);
    expect((await attempt(graph, { query, caller: doctor })).records).toHaveLength(2);
  });

  it('runs despite a full planning queue if its plan is cached', async () => {
    const query = setNick('c');
    await attempt(graph, { query, caller: doctor });
    const filling = fillQueue();
    const { data, records } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({ c: { nick: 'nick' } });
    expect(records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    await filling;
  });
});
