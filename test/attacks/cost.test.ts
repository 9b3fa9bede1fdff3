import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limitsSchema } from '../../gateway/pipeline/limits/limits-config.ts';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, callerWithoutRoles } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

const PATIENTS = Array.from({ length: 5 }, (_, index) => ({ id: `p${index}`, name: `N${index}` }));
const some = ({ first = 2 }: { first?: number | null }) => PATIENTS.slice(0, first ?? 2);

const SDL = `
  type Query {
    patients(first: Int, last: Int, limit: Int, page: Page, where: Where): [Patient!]
    connection(first: Int): Patients
    counted(first: Int, last: Int): [Patient] @federation__listSize(slicingArguments: ["first", "last"])
  }
  type Mutation { touch(ids: [ID!]!): [Patient] }
  input Page { take: Int limit: Int next: Page }
  input Where { ids: [ID!] and: [Where!] page: Page }
  type Patients { edges: [Edge!] }
  type Edge { node: Patient }
  type Patient @key(fields: "id") @patient(id: "id") {
    id: ID!
    name: String @phi(category: NAME) @role(anyOf: ["doctor"])
    friends(first: Int, limit: Int): [Patient!]
    all: [Patient!]
    table: [[[String]]]
  }
`;

let graph: InProcessGraph;
beforeAll(async () => {
  const resolvers = {
    Query: {
      patients: (_: unknown, args: { first?: number }) => some(args),
      connection: () => ({ edges: PATIENTS.map((node) => ({ node })) }),
      counted: (_: unknown, args: { first?: number }) => some(args),
    },
    Mutation: { touch: () => [] },
    Patient: { friends: () => PATIENTS, all: () => PATIENTS, table: () => [] },
  };
  // The limits that a gateway has by default.
  graph = await createInProcessGraph({ people: { sdl: SDL, resolvers } }, AUTHORIZATION, {
    limits: limitsSchema('/').parse(undefined),
  });
});
afterAll(() => graph.close());

/** One subgraph computes a field from long lists of the other's. */
const VISITS = `
  type Query { people(first: Int): [Person] }
  type Person @key(fields: "id") {
    id: ID!
    visits(first: Int): [Visit]
  }
  type Visit { code: String }
`;
const RISK = `
  type Person @key(fields: "id") {
    id: ID!
    visits(first: Int): [Visit] @external
    risk: Int @requires(fields: "visits(first: 1000) { code }")
  }
  type Visit @external { code: String }
`;

const visits = () => [];

describe('an operation with computed fields', () => {
  let computed: InProcessGraph;
  beforeAll(async () => {
    computed = await createInProcessGraph(
      {
        visits: {
          sdl: VISITS,
          resolvers: { Query: { people: () => [] }, Person: { visits } },
        },
        risk: { sdl: RISK, resolvers: { Person: { risk: () => 1 } } },
      },
      AUTHORIZATION,
      { limits: limitsSchema('/').parse(undefined) },
    );
  });
  afterAll(() => computed.close());

  it('is refused with OPERATION_TOO_COMPLEX only if it exceeds the limit together with the source fields of its computed fields', async () => {
    const query = 'query($n: Int) { people(first: $n) { id risk } }';
    const few = await attempt(computed, { query, variables: { n: 90 }, caller: doctor });
    expect(few).toMatchObject({ refused: null, errors: [] });
    const many = await attempt(computed, { query, variables: { n: 110 }, caller: doctor });
    expect(many).toMatchObject({ ...refusedWith('OPERATION_TOO_COMPLEX'), records: [] });
  });
});

