import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OverlappingFieldsCanBeMergedRule, parse, validate } from 'graphql';
import { readClientSchema } from '../../../../schema/client-schema-text.ts';
import type { ApolloPlanner } from '../../../../gateway/pipeline/execution/apollo-planner.ts';
import {
  createPlanner,
  type Planner,
} from '../../../../gateway/pipeline/execution/create-planner.ts';
import { planHere } from '../../../../gateway/pipeline/execution/plan-queries.ts';
import { planInThread } from '../../../../gateway/pipeline/execution/plan-thread.ts';
import { composeSdl, HEAD } from '../../../support/compose-subgraphs.ts';
import { atDepth } from '../../../support/depth.ts';
import { composedGraphs } from '../../../support/federated/composed-graphs.ts';
import { randomOperation } from '../../../support/federated/random-operation.ts';
import { watchThreads } from '../../../support/started-threads.ts';

const composed = composeSdl({
  a: `${HEAD} type Query { one: Person } type Person @key(fields: "id") { id: ID! name: String }`,
  b: `${HEAD} type Person @key(fields: "id") { id: ID! name: String @external risk: Int @requires(fields: "name") }`,
});
if (!composed.ok) throw new Error('not composed');
const { supergraphSdl } = composed;

const prepared = (text: string) => ({ text, hash: text, document: parse(text) });

describe('query planning in a worker thread', () => {
  let threaded: Planner;
  let here: Planner;
  beforeAll(async () => {
    threaded = await createPlanner(composed, planInThread);
    here = await createPlanner(composed);
  });
  afterAll(() => Promise.all([threaded.close(), here.close()]));

  it.each([
    '{ one { id } }',
    '{ one { risk } }',
    'query($v: Boolean = true) { one { name risk } }',
  ])('gives the same plan as planning in the main thread: %s', async (text) => {
    const [there, own] = [
      await threaded.plan(prepared(text), {}),
      await here.plan(prepared(text), {}),
    ];
    expect(JSON.stringify(there.plan)).toBe(JSON.stringify(own.plan));
    expect([...there.provenance]).toEqual([...own.provenance]);
  });

  it('leaves the main thread idle for at least a fifth of the time that a large plan takes', async () => {
    const aliases = Array.from({ length: 300 }, (_, at) => `a${at}: one { risk name }`).join(' ');
    const before = performance.eventLoopUtilization();
    const planned = threaded.plan(prepared(`{ ${aliases} }`), {});
    await planned;
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.8);
  });

  it('fails with OPERATION_NOT_SUPPORTED for an operation that cannot be planned, and plans the next one', async () => {
    await expect(threaded.plan(prepared('{ nowhere }'), {})).rejects.toMatchObject({
      code: 'OPERATION_NOT_SUPPORTED',
    });
    await expect(threaded.plan(prepared('{ one { name } }'), {})).resolves.toBeDefined();
  });

  it('refuses a supergraph with an unsupported version of the join spec at the start', async () => {
    const broken = supergraphSdl.replace('join/v0.5', 'join/v9.9');
    await expect(planInThread(broken)).rejects.toThrow(/join/);
  });
});

describe('query planning of random operations over generated graphs', () => {
  it('gives the same plans, and refuses the same operations, in a worker thread and in the main thread', async () => {
    const plans: unknown[] = [];
    for (const { model, composed: generated } of composedGraphs(atDepth(1, 50))) {
      const here = await planHere(generated.supergraphSdl);
      const there = await planInThread(generated.supergraphSdl);
      expect(there.schema).toEqual(here.schema);
      const schema = readClientSchema(here.schema);
      const texts = Array.from(
        { length: 100 },
        (_, seed) => randomOperation(schema, seed, { ...model, idsFor: () => [] }).query,
      ).filter((text) => validate(schema, parse(text), ONLY_OVERLAPS).length === 0);
      const planned = await plansOf(here, texts);
      expect(await plansOf(there, texts)).toEqual(planned);
      plans.push(...planned);
      await there.close();
    }
    expect(JSON.stringify(plans)).toContain('"Flatten"');
  });
});

/** The only rule that a random operation can break. */
const ONLY_OVERLAPS = [OverlappingFieldsCanBeMergedRule];

/** The plan of each operation, or its error. */
function plansOf({ plan }: ApolloPlanner, texts: readonly string[]) {
  return Promise.all(
    texts.map((text) => plan({ text, hash: text }).catch((error: unknown) => error)),
  );
}

describe('a planning thread that dies', () => {
  it('is replaced by a new one, which plans what was waiting', async () => {
    const threads = watchThreads();
    const planner = await createPlanner(composed, planInThread);
    const waiting = planner.plan(prepared('{ one { risk } }'), {});
    await threads.killLast();
    await expect(waiting).resolves.toBeDefined();
    await expect(planner.plan(prepared('{ one { name } }'), {})).resolves.toBeDefined();
    expect(threads.count()).toBe(2);
    threads.close();
    await planner.close();
  });

  it('is not replaced after the planner is closed: what was waiting fails', async () => {
    const threads = watchThreads();
    const planner = await createPlanner(composed, planInThread);
    const waiting = ['{ one { risk } }', '{ one { name } }'].map((text) =>
      expect(planner.plan(prepared(text), {})).rejects.toThrow('the planner is closed'),
    );
    await planner.close();
    await Promise.all(waiting);
    expect(threads.count()).toBe(1);
    threads.close();
  });

  it('does not raise the limit of 100 waiting plans while a new thread starts: more get UNPLANNED_BUDGET', async () => {
    const threads = watchThreads();
    const plans = await planInThread(supergraphSdl);
    await threads.killLast();
    const text = '{ one { name } }';
    const asked = Array.from({ length: 150 }, () => plans.plan({ text, hash: text }));
    const settled = await Promise.allSettled(asked);
    const refused = settled.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(50);
    expect(refused[0]).toMatchObject({ reason: { code: 'UNPLANNED_BUDGET' } });
    threads.close();
    await plans.close();
  });
});
