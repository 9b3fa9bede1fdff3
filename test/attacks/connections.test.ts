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

/** The subgraph answers with labs of two patients, whichever patient the arguments name. */
const labsOf = {
  edges: ['p1', 'p2'].map((id) => ({
    cursor: `at-${id}`,
    node: {
      id: `lab of ${id}`,
      owner: { id },
      value: `value of ${id}`,
      chart: { notes: [{ owner: { id: 'p2' }, text: 'note' }] },
    },
    note: { owner: { id }, text: `note of ${id}` },
  })),
};

const CONNECTIONS: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query { patients: PatientConnection labs: LabConnection
        labsOf(patient: ID @patient, patients: [ID!] @patient): ResultConnection
      }
      type PatientConnection {
        edges: [PatientEdge!]!
        totalCount: Int @phi @role(anyOf: ["doctor", "self"])
      }
      type PatientEdge @patient(id: "node.id") { cursor: String! node: Patient! }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! }
      type LabConnection { edges: [LabEdge] }
      type LabEdge @patient(id: "node.owner.id") { cursor: String node: Lab }
      type Lab @key(fields: "id") @patient(id: "owner.id") {
        id: ID!
        owner: Patient!
        value: String @phi @role(anyOf: ["doctor", "self"])
        chart: Chart
      }
      type ResultConnection { edges: [ResultEdge!]! }
      type ResultEdge { cursor: String node: Lab note: Note! }
      type Chart { notes: [Note!]! }
      type Note @patient(id: "owner.id") {
        owner: Patient!
        text: String @phi @role(anyOf: ["doctor", "self"])
      }
    `,
    resolvers: { Query: { patients: connection, labs: connection, labsOf: () => labsOf } },
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

function labsOfQuery(argument: string): string {
  return `{ labsOf(${argument}) { edges { cursor node { value } note { text } } } }`;
}

describe('a connection whose argument names a patient', () => {
  const own = { cursor: 'at-p1', node: { value: 'value of p1' }, note: { text: 'note of p1' } };
  const other = { cursor: 'at-p2', node: { value: 'value of p2' }, note: { text: 'note of p2' } };
  const withheld = { cursor: 'at-p2', node: { value: null }, note: { text: null } };

  it.each([
    [
      'by one id',
      'patient: "p1"',
      [own, withheld],
      ['Lab.value full p1 lab of p1', 'Note.text full p1 null'],
    ],
    [
      'by a list of ids',
      'patients: ["p1", "p3"]',
      [own, withheld],
      ['Lab.value full p1 lab of p1', 'Note.text full p1 null'],
    ],
    [
      'by a list with the ids of both',
      'patients: ["p1", "p2"]',
      [own, other],
      [
        'Lab.value full p1 lab of p1',
        'Lab.value full p2 lab of p2',
        'Note.text full p1 null',
        'Note.text full p2 null',
      ],
    ],
  ])(
    'releases no PHI of a node of another patient, even to a role that may access every patient: %s',
    async (_how, argument, found, released) => {
      const outcome = await attempt(graph, { query: labsOfQuery(argument), caller: doctor });
      expect(outcome.data).toEqual({ labsOf: { edges: found } });
      expect(new Set(outcome.errors)).toEqual(
        new Set(
          found.includes(withheld)
            ? [
                'SUBGRAPH_FAILED labsOf.edges.1.node.value',
                'SUBGRAPH_FAILED labsOf.edges.1.note.text',
              ]
            : [],
        ),
      );
      expect(outcome.released).toEqual(released);
    },
  );

  it('releases to a patient only the own node', async () => {
    const text = '{ labsOf(patient: "p1") { edges { node { value } } } }';
    const outcome = await attempt(graph, { query: text, caller: p1 });
    expect(outcome.data).toEqual({ labsOf: { edges: [{ node: own.node }, { node: null }] } });
  });

  it('releases objects below its nodes, whose own patients count', async () => {
    const text = '{ labsOf(patient: "p1") { edges { node { chart { notes { text } } } } } }';
    const { released } = await attempt(graph, { query: text, caller: doctor });
    expect(released).toEqual(['Note.text full p2 lab of p1', 'Note.text full p2 lab of p2']);
  });
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