const MILLION = 1_000_000;
const deep = (field: string, levels: number): string =>
  `${`${field} { `.repeat(levels)} name ${'}'.repeat(levels)}`;

describe('an operation that may fetch too much', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['first: 10^6', '{ patients(first: 1000000) { name } }', {}],
    ['first: $n with 10^6', 'query($n: Int) { patients(first: $n) { name } }', { n: MILLION }],
    [
      'first: $n with a default of 10^6',
      'query($n: Int = 1000000) { patients(first: $n) { name } }',
      {},
    ],
    ['limit: 10^6', '{ patients(limit: 1000000) { name } }', {}],
    ['first: 1, last: 1000000', '{ patients(first: 1, last: 1000000) { name } }', {}],
    ['last: 1000000, first: 1', '{ patients(last: 1000000, first: 1) { name } }', {}],
    ['take: 10^6 in an input object', '{ patients(page: { take: 1000000 }) { name } }', {}],
    [
      'limit: 10^6 three input objects deep',
      '{ patients(page: { next: { next: { limit: 1000000 } } }) { name } }',
      {},
    ],
    [
      'take: 10^6 in an input object in a list',
      '{ patients(where: { and: [{ and: [{ page: { take: 1000000 } }] }] }) { name } }',
      {},
    ],
    [
      'take: 10^6 in an input object given as a variable',
      'query($p: Page) { patients(page: $p) { name } }',
      { p: { next: { take: MILLION } } },
    ],
    [
      'a variable of 10^6 in an input object',
      'query($n: Int) { patients(first: 1, page: { take: $n }) { name } }',
      { n: MILLION },
    ],
    [
      'first: 1 and take: 10^6 in an input object',
      '{ patients(first: 1, page: { take: 1000000 }) { name } }',
      {},
    ],
    [
      'a list of 6,000 ids',
      'query($i: [ID!]) { patients(where: { ids: $i }) { name all { all { name } } } }',
      { i: Array.from({ length: 6_000 }, (_, index) => String(index)) },
    ],
    [
      'a connection with first: 10^6',
      '{ connection(first: 1000000) { edges { node { name } } } }',
      {},
    ],
    [
      'three nested lists of 100 items each',
      '{ patients(first: 100) { friends(first: 100) { friends(limit: 100) { name } } } }',
      {},
    ],
    ['five nested lists without arguments', `{ patients { ${deep('all', 4)} } }`, {}],
    ['lists of lists of lists', '{ patients(first: 50) { table } }', {}],
    [
      '500 duplicate fields of 1,000 objects',
      `{ patients(first: 1000) { ${'name '.repeat(500)} } }`,
      {},
    ],
    [
      'repeated fragments on the same objects',
      `{ patients(first: 1000) { ${'...F '.repeat(50)} } } fragment F on Patient { id name a: name b: name c: name }`,
      {},
    ],
    [
      'a mutation with 1,000 ids',
      `mutation($i: [ID!]!) { touch(ids: $i) { name all { all { id } } } }`,
      { i: Array(1_000).fill('x') },
    ],
    [
      'a slicing argument of @listSize with a variable of 10^6',
      'query($n: Int) { counted(last: $n) { name } }',
      { n: MILLION },
    ],
    [
      'one variable of 20,000 objects in 200 fields',
      `query($w: Where) { ${'patients(where: $w) { name } '.repeat(200)} }`,
      { w: { and: Array.from({ length: 20_000 }, () => ({})) } },
    ],
    [
      'one variable of 20,000 ids 300 times in one literal in 30 fields',
      `query($w: Where!) { ${'...F '.repeat(30)} }
       fragment F on Query { patients(where: { and: [${'$w '.repeat(300)}] }) { name } }`,
      { w: { ids: Array(20_000).fill('x') } },
    ],
    [
      'nested lists with a total size beyond the range of integers',
      `{ patients { ${deep('friends(first: 2147483647)', 13)} } }`,
      {},
    ],
  ])(
    'is refused with OPERATION_TOO_COMPLEX before anything is fetched, for callers with and without roles: %s',
    async (_what, query, variables) => {
      for (const caller of [doctor, callerWithoutRoles]) {
        const outcome = await attempt(graph, { query, variables, caller });
        expect(outcome).toMatchObject({ ...refusedWith('OPERATION_TOO_COMPLEX'), records: [] });
      }
    },
  );

  it('is refused with OPERATION_TOO_COMPLEX even after the same document was accepted with smaller variables', async () => {
    const query = 'query($n: Int) { patients(first: $n) { name } }';
    for (const [n, refused] of [
      [2, null],
      [MILLION, 'OPERATION_TOO_COMPLEX'],
      [3, null],
    ] as const)
      expect(await attempt(graph, { query, variables: { n }, caller: doctor })).toMatchObject({
        refused,
      });
  });

  it('is refused with GRAPHQL_VALIDATION_FAILED unless it gives exactly one of the slicing arguments of @listSize', async () => {
    for (const query of ['{ counted { name } }', '{ counted(first: 1, last: 1) { name } }'])
      expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
        ...refusedWith('GRAPHQL_VALIDATION_FAILED'),
        records: [],
      });
  });
});

describe('an operation of ordinary size', () => {
  it.each<[string]>([
    ['{ patients(first: 1000) { id name friends(first: 20) { id name } } }'],
    ['{ patients { id name all { id name all { id name } } } }'],
    ['{ connection(first: 500) { edges { node { id name friends { id } } } } }'],
    ['{ counted(first: 100) { name } }'],
  ])('is served without errors: %s', async (query) => {
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
      refused: null,
      errors: [],
    });
  });
});
