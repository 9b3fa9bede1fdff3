import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
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
          type Query { ping: Int find(in: JSON): Int other(in: JSON): Int }
          type Mutation {
            setNick(patient: ID! @patient, value: String): Patient
          }
          scalar JSON
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

  it('runs once, planned by a new thread, if the thread dies while it is planned', async () => {
    // Another alias alone would share the plan of the mutation above.
    const attempting = attempt(graph, { query: setNick('b', 'id nick'), caller: doctor });
    const [{ data, records }] = await Promise.all([attempting, threads.killLast()]);
    expect(data).toEqual({ b: { id: 'p1', nick: 'nick' } });
    expect(records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    expect(written).toEqual(['p1']);
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

/** An operation with a literal that the planner needs minutes for. Operations of clients reach it without literals. */
const endless = (field: string) => {
  const text = `{ ${field}(in: ${'['.repeat(30)}1${']'.repeat(30)}) }`;
  return { text, hash: text };
};
const TOO_COMPLEX = {
  code: 'OPERATION_TOO_COMPLEX',
  problems: ['Planning the operation takes too long.'],
};

describe('an operation that is not planned in 10 s', () => {
  it('is refused alone with OPERATION_TOO_COMPLEX, at once when it is sent again; those that wait are planned', async () => {
    const late = queue.plan(endless('find'));
    const others = [setNick('d', 'id'), '{ ping }', '{ a: ping b: ping }'].map((query) =>
      graph.run({ query, caller: doctor }),
    );
    await expect(late).rejects.toMatchObject(TOO_COMPLEX);
    const answers = await Promise.all(others);
    expect(answers.map(({ errors }) => errors ?? [])).toEqual([[], [], []]);
    expect(written).toEqual(['p1']);
    const since = performance.now();
    await expect(queue.plan(endless('find'))).rejects.toMatchObject(TOO_COMPLEX);
    expect(performance.now() - since).toBeLessThan(100);
  }, 60_000);

  it('is refused in the same way if it ends the thread twice, while the next operation is planned', async () => {
    const settled = Promise.allSettled([
      queue.plan(endless('other')),
      queue.plan({ text: '{ ping c: ping }', hash: 'next' }),
    ]);
    const before = threads.count();
    await threads.killLast();
    while (threads.count() === before) await wait(10);
    // It has the operation once it has started.
    await wait(2_000);
    await threads.killLast();
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: TOO_COMPLEX },
      { status: 'fulfilled' },
    ]);
    await expect(queue.plan(endless('other'))).rejects.toMatchObject(TOO_COMPLEX);
  }, 60_000);
});
