import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rule } from '../../gateway/access/custom-rules/shield-for-operators.ts';
import type { Relationship } from '../../directives/operation/relationship.ts';
import { limitsSchema } from '../../gateway/pipeline/limits/limits-config.ts';
import type { RelationshipSource } from '../../gateway/access/relationships/relationship-source.ts';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, callerWithoutRoles, p1, visitor } from '../support/callers.ts';
import { result, startDecisionPoint, type TestDecisionPoint } from '../support/decision-point.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
  type PipelineExtras,
} from '../support/in-process-graph.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';

const SDL = `
  type Query {
    patients(ids: [ID!] @patient): [Patient!]
    search(where: Where): [Patient!]
    forDoctors(ids: [ID!] @patient): [Patient!] @role(anyOf: ["doctor"])
    byCode(ids: [ID!] @patient, code: String @phi(category: CLINICAL) @role(anyOf: ["doctor"])): [Patient!]
    ward: Ward @role(anyOf: ["doctor"])
    wards(code: String @phi(category: CLINICAL) @role(anyOf: ["doctor"])): [Ward!]
    place: Place
    ruled(ids: [ID!] @patient): Ward
  }
  type Mutation { touch(ids: [ID!] @patient): [Patient!] }
  interface Place { patients(ids: [ID!] @patient): [Patient!] }
  type Ward implements Place {
    patients(ids: [ID!] @patient): [Patient!]
    main: Ward @role(anyOf: ["doctor"])
    annex: Ward
  }
  type Shed implements Place {
    patients(ids: [ID!] @patient): [Patient!]
    main: Ward
  }
  input Where { id: ID @patient and: [Where!] }
  type Patient @key(fields: "id") @patient(id: "id") {
    id: ID!
    name: String @phi(category: NAME) @role(anyOf: ["doctor", "nurse", "clerk", "self"])
  }
`;

const RESOLVERS = {
  Query: {
    patients: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `N${id}` })),
    search: () => [{ id: 'x1', name: 'Nx1' }],
    forDoctors: () => [],
    byCode: () => [],
    ward: () => ({}),
    wards: () => [{}],
    place: () => ({ __typename: 'Shed', main: {} }),
    ruled: () => ({}),
  },
  Ward: {
    patients: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `N${id}` })),
  },
  Mutation: { touch: () => [] },
};

const REACH = new Map([
  ...AUTHORIZATION.reach,
  ['doctor', 'care-team'] as const,
  ['nurse', 'care-team'] as const,
]);
const doctor = callerOf(['doctor']);
const nurse = callerOf(['nurse']);
const doctorAndClerk = callerOf(['doctor', 'clerk']);

const asked: (readonly string[])[] = [];
const source: RelationshipSource = {
  relate: (_context, patients) => {
    asked.push(patients);
    const said = { careTeam: true, deniesActor: false, denies: new Set(), permits: new Set() };
    const related = patients.filter((patient) => patient.startsWith('mine'));
    return Promise.resolve({
      relationships: new Map(related.map((patient) => [patient, said as Relationship])),
      failed: false,
      rejectedOf: null,
    });
  },
  close: () => Promise.resolve(),
};
beforeEach(() => void (asked.length = 0));

const { patients: LIMIT } = limitsSchema('/').parse(undefined);
const load = (authorization = {}, extras: PipelineExtras = {}): Promise<InProcessGraph> =>
  createInProcessGraph(
    { people: { sdl: SDL, resolvers: RESOLVERS } },
    { ...AUTHORIZATION, reach: REACH, ...authorization },
    { relationships: source, limits: { patients: LIMIT }, ...extras },
  );

