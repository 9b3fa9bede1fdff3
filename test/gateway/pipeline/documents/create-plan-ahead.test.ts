import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { parse } from 'graphql';
import { createPlanAhead } from '../../../../gateway/pipeline/documents/create-plan-ahead.ts';
import type { TrustedDocument } from '../../../../gateway/pipeline/documents/parse-manifest.ts';
import { planHere } from '../../../../gateway/pipeline/execution/plan-queries.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import type { RequestContext } from '../../../../gateway/platform/request-context.ts';
import { AUTHORIZATION, clerk, doctor, doctorAndP1, p1 } from '../../../support/callers.ts';
import { CLINIC } from '../../../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../../../support/in-process-graph.ts';

let clinic: InProcessGraph;
/** Texts that the planner got. */
const plans: string[] = [];
/** Requests that needed the budget of operations that are not cached yet. */
const budgeted: RequestContext[] = [];
const logged: string[] = [];
const log = createLog('info', { write: (line: string) => void logged.push(line) });

beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION, {
    planning: async (supergraphSdl) => {
      const { plan, ...apollo } = await planHere(supergraphSdl);
      return {
        ...apollo,
        plan: (operation) => {
          plans.push(operation.text);
          return plan(operation);
        },
      };
    },
    unplanned: {
      run: async (context, work) => {
        budgeted.push(context);
        return work();
      },
    },
  });
});
afterAll(() => clinic.close());
beforeEach(() => {
  for (const list of [plans, budgeted, logged]) list.length = 0;
});

function planner(signal = new AbortController().signal) {
  const { graph, cache } = clinic.parts.current();
  return createPlanAhead({ graph, cache, limits: { selections: 1_000 }, log, signal });
}

function listed(text: string): TrustedDocument {
  const sha256 = hash('sha256', text, 'hex');
  return { id: sha256, text, sha256 };
}

const lines = () => logged.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe('a document that is planned ahead', () => {
  it('needs no planning and no budget for unplanned operations when a caller with one role sends it, with or without operationName', async () => {
    const query = 'query Ahead($first: Int) { patients(first: $first) { id name ssn } }';
    await planner()([listed(query)]);
    const before = plans.length;
    expect(before).toBeGreaterThan(0);
    for (const caller of [doctor, clerk])
      for (const operationName of [null, 'Ahead']) {
        const { data } = await clinic.run({
          query,
          caller,
          operationName,
          variables: { first: 1 },
        });
        expect(data).toMatchObject({ patients: [{}] });
      }
    expect([plans.length, budgeted.length]).toEqual([before, 0]);
  });

  it('is planned once for roles that fetch the same, and its plan serves a caller with two roles', async () => {
    const query = 'query Shared { patients { id nick } }';
    await planner()([listed(query)]);
    expect(new Set(plans).size).toBe(plans.length);
    const before = plans.length;
    await clinic.run({ query, caller: doctorAndP1 });
    expect(plans).toHaveLength(before);
  });

  it('gets each caller the same response as a document that is not planned ahead', async () => {
    const query = 'query Views($id: ID!) { patient(id: $id) { name ssn born } patients { ssn } }';
    const request = { query, variables: { id: 'p1' } };
    const unplanned = query.replace('Views', 'Unplanned');
    await planner()([listed(query)]);
    for (const caller of [doctor, clerk, p1, doctorAndP1])
      expect(await clinic.run({ ...request, caller })).toEqual(
        await clinic.run({ ...request, query: unplanned, caller }),
      );
  });

  it('is not planned again when the manifest is read again, but a new document of the manifest is planned', async () => {
    const plan = planner();
    const [one, two] = ['query A { beings { id } }', 'query B { beings { name } }'].map(listed);
    if (one === undefined || two === undefined) throw new TypeError('there are two documents');
    await plan([one]);
    const before = plans.length;
    await plan([one, two]);
    expect(plans.length).toBeGreaterThan(before);
    expect(lines().map(({ msg, count }) => [msg, count])).toEqual([
      ['documents are planned', 1],
      ['documents are planned', 1],
    ]);
  });
});

describe('a document of a manifest that would be refused', () => {
  it.each([
    ['GRAPHQL_VALIDATION_FAILED', 'Gone', 'query Gone { patients { vanished } }'],
    ['GRAPHQL_PARSE_FAILED', 'Cut', 'query Cut { patients {'],
    ['OPERATION_TOO_COMPLEX', 'Wide', `query Wide { ${'count '.repeat(1_001)} }`],
    ['OPERATION_TOO_COMPLEX', 'Same', `query Same { ${'count '.repeat(800)} }`],
    ['OPERATION_NOT_SUPPORTED', 'Sub', 'subscription Sub { __typename }'],
  ])(
    'causes a warning with the code %s and the name and hash of the document, and another document is planned',
    async (code, operation, text) => {
      const other = `query Other${operation} { beings { id name } }`;
      await planner()([listed(text), listed(other)]);
      expect(lines()).toMatchObject([
        {
          msg: 'a document of a manifest would be refused',
          code,
          operation,
          hash: hash('sha256', text, 'hex'),
        },
        { msg: 'documents are planned', count: 1 },
      ]);
    },
  );
});

describe('planning ahead', () => {
  it('does not start and logs nothing once the gateway stops', async () => {
    const stop = new AbortController();
    stop.abort();
    await planner(stop.signal)([listed('query Late { things { __typename } }')]);
    expect([plans, logged]).toEqual([[], []]);
  });

  it('plans also the second operation of a document with two operations', async () => {
    const query = 'query First { count } query Second { beings { __typename id } }';
    expect(parse(query).definitions).toHaveLength(2);
    await planner()([listed(query)]);
    const before = plans.length;
    await clinic.run({ query, operationName: 'Second', caller: doctor });
    expect([plans.length, budgeted.length]).toEqual([before, 0]);
  });
});
