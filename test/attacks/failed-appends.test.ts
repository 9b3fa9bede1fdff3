import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createHash } from 'node:crypto';
import type { ExecutionDependencies } from '../../gateway/pipeline/authorized-execution.ts';
import { executeOperation } from '../../gateway/pipeline/execute-operation.ts';
import { asObject } from '../../gateway/pipeline/respond.ts';
import { GatewayError } from '../../gateway/platform/errors.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import {
  contextOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';
import { createWardGraph } from './ward-graph.ts';

const { subgraphs, written } = createWardGraph();
let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(subgraphs, AUTHORIZATION);
});
afterAll(() => graph.close());
beforeEach(() => {
  written.length = 0;
});

describe('a failure to write an audit record', () => {
  const QUERY = 'mutation { setNick(patient: "p1", value: "n") { nick ssn } }';
  const run = (
    failing: (kind: string) => boolean,
    query = QUERY,
    parts: Partial<ExecutionDependencies> = {},
  ) =>
    executeOperation(
      {
        ...graph.parts,
        ...parts,
        append: (record) =>
          failing(record.kind)
            ? Promise.reject(new GatewayError('AUDIT_UNAVAILABLE'))
            : Promise.resolve(),
      },
      {
        document: parse(query),
        queryHash: createHash('sha256').update(query).digest('hex'),
        operationName: null,
        reportsCost: false,
        variables: null,
        context: contextOf(doctor),
      },
      asObject,
    );

  it('before a mutation runs prevents it, with AUDIT_UNAVAILABLE', async () => {
    await expect(run((kind) => kind === 'intent')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(written).toEqual([]);
  });

  it('gives 503 AUDIT_UNAVAILABLE without data, with executed: true, if a record cannot be written after a mutation ran', async () => {
    const { data, errors } = await run((kind) => kind === 'outcome');
    expect(written).toEqual([['p1', 'n']]);
    expect(data).toBeUndefined();
    expect(errors?.map((error) => error.extensions)).toEqual([
      { code: 'AUDIT_UNAVAILABLE', executed: true, http: { status: 503 } },
    ]);
    // The log names the one write whose outcome is not recorded.
    expect(graph.lostOutcomes.splice(0)).toMatchObject([{ code: 'AUDIT_UNAVAILABLE' }]);
  });

  it.each([
    ['a coded fault', new GatewayError('REPORTS_UNAVAILABLE'), 'REPORTS_UNAVAILABLE'],
    [
      'a fault with the code of the ledger',
      new GatewayError('AUDIT_UNAVAILABLE'),
      'AUDIT_UNAVAILABLE',
    ],
    ['a bug', new TypeError('of ours'), 'INTERNAL_SERVER_ERROR'],
  ])(
    'does not happen, and the outcome "error" is recorded, if the release after a mutation fails with %s',
    async (_what, fault, code) => {
      const recorded: string[] = [];
      const note = (kind: string) => recorded.push(kind) > 9;
      const now = () => {
        throw fault;
      };
      const { data, errors } = await run(note, QUERY, { now });
      expect(data).toBeUndefined();
      expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ code, executed: true }]);
      expect(recorded).toEqual(['intent', 'outcome']);
      expect(graph.faults.splice(0)).toEqual([fault]);
      expect(graph.lostOutcomes).toEqual([]);
    },
  );

  it('is reported if the release after a mutation fails and the outcome "error" cannot be recorded', async () => {
    const fault = new TypeError('of ours');
    const now = () => {
      throw fault;
    };
    const { errors } = await run((kind) => kind === 'outcome', QUERY, { now });
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ executed: true }]);
    expect(graph.faults.splice(0)).toEqual([fault]);
    expect(graph.lostOutcomes.splice(0)).toMatchObject([{ code: 'AUDIT_UNAVAILABLE' }]);
  });

  it('gives 500 without data, with executed: true, after an unexpected exception once a mutation ran, and appends the outcome again', async () => {
    const bug = new TypeError('of ours');
    const recorded: string[] = [];
    const { data, errors } = await run((kind) => {
      recorded.push(kind);
      if (recorded.length === 2) throw bug;
      return false;
    });
    expect(written).toEqual([['p1', 'n']]);
    expect(recorded).toEqual(['intent', 'outcome', 'outcome']);
    expect(graph.faults.splice(0)).toEqual([bug]);
    expect(data).toBeUndefined();
    expect(errors?.map((error) => [error.message, error.extensions])).toEqual([
      [
        'The request failed.',
        { code: 'INTERNAL_SERVER_ERROR', executed: true, http: { status: 500 } },
      ],
    ]);
  });

  it('about a denied mutation gives AUDIT_UNAVAILABLE', async () => {
    await expect(run(() => true, 'mutation { close }')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
  });

  it('about a query gives AUDIT_UNAVAILABLE after the subgraph was asked', async () => {
    await expect(run(() => true, '{ patient(id: "p1") { ssn nick } }')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(graph.received).not.toEqual([]);
  });
});