const many = (count: number, prefix = 'x'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(5, '0')}`);

const LIST = 'query($ids: [ID!]) { patients(ids: $ids) { id name } }';

describe('an operation with arguments that name many patients', () => {
  let graph: InProcessGraph;
  beforeAll(async () => void (graph = await load()));
  afterAll(() => graph.close());

  const half = LIMIT / 2;
  it.each<[string, string, Record<string, unknown>]>([
    ['in one list', LIST, { ids: many(LIMIT + 1) }],
    ['36,000 in one list', LIST, { ids: many(36_000) }],
    [
      'in two fields',
      `query($a: [ID!], $b: [ID!]) { a: patients(ids: $a) { id } b: patients(ids: $b) { id } }`,
      { a: many(half + 1), b: many(half, 'y') },
    ],
    [
      'in nested input objects',
      'query($w: Where) { search(where: $w) { id } }',
      { w: { id: 'z', and: many(LIMIT).map((id) => ({ id })) } },
    ],
    ['as literals', `{ patients(ids: ${JSON.stringify(many(LIMIT + 1))}) { id } }`, {}],
    [
      'in a field that requires a role',
      'query($ids: [ID!]) { forDoctors(ids: $ids) { id } }',
      { ids: many(LIMIT + 1) },
    ],
    [
      'in a mutation',
      'mutation($ids: [ID!]) { touch(ids: $ids) { id } }',
      { ids: many(LIMIT + 1) },
    ],
  ])(
    'is refused with OPERATION_TOO_COMPLEX above 1,000, without a relationship lookup or audit record: %s',
    async (_what, query, variables) => {
      for (const caller of [clerk, doctor, callerWithoutRoles])
        expect(await attempt(graph, { query, variables, caller })).toMatchObject({
          ...refusedWith('OPERATION_TOO_COMPLEX'),
          records: [],
        });
      expect(asked).toEqual([]);
    },
  );

  it('is served if it names 1,000 different patients, the default limit, each twice', async () => {
    expect(LIMIT).toBe(1_000);
    const ids = [...many(LIMIT), ...many(LIMIT)];
    const { refused, records } = await attempt(graph, {
      query: LIST,
      variables: { ids },
      caller: clerk,
    });
    expect(refused).toBeNull();
    expect(records[0]?.patients).toHaveLength(LIMIT);
  });
});

describe('the relationship source (who is on which care team)', () => {
  let graph: InProcessGraph;
  let consented: InProcessGraph;
  beforeAll(async () => {
    graph = await load();
    consented = await load({ consent: true });
  });
  afterAll(() => Promise.all([graph.close(), consented.close()]));

  const CODE = 'query($ids: [ID!]) { byCode(ids: $ids, code: "x") { id } }';
  const DOCTORS = 'query($ids: [ID!]) { forDoctors(ids: $ids) { id } }';
  it.each([
    ['a caller without a role', LIST, callerWithoutRoles],
    ['a role that may access no patient', LIST, visitor],
    ['a patient who names other patients', LIST, p1],
    ['a care-team role that may not see the field', DOCTORS, nurse],
    ['a care-team role that may not use another argument of the field', CODE, nurse],
    ['a care-team role that may not see the parent field', below('ward { patients'), nurse],
    [
      'a care-team role that may not see a field two levels above',
      below('ward { annex { ... on Ward { patients', '} } }'),
      nurse,
    ],
    [
      'a care-team role that may not see the parent field, which is selected twice',
      below('ward { annex { __typename } } ward { patients'),
      nurse,
    ],
    [
      'a care-team role that may not use an argument of the parent field',
      below('wards(code: "x") { patients'),
      nurse,
    ],
  ])(
    'is not asked about patients if the answer could give the caller no access: %s',
    async (_what, query, caller) => {
      const variables = { ids: ['mine1', 'mine2'] };
      expect(await attempt(graph, { query, variables, caller })).toMatchObject({
        sent: [],
        released: [],
      });
      expect(await attempt(consented, { query, variables, caller })).toMatchObject({
        sent: [],
        released: [],
      });
      expect(asked).toEqual([]);
    },
  );

  it.each([
    ['for a care-team role', graphOf('open'), LIST, doctor],
    ['for a care-team role in a field that requires the role', graphOf('open'), DOCTORS, doctor],
    ['for a care-team role with an argument that requires the role', graphOf('open'), CODE, doctor],
    [
      'for a care-team role together with a role that may access every patient',
      graphOf('open'),
      LIST,
      doctorAndClerk,
    ],
    [
      'for a role that may access every patient, if the gateway checks consent',
      graphOf('consent'),
      LIST,
      clerk,
    ],
    ['below a field that the caller may see', graphOf('open'), below('ward { patients'), doctor],
    ['below a list that the caller may see', graphOf('open'), below('wards { patients'), nurse],
    [
      'below a field that is denied on one object type and allowed on another',
      graphOf('open'),
      below(
        'place { ... on Ward { main { patients',
        '} } ... on Shed { main { annex { __typename } } } }',
      ),
      nurse,
    ],
    [
      'for patients named below a denied field and in another field',
      graphOf('open'),
      below('patients(ids: $ids) { id } ward { patients'),
      nurse,
    ],
  ])(
    'is asked about the patients if the answer could give the caller access: %s',
    async (_what, which, query, caller) => {
      const on = which() === 'consent' ? consented : graph;
      await attempt(on, { query, variables: { ids: ['mine1', 'x1'] }, caller });
      expect(asked[0]).toEqual(['mine1', 'x1']);
    },
  );

  it('is not asked about patients named on or below a field that a custom rule denies; the denial record names them', async () => {
    const ruled = await load(
      {},
      { rules: { Query: { ruled: rule()(() => false) }, Ward: { annex: rule()(() => false) } } },
    );
    for (const query of [
      'query($ids: [ID!]) { ruled(ids: $ids) { patients(ids: $ids) { id } } }',
      below('wards { annex { patients', '} }'),
    ]) {
      const { released, records } = await attempt(ruled, {
        query,
        variables: { ids: ['mine1', 'mine2'] },
        caller: nurse,
      });
      expect(released).toEqual([]);
      expect(records).toMatchObject([{ kind: 'denial', patients: ['mine1', 'mine2'] }]);
      expect(records[0]?.denied.map(({ reason }) => reason)).toEqual(['rule']);
    }
    expect(asked).toEqual([]);
    await ruled.close();
  });

  it('is not asked about patients in a subgraph response that the caller could not access with any answer', async () => {
    const anyone = 'query { search(where: {}) { id name } }';
    const fetched = await attempt(consented, { query: anyone, caller: p1 });
    expect(fetched).toMatchObject({ data: { search: [] }, released: [] });
    expect(fetched.sent).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

/** A query that names patients inside of something. */
function below(open: string, close = '}'): string {
  return `query($ids: [ID!]) { ${open}(ids: $ids) { id name } ${close} }`;
}

function graphOf<Name extends string>(name: Name): () => Name {
  return () => name;
}

describe('the audit record of an operation that names patients', () => {
  let graph: InProcessGraph;
  beforeAll(async () => void (graph = await load()));
  afterAll(() => graph.close());

  it('is a denial that lists the five named patients if the caller may access none of them', async () => {
    const ids = many(5);
    const { records } = await attempt(graph, {
      query: LIST,
      variables: { ids },
      caller: callerWithoutRoles,
    });
    expect(records).toMatchObject([
      { kind: 'denial', outcome: 'deny', patients: ids, details: null },
    ]);
  });

  it.each([
    ['by a caller without a role', callerWithoutRoles],
    ['by a care-team role that treats none of them', doctor],
  ])(
    'is a denial that counts 1,000 inaccessible patients without listing them: %s',
    async (_who, caller) => {
      const { records } = await attempt(graph, {
        query: LIST,
        variables: { ids: many(1_000) },
        caller,
      });
      expect(records).toMatchObject([
        {
          kind: 'denial',
          outcome: 'deny',
          patients: [],
          arguments: ['Query.patients(ids:)'],
          details: { unreachedPatients: 1_000 },
        },
      ]);
      expect(JSON.stringify(records).length).toBeLessThan(2_000);
    },
  );

  it.each([
    ['lists two', 2, { patients: ['mine00000', 'mine00001'], details: null }],
    ['counts six', 6, { patients: [], details: { unreachedPatients: 6 } }],
  ])(
    'is a denial of a field that the role may not see, and it %s patients named below that field',
    async (_how, count, named) => {
      const { records } = await attempt(graph, {
        query: below('ward { patients'),
        variables: { ids: many(count, 'mine') },
        caller: nurse,
      });
      expect(records).toMatchObject([
        {
          kind: 'denial',
          outcome: 'deny',
          denied: [{ coordinate: 'Query.ward', reason: 'role', count: 1 }],
          ...named,
        },
      ]);
    },
  );

  it('counts six inaccessible patients without listing them for a refused mutation and for a query refused in reject mode', async () => {
    const mutation = 'mutation($ids: [ID!]) { touch(ids: $ids) { id } }';
    const strict = await load({ mode: 'reject' });
    const variables = { ids: many(6) };
    const denial = [{ kind: 'denial', patients: [], details: { unreachedPatients: 6 } }];
    const touched = await attempt(graph, { query: mutation, variables, caller: doctor });
    expect(touched).toMatchObject({ sent: [], records: denial });
    const listed = await attempt(strict, { query: LIST, variables, caller: doctor });
    expect(listed).toMatchObject({ sent: [], records: denial });
    await strict.close();
  });

  it('has the outcome partial, lists the two accessible patients and counts the 50 inaccessible ones', async () => {
    const query = `query($a: [ID!], $b: [ID!]) { a: patients(ids: $a) { name } b: patients(ids: $b) { name } }`;
    const variables = { a: ['mine1', 'mine2'], b: many(50) };
    const { records, released } = await attempt(graph, { query, variables, caller: doctor });
    expect(records).toMatchObject([
      {
        kind: 'access',
        outcome: 'partial',
        patients: ['mine1', 'mine2'],
        details: { unreachedPatients: 50 },
      },
    ]);
    expect(released).toHaveLength(2);
  });

  it('lists all 50 inaccessible patients in dry-run mode', async () => {
    const open = await load({ mode: 'dry-run' });
    const { records } = await attempt(open, {
      query: LIST,
      variables: { ids: many(50) },
      caller: callerWithoutRoles,
    });
    expect(records).toMatchObject([{ patients: many(50), details: { mode: 'dry-run' } }]);
    await open.close();
  });
});

/** A query of so many patients, each under an alias of its own. */
const aliases = (count: number) => ({
  query: `{ ${many(count)
    .map((id) => `${id}: patient(id: "${id}") { id }`)
    .join(' ')} }`,
});

describe('an HTTP request that names each patient under an alias', () => {
  let point: TestDecisionPoint;
  let served: ServedGateway;
  beforeAll(async () => {
    point = await startDecisionPoint((response, patients) =>
      result(
        response,
        patients.map((patient) => ({ patient, careTeam: true })),
      ),
    );
    served = await startServedGateway(`
