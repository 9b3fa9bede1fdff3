import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import type { Caller } from '../../../gateway/platform/caller.ts';
import { attempt } from '../../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1 } from '../../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../../support/in-process-graph.ts';

const PATIENT = { id: 'p1', ssn: '999', note: 'n' };

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(
    {
      people: {
        sdl: `
          type Query { patient(id: ID! @patient): Patient  plain: String }
          type Mutation { setSsn(id: ID! @patient, ssn: String @phi @role(anyOf: ["clerk"])): Patient }
          type Patient @key(fields: "id") @patient(id: "id") {
            id: ID!
            ssn: String @phi @role(anyOf: ["doctor", "clerk", "self"])
          }
        `,
        resolvers: {
          Query: { patient: () => PATIENT, plain: () => 'plain' },
          Mutation: { setSsn: () => PATIENT },
        },
      },
      notes: {
        sdl: 'type Patient @key(fields: "id") { id: ID! note: String @phi @role(anyOf: ["doctor"]) }',
        resolvers: { Patient: { note: () => 'n' } },
      },
    },
    AUTHORIZATION,
  );
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

/** Refuses the responses of a subgraph. */
function refuse(subgraph: string): void {
  graph.tamper((name, body) => (name === subgraph ? null : body));
}

async function ask(query: string, caller: Caller = doctor): Promise<readonly AuditRecord[]> {
  const { records } = await attempt(graph, { query, caller });
  return records;
}

const FAILED = { kind: 'access', outcome: 'error', reason: 'SUBGRAPH_FAILED', accesses: [] };

describe('the record of a request for which the response of a subgraph was rejected', () => {
  it('names the subgraph as rejectedResponses, in addition to the fields that were released from another subgraph', async () => {
    refuse('notes');
    const records = await ask('{ patient(id: "p1") { ssn note } }');
    expect(records).toMatchObject([
      {
        kind: 'access',
        outcome: 'permit',
        reason: null,
        accesses: [{ type: 'Patient', fields: [{ name: 'ssn' }] }],
        details: { rejectedResponses: 'notes' },
      },
    ]);
  });

  it.each<[string, string, Caller]>([
    ['a lookup', '{ patient(id: "p1") { ssn } }', doctor],
    ['a lookup whose patient is found first', '{ patient(id: "p1") { ssn } }', p1],
    ['a query of no PHI', '{ plain }', doctor],
  ])(
    'has the outcome error and names the subgraph if nothing was released: %s',
    async (_what, query, caller) => {
      refuse('people');
      expect(await ask(query, caller)).toMatchObject([
        { ...FAILED, details: { rejectedResponses: 'people' } },
      ]);
    },
  );

  it('has the outcome error and names the subgraph for a mutation, after the record of the intent', async () => {
    refuse('people');
    const records = await ask('mutation { setSsn(id: "p1", ssn: "1") { ssn } }', clerk);
    expect(records).toMatchObject([
      { kind: 'intent', details: null },
      { kind: 'outcome', outcome: 'error', details: { rejectedResponses: 'people' } },
    ]);
  });

  it('has no rejectedResponses if every response was accepted', async () => {
    const records = await ask('{ patient(id: "p1") { ssn note } }');
    expect(records).toMatchObject([{ kind: 'access', details: null }]);
  });
});
