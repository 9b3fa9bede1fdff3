import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const edges = ['p1', 'p2', 'p3'].map((id) => ({ cursor: `at-${id}`, node: { id, owner: { id } } }));

const connection = () => ({ edges, totalCount: edges.length });

const CONNECTIONS: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query { patients: PatientConnection labs: LabConnection }
      type PatientConnection {
        edges: [PatientEdge!]!
        totalCount: Int @phi @role(anyOf: ["doctor", "self"])
      }
      type PatientEdge @patient(id: "node.id") { cursor: String! node: Patient! }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! }
      type LabConnection { edges: [LabEdge] }
      type LabEdge @patient(id: "node.owner.id") { cursor: String node: Lab }
      type Lab @key(fields: "id") @patient(id: "owner.id") { id: ID! owner: Patient! }
    `,
    resolvers: { Query: { patients: connection, labs: connection } },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(CONNECTIONS, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('a connection edge with a @patient path to its node', () => {
  it.each([
    ['with its node selected', '{ patients { edges { cursor node { id } } } }'],
    ['without its node selected', '{ patients { edges { cursor } } }'],
    ['with __typename alone', '{ patients { edges { __typename } } }'],
    ['with a longer @patient path', '{ labs { edges { cursor node { id } } } }'],
    ['with a longer @patient path, without its node selected', '{ labs { edges { cursor } } }'],
  ])(
    'is omitted for a caller who may not access the patient of its node, and kept for one who may: %s',
    async (_how, query) => {
      const { data, errors } = await attempt(graph, { query, caller: p1 });
      const [found] = Object.values(data as Record<string, { edges: readonly unknown[] }>);
      expect({ count: found?.edges.length, errors }).toEqual({ count: 1, errors: [] });
      expect(JSON.stringify(data)).not.toMatch(/p2|p3/);
      const all = await attempt(graph, { query, caller: doctor });
      const [whole] = Object.values(all.data as Record<string, { edges: readonly unknown[] }>);
      expect(whole?.edges).toHaveLength(3);
    },
  );
});

describe('a connection count that is PHI', () => {
  it('is released to a role that may access every patient, and null with UNAUTHORIZED_FIELD_OR_TYPE for a patient', async () => {
    const query = '{ patients { totalCount } }';
    const own = await attempt(graph, { query, caller: p1 });
    expect(own).toMatchObject({
      data: { patients: { totalCount: null } },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE patients.totalCount'],
    });
    expect((await attempt(graph, { query, caller: doctor })).data).toEqual({
      patients: { totalCount: 3 },
    });
  });
});