authorization:
  reach: { physician: care-team, nurse: self, billing: all, patient: self, privacy_officer: all, researcher: all }
relationships: { url: "${point.url}", cacheSeconds: 0 }
limits: { patients: 40 }
`);
  });
  afterAll(async () => {
    await served.close();
    point.close();
  });

  it('gets 400 OPERATION_TOO_COMPLEX above the limit of patients, and at the limit 200 and one denial record, if the caller may access none', async () => {
    const before = served.leaves().length;
    const token = tokenOf(['nurse']);
    const over = await served.send({ token, body: aliases(41) });
    expect(over).toMatchObject({ status: 400, codes: ['OPERATION_TOO_COMPLEX'] });
    expect(over.text).toContain('The operation exceeds limits.patients.');
    expect(served.leaves()).toHaveLength(before);
    const most = await served.send({ token, body: aliases(40) });
    expect(most.status).toBe(200);
    const leaves = served.leaves().slice(before);
    expect(leaves).toMatchObject([
      { kind: 'denial', parts: 1, patients: [], details: { unreachedPatients: 40 } },
    ]);
    expect(point.asked).toEqual([]);
  });

  it('makes the gateway ask the decision point about the patients if the caller has a care-team role', async () => {
    await served.send({ token: tokenOf(['physician']), body: aliases(2) });
    expect(point.patients()).toEqual([many(2)]);
  });
});
