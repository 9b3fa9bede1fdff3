import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, type Attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const MARK = '@phi @role(anyOf: ["doctor", "self"])';

interface Lab {
  readonly __typename: 'Lab';
  readonly id: string;
  readonly patient: { readonly id: string };
}

const LABS = new Map(
  [
    ['l1', 'p1'],
    ['l2', 'p2'],
  ].map(([id = '', patient = '']): [string, Lab] => [
    id,
    { __typename: 'Lab', id, patient: { id: patient } },
  ]),
);

type ById = { readonly id: string };

const find = (_: unknown, { id }: ById): Lab | null => LABS.get(id) ?? null;

function findOrThrow(_: unknown, { id }: ById): Lab {
  const lab = LABS.get(id);
  if (!lab) throw new Error(`no lab ${id}`);
  return lab;
}

const ward = { id: 'w1', query: {}, door: { __typename: 'Query' } };

/** Labs in one subgraph, their reports in another. */
const LABORATORY: Readonly<Record<string, TestSubgraph>> = {
  labs: {
    sdl: `
      interface Door { labOrError(id: ID!): Lab }
      interface Wing { lab(id: ID!): Lab }
      interface Hall { clinic: Clinic! query: Query }
      type Vault implements Hall @role(anyOf: ["clerk"]) { clinic: Clinic! query: Query }
      type Query implements Door & Hall {
        lab(id: ID!): Lab
        labOrError(id: ID!): Lab
        labAlways(id: ID!): Lab!
        labOf(id: ID!, patient: ID @patient): Lab
        anything(id: ID!): Thing
        labsById(ids: [ID!]!): [Lab!]
        labsInOrder(ids: [ID!]!): [Lab]!
        labsOrErrors(ids: [ID!]!): [Lab]!
        labsInGroups(ids: [ID!]!): [[Lab]!]
        clinic: Clinic!
        query: Query
        ward: Ward
        wards: [Ward!]
      }
      type Ward @key(fields: "id") { id: ID! query: Query door: Door }
      type Clinic implements Wing { lab(id: ID!): Lab  labAlways(id: ID!): Lab! }
      interface Thing { id: ID! }
      type Lab implements Thing @key(fields: "id") @patient(id: "patient.id") {
        id: ID!
        patient: Patient
        code: String ${MARK}
      }
      type Room implements Thing { id: ID! }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        lab: find,
        labOrError: findOrThrow,
        labAlways: find,
        labOf: findOrThrow,
        anything: findOrThrow,
        labsById: (_: unknown, { ids }: { ids: string[] }) =>
          ids.flatMap((id) => LABS.get(id) ?? []),
        labsInOrder: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => LABS.get(id)),
        labsOrErrors: (_: unknown, { ids }: { ids: string[] }) =>
          ids.map((id) => LABS.get(id) ?? new Error(`no lab ${id}`)),
        labsInGroups: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => [LABS.get(id)]),
        clinic: () => ({}),
        query: () => ({}),
        ward: () => ward,
        wards: () => [ward, ward],
      },
      Clinic: { lab: findOrThrow, labAlways: find },
      Lab: { code: ({ id }: Lab) => `code of ${id}` },
      Thing: { __resolveType: ({ __typename }: Lab) => __typename },
    },
  },
  reports: {
    sdl: `type Lab @key(fields: "id") { id: ID! report: String ${MARK} }`,
    resolvers: { Lab: { report: ({ id }: ById) => `report of ${id}` } },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(LABORATORY, AUTHORIZATION);
});
afterAll(() => graph.close());

const ALL = '{ id code report }';

/** Fields that look a lab up by `$id`, and their data where the lab is out of reach. */
const LOOKUPS: readonly (readonly [field: string, query: string, data: unknown])[] = [
  ['a nullable field', `query ($id: ID!) { lab(id: $id) ${ALL} }`, { lab: null }],
  [
    'a field that throws for a missing record',
    `query ($id: ID!) { labOrError(id: $id) ${ALL} }`,
    { labOrError: null },
  ],
  ['a non-null field', `query ($id: ID!) { labAlways(id: $id) ${ALL} }`, null],
  [
    'a field that takes the patient id of the caller, too',
    `query ($id: ID!) { labOf(id: $id, patient: "p1") ${ALL} }`,
    { labOf: null },
  ],
  [
    'a field of an interface',
    `query ($id: ID!) { anything(id: $id) { id ... on Lab { code report } } }`,
    { anything: null },
  ],
  [
    'a list of lists by ids',
    `query ($id: ID!) { labsInGroups(ids: [$id]) ${ALL} }`,
    { labsInGroups: [] },
  ],
  ['a list by ids', `query ($id: ID!) { labsById(ids: [$id]) ${ALL} }`, { labsById: [] }],
  [
    'a list of nullable items by ids',
    `query ($id: ID!) { labsInOrder(ids: [$id]) ${ALL} }`,
    { labsInOrder: [] },
  ],
  [
    'a list by ids with an error for each missing item',
    `query ($id: ID!) { labsOrErrors(ids: [$id]) ${ALL} }`,
    { labsOrErrors: [] },
  ],
  [
    'a field below a namespace object',
    `query ($id: ID!) { clinic { lab(id: $id) ${ALL} } }`,
    { clinic: { lab: null } },
  ],
  [
    'a non-null field below a namespace object',
    `query ($id: ID!) { clinic { labAlways(id: $id) ${ALL} } }`,
    null,
  ],
  [
    'a field in a fragment on an interface of the root',
    `query ($id: ID!) { ... on Door { labOrError(id: $id) ${ALL} } }`,
    { labOrError: null },
  ],
  [
    'a field in a fragment on an interface of a namespace object',
    `query ($id: ID!) { clinic { ... on Wing { lab(id: $id) ${ALL} } } }`,
    { clinic: { lab: null } },
  ],
  [
    'a field of the query root below itself',
    `query ($id: ID!) { query { labOrError(id: $id) ${ALL} } }`,
    { query: { labOrError: null } },
  ],
  [
    'a field of the query root below an object',
    `query ($id: ID!) { ward { query { labOrError(id: $id) ${ALL} clinic { lab(id: $id) { id } } } } }`,
    { ward: { query: { labOrError: null, clinic: { lab: null } } } },
  ],
  [
    'a field of the query root below a list',
    `query ($id: ID!) { wards { query { labAlways(id: $id) ${ALL} } } }`,
    { wards: [{ query: null }, { query: null }] },
  ],
  [
    'a field of an interface of the query root below an object',
    `query ($id: ID!) { ward { door { labOrError(id: $id) ${ALL} ... on Query { labsById(ids: [$id]) { id } } } } }`,
    { ward: { door: { labOrError: null, labsById: [] } } },
  ],
  [
    'two aliases and a fragment',
    `query ($id: ID!) { one: lab(id: $id) { id } ...F } fragment F on Query { two: labOrError(id: $id) { report } }`,
    { one: null, two: null },
  ],
];

/** The same for lookups that are selected below a denied field, at the place of a field that is allowed. */
const BELOW_DENIED: typeof LOOKUPS = [
  [
    'a field below a namespace object, selected on an interface that denies the object',
    `query ($id: ID!) { clinic { __typename } ... on Hall { clinic { lab(id: $id) ${ALL} } } }`,
    { clinic: { __typename: 'Clinic', lab: null } },
  ],
  [
    'a field of the query root below itself, selected on an interface that denies it',
    `query ($id: ID!) { query { __typename } ... on Hall { query { labOrError(id: $id) ${ALL} } } }`,
    { query: { __typename: 'Query', labOrError: null } },
  ],
];

/** Everything of an attempt that a client or reviewer can see, without the id. */
function seen({ data, errors, refused, sent, records, denied }: Attempt): object {
  return {
    data,
    errors,
    refused,
    denied,
    sent: sent.map(({ subgraph, query }) => ({ subgraph, query })),
    recorded: records.map(({ kind, outcome, reason }) => ({ kind, outcome, reason })),
  };
}

describe('a record looked up by its own id, not by its patient', () => {
  it.each([...LOOKUPS, ...BELOW_DENIED])(
    'gives the same response, subgraph queries and audit records as a missing one if the caller may not access its patient: %s',
    async (_field, query, data) => {
      const look = (id: string) => attempt(graph, { query, variables: { id }, caller: p1 });
      const foreign = await look('l2');
      expect(foreign.data).toEqual(data);
      expect(seen(await look('nope'))).toEqual(seen(foreign));
    },
  );

  it.each([...LOOKUPS, ...BELOW_DENIED])(
    'is asked for its patient, but for no PHI, if the caller may not access that patient: %s',
    async (_field, query) => {
      const { asked, released } = await attempt(graph, {
        query,
        variables: { id: 'l2' },
        caller: p1,
      });
      expect(asked.filter((field) => /report|code/.test(field))).toEqual([]);
      expect(asked).toContain('labs Patient.id');
      expect(released).toEqual([]);
    },
  );

  it.each(LOOKUPS)('is released if the caller is its patient: %s', async (_field, query) => {
    const { data, errors } = await attempt(graph, { query, variables: { id: 'l1' }, caller: p1 });
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toContain('report of l1');
  });

  it('is fetched from both subgraphs for a caller who may access every patient; a missing one gives SUBGRAPH_FAILED', async () => {
    const query = `query ($id: ID!) { labOrError(id: $id) ${ALL} }`;
    const missing = await attempt(graph, { query, variables: { id: 'nope' }, caller: doctor });
    expect(missing.errors).toEqual(['SUBGRAPH_FAILED labOrError']);
    const found = await attempt(graph, { query, variables: { id: 'l2' }, caller: doctor });
    expect(found.sent.map(({ subgraph }) => subgraph)).toEqual(['labs', 'reports']);
  });

  it('is null with the error SUBGRAPH_FAILED if the subgraph answers with HTML', async () => {
    graph.tamper((subgraph, body) => (subgraph === 'labs' ? '<html>bad gateway</html>' : body));
    const query = `query ($id: ID!) { lab(id: $id) ${ALL} }`;
    const { data, errors } = await attempt(graph, { query, variables: { id: 'l1' }, caller: p1 });
    graph.tamper(null);
    expect({ data, errors }).toEqual({ data: { lab: null }, errors: ['SUBGRAPH_FAILED lab'] });
  });
});
