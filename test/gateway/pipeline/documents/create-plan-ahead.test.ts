import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { parse } from 'graphql';
import { createPlanAhead } from '../../../../gateway/pipeline/documents/create-plan-ahead.ts';
import type { TrustedDocument } from '../../../../gateway/pipeline/documents/parse-manifest.ts';
import { planHere } from '../../../../gateway/pipeline/execution/plan-queries.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import type { RequestContext } from '../../../../gateway/platform/request-context.ts';
import { isDeepStrictEqual } from 'node:util';
import type { AuthorizationOptions } from '../../../../gateway/pipeline/graph/authorization-options.ts';
import type { UnplannedBudget } from '../../../../gateway/pipeline/limits/create-unplanned-budget.ts';
import {
  compareWithReference,
  type Trial,
} from '../../../support/federated/compare-with-reference.ts';
import {
  randomTrial,
  serveGraph,
  type FederatedGraph,
} from '../../../support/federated/federated-graph.ts';
import { randomAuthorization } from '../../../support/federated/random-caller.ts';
import { randomGraph } from '../../../support/federated/random-graph.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';
import { repeatTrial } from '../../../support/federated/repeat-trial.ts';
import { casesAtDepth } from '../../../support/depth.ts';
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

function planner(signal = new AbortController().signal, { parts }: InProcessGraph = clinic) {
  const { graph, cache } = parts.current();
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

const { numRuns: GRAPHS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(1, 15);
const DOCUMENTS = 8;

describe(`documents of generated graphs (TEST_SEED=${SEED})`, () => {
  it('get the same responses, records and requests to subgraphs, whether they are planned ahead or when they are sent', async () => {
    const differences: object[] = [];
    const faults: string[] = [];
    const derived = { ahead: 0, onDemand: 0 };
    for (let [number, tried] = [0, 0]; tried < GRAPHS; number += 1) {
      const seed = hashOf(SEED, number);
      const serve = (noted: keyof typeof derived) => {
        const run: UnplannedBudget['run'] = async (_context, work) => {
          derived[noted] += 1;
          return work();
        };
        return serveGraph(randomGraph(seed), randomAuthorization(seed), { unplanned: { run } });
      };
      const [ahead, onDemand] = [await serve('ahead'), await serve('onDemand')];
      if ('problems' in ahead || 'problems' in onDemand) continue;
      tried += 1;
      const trials = Array.from({ length: DOCUMENTS }, (_, at) =>
        randomTrial(ahead, hashOf(seed, at)),
      );
      await planner(undefined, ahead.graph)(trials.map(({ operation }) => listed(operation.query)));
      const random = createRandom(seed);
      const ofRoles = [...trials, ...trials].map((trial) =>
        withOneRole(trial, ahead.authorization, random),
      );
      const repeated = trials.map((trial) => repeatTrial(trial, random.pick(trials), random));
      for (const trial of [...ofRoles, ...repeated]) {
        const [found, expected] = [await tryTrial(ahead, trial), await tryTrial(onDemand, trial)];
        if (!isDeepStrictEqual(found, expected)) differences.push({ seed, found, expected });
        faults.push(...found.faults);
      }
      await ahead.close();
      await onDemand.close();
    }
    expect([differences, faults]).toEqual([[], []]);
    expect(derived.ahead).toBeLessThan(derived.onDemand * 0.8);
  });
});

/** The same by a caller with one role and nothing else, except the claim that some roles need. */
function withOneRole(
  trial: Trial,
  { reach, purposes }: AuthorizationOptions,
  random: Random,
): Trial {
  const role = random.pick([...reach.keys()]);
  const isSelf = reach.get(role) === 'self';
  const patient = random.pick(['Patient-0', 'Patient-1']);
  const caller = {
    ...trial.caller,
    roles: [role],
    claims: new Map([[role, [patient]]]),
    own: isSelf ? patient : null,
    granted: null,
    purpose: null,
    withheld: new Set(purposes.keys()),
    held: { scopes: [], policies: [] },
    decided: [],
  };
  return { ...trial, caller };
}

/** The response's differences from the reference and from a gateway that keeps nothing, the records, and the requests to subgraphs. */
async function tryTrial(served: FederatedGraph, trial: Trial) {
  const { faults, records } = await compareWithReference(served, trial);
  const received = served.graph.received.map(({ subgraph, query, variables }) => ({
    subgraph,
    query,
    variables,
  }));
  return { faults, records, received };
}
