import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

/** As PostGraphile generates it: objects and payloads of mutations have a field that returns the query root. */
const NOTES: Readonly<Record<string, TestSubgraph>> = {
  notes: {
    sdl: `
      type Query implements Root {
        patient(id: ID! @patient): Patient
        latestSsn: String @phi(category: SSN) @role(anyOf: ["self", "doctor"])
        pulseOf(patient: ID! @patient): String @phi @role(anyOf: ["self", "doctor"])
        notes: [Note!]!
        root: Root
      }
      type Mutation { touch(patient: ID! @patient): Payload }
      interface Root { latestSsn: String notes: [Note!]! }
      type Payload { ok: Boolean query: Query }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! query: Query root: Root }
      type Note { text: String @phi @role(anyOf: ["self", "doctor"]) }
    `,
    resolvers: {
      Query: {
        patient: () => ({ id: 'p1', query: {}, root: { __typename: 'Query' } }),
        latestSsn: () => 'ssn of p9',
        pulseOf: () => 'pulse of p1',
        notes: () => [{ text: 'note of p8' }],
        root: () => ({ __typename: 'Query' }),
      },
      Mutation: { touch: () => ({ ok: true, query: {} }) },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(NOTES, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('PHI of the query root that names no patient', () => {
  it.each([
    ['an object of patient p1', '{ patient(id: "p1") { query { latestSsn notes { text } } } }'],
    [
      'an object of patient p1, by an interface of the query root',
      '{ patient(id: "p1") { root { latestSsn notes { text } } } }',
    ],
    ['the query root itself', '{ root { latestSsn notes { text } } }'],
  ])('is not released to patient p1 below %s', async (_where, query) => {
    const outcome = await attempt(graph, { query, caller: p1 });
    expect(JSON.stringify(outcome.data)).not.toContain(' of p');
    expect(outcome.released).toEqual([]);
  });

  it('is not requested for patient p1 below an object of patient p1', async () => {
    const query = '{ patient(id: "p1") { query { latestSsn } } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      data: { patient: { query: { latestSsn: null } } },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE patient.query.latestSsn'],
      asked: ['notes Patient.id', 'notes Patient.query', 'notes Query.patient'],
    });
  });

  it('is not requested by an interface of the query root either', async () => {
    const query = '{ patient(id: "p1") { root { latestSsn } } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE patient.root.latestSsn'],
      asked: ['notes Patient.id', 'notes Patient.root', 'notes Query.patient'],
    });
  });

  it('makes a mutation for patient p1 refused if its payload selects it', async () => {
    const query = 'mutation { touch(patient: "p1") { ok query { latestSsn } } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({ data: null, sent: [] });
  });

  it.each([
    '{ patient(id: "p1") { query { latestSsn notes { text } } } }',
    'mutation { touch(patient: "p1") { query { latestSsn notes { text } } } }',
  ])('is recorded under no patient if it is released to a doctor by %s', async (query) => {
    const { released } = await attempt(graph, { query, caller: doctor });
    expect(released).toEqual(['Note.text full null null', 'Query.latestSsn full null null']);
  });

  it('belongs to the patient that its own argument names', async () => {
    const query = '{ patient(id: "p1") { query { pulseOf(patient: "p1") } } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      data: { patient: { query: { pulseOf: 'pulse of p1' } } },
      errors: [],
      released: ['Query.pulseOf full p1 null'],
    });
  });
});
