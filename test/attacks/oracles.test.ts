import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  callerWithoutRoles,
  p1,
  research,
  visitor,
} from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const SSN = '999-00-4711';
const MARK = '@phi(category: SSN) @role(anyOf: ["doctor", "self"])';

const SEARCH: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query {
        bySsn(ssn: String ${MARK}, name: String): [Person!]
        byDefault(ssn: String = "${SSN}" ${MARK}): [Person!]
        byList(ssns: [[String!]!] ${MARK}): [Person!]
        sorted(by: Order = NAME): [Person!]
        sortedBySsn(by: Order = SSN_ASC): [Person!]
        where(filter: Filter): [Person!]
        typed(ssn: Ssn): [Person!]
        kinds(of: [Kind!]): [Person!]
        chart(patient: ID @patient, ssn: String ${MARK}): [Person!]
        pair(a: ID @patient, b: ID @patient): Pair
        charts(of: [ID!] @patient): [Chart!]
        staff(ssn: String @role(anyOf: ["clerk"])): Int
      }
      scalar Ssn @phi(category: SSN) @role(anyOf: ["doctor"])
      enum Order { NAME SSN_ASC ${MARK} }
      enum Kind { PLAIN SECRET @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor"]) }
      input Filter { name: String, ssn: Match ${MARK}, and: [Filter!], not: Filter, order: Order, preset: Preset }
      input Match { eq: String ${MARK}, lt: String ${MARK} }
      input Preset { kind: Kind = SECRET }
      interface Searchable { match(ssn: String): Boolean }
      type Person implements Searchable @key(fields: "id") @patient(id: "id") {
        id: ID!
        match(ssn: String ${MARK}): Boolean
      }
      type Dog implements Searchable { match(ssn: String): Boolean }
      type Pair { same: Boolean ${MARK} }
      type Chart { text: String ${MARK} }
      extend type Query { searchable: [Searchable!] }
    `,
    resolvers: {
      Query: {
        ...Object.fromEntries(
          [
            'bySsn',
            'byDefault',
            'byList',
            'sorted',
            'sortedBySsn',
            'where',
            'typed',
            'kinds',
            'chart',
          ].map((name) => [name, () => [{ id: 'p1' }, { id: 'p2' }]]),
        ),
        pair: () => ({ same: true }),
        charts: (_: unknown, { of }: { of: string[] }) => of.map((id) => ({ text: `of ${id}` })),
        staff: () => 1,
        searchable: () => [{ __typename: 'Person', id: 'p1', match: true }],
      },
      Searchable: { __resolveType: () => 'Person' },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(SEARCH, AUTHORIZATION);
});
afterAll(() => graph.close());

const VARIABLE = { s: SSN };

interface Probe {
  readonly what: string;
  readonly field: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** What is recorded as used. */
  readonly uses: readonly string[];
}

const PROBES: readonly Probe[] = [
  {
    what: 'a literal',
    field: 'bySsn',
    query: `{ bySsn(ssn: "${SSN}") { id } }`,
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a block string',
    field: 'bySsn',
    query: `{ bySsn(ssn: """${SSN}""") { id } }`,
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'null',
    field: 'bySsn',
    query: '{ bySsn(ssn: null) { id } }',
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a variable',
    field: 'bySsn',
    query: 'query($s: String) { bySsn(ssn: $s) { id } }',
    variables: VARIABLE,
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a default of a variable',
    field: 'bySsn',
    query: `query($s: String = "${SSN}") { bySsn(ssn: $s) { id } }`,
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a variable that is null',
    field: 'bySsn',
    query: 'query($s: String) { bySsn(ssn: $s) { id } }',
    variables: { s: null },
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a variable next to an argument without @phi',
    field: 'bySsn',
    query: 'query($s: String) { bySsn(name: "n", ssn: $s) { id } }',
    variables: VARIABLE,
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a literal under an alias, in a fragment',
    field: 'x',
    query: `{ ...F } fragment F on Query { x: bySsn(ssn: "${SSN}") { id } }`,
    uses: ['Query.bySsn(ssn:)'],
  },
  {
    what: 'a default of the schema',
    field: 'byDefault',
    query: '{ byDefault { id } }',
    uses: ['Query.byDefault(ssn:)'],
  },
  {
    what: 'a list of lists',
    field: 'byList',
    query: `{ byList(ssns: [["${SSN}"]]) { id } }`,
    uses: ['Query.byList(ssns:)'],
  },
  {
    what: 'a single value for a list of lists',
    field: 'byList',
    query: `{ byList(ssns: "${SSN}") { id } }`,
    uses: ['Query.byList(ssns:)'],
  },
  {
    what: 'an enum value that sorts by SSN',
    field: 'sorted',
    query: '{ sorted(by: SSN_ASC) { id } }',
    uses: ['Order.SSN_ASC'],
  },
  {
    what: 'an enum value that sorts by SSN, in a variable',
    field: 'sorted',
    query: 'query($o: Order) { sorted(by: $o) { id } }',
    variables: { o: 'SSN_ASC' },
    uses: ['Order.SSN_ASC'],
  },
  {
    what: 'an enum value that sorts by SSN, by default',
    field: 'sortedBySsn',
    query: '{ sortedBySsn { id } }',
    uses: ['Order.SSN_ASC'],
  },
  {
    what: 'a nested filter',
    field: 'where',
    query: `{ where(filter: { and: [{ name: "n" }, { not: { ssn: { lt: "${SSN}" } } }] }) { id } }`,
    uses: ['Filter.ssn', 'Match.lt'],
  },
  {
    what: 'a nested filter in a variable',
    field: 'where',
    query: 'query($f: Filter) { where(filter: $f) { id } }',
    variables: { f: { and: { ssn: { eq: SSN } } } },
    uses: ['Filter.ssn', 'Match.eq'],
  },
  {
    what: 'a variable inside of a filter',
    field: 'where',
    query: 'query($s: String) { where(filter: { ssn: { eq: $s } }) { id } }',
    variables: VARIABLE,
    uses: ['Filter.ssn', 'Match.eq'],
  },
  {
    what: 'an empty filter on the SSN',
    field: 'where',
    query: '{ where(filter: { ssn: {} }) { id } }',
    uses: ['Filter.ssn'],
  },
  {
    what: 'an enum value that sorts by SSN, inside of a filter',
    field: 'where',
    query: '{ where(filter: { order: SSN_ASC }) { id } }',
    uses: ['Order.SSN_ASC'],
  },
  {
    what: 'a default of an input field',
    field: 'where',
    query: '{ where(filter: { preset: {} }) { id } }',
    uses: ['Kind.SECRET'],
  },
  {
    what: 'a scalar type with @phi',
    field: 'typed',
    query: `{ typed(ssn: "${SSN}") { id } }`,
    uses: ['Query.typed(ssn:)'],
  },
  {
    what: 'one enum value with @phi among others',
    field: 'kinds',
    query: '{ kinds(of: [PLAIN, SECRET]) { id } }',
    uses: ['Kind.SECRET'],
  },
];

describe('an argument that takes a PHI value, such as an SSN', () => {
  it.each(PROBES)(
    'is refused with UNAUTHORIZED_FIELD_OR_TYPE, not sent, and recorded by name without its value if the caller may not use it: $what',
    async ({ field, query, variables = {}, uses }) => {
      for (const caller of [clerk, research, callerWithoutRoles, visitor]) {
        const outcome = await attempt(graph, { query, variables, caller });
        expect(outcome).toMatchObject({
          data: { [field]: null },
          errors: [`UNAUTHORIZED_FIELD_OR_TYPE ${field}`],
          sent: [],
          released: [],
        });
        expect(outcome.denied).toEqual([expect.stringMatching(/^Query\.\w+ input 1$/)]);
        expect(outcome.records[0]?.arguments).toEqual(uses);
        expect(JSON.stringify(outcome)).not.toContain('4711');
      }
    },
  );

  it.each(PROBES)(
    'is accepted from a doctor, and its use recorded without its value, even if no PHI is released: $what',
    async ({ field, query, variables = {}, uses }) => {
      const outcome = await attempt(graph, { query, variables, caller: doctor });
      expect(outcome).toMatchObject({
        data: { [field]: [{ id: 'p1' }, { id: 'p2' }] },
        errors: [],
      });
      expect(outcome.records).toMatchObject([
        { kind: 'access', outcome: 'permit', accesses: [], arguments: uses },
      ]);
      expect(JSON.stringify(outcome.records)).not.toContain('4711');
    },
  );

  // The positions of own records in a list would reveal the records of other patients.
  it('makes its field null, without a subgraph request, if the caller is a patient and no argument names that patient', async () => {
    const query = `{ bySsn(ssn: "${SSN}") { id } }`;
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      sent: [],
      data: { bySsn: null },
    });
  });

  it.each([
    ['{ bySsn(name: "n") { id } }', 'bySsn'],
    ['{ sorted { id } }', 'sorted'],
    ['query($s: String) { bySsn(ssn: $s) { id } }', 'bySsn'],
    ['{ where(filter: { and: [{ name: "n" }] }) { id } }', 'where'],
    ['{ kinds(of: [PLAIN]) { id } }', 'kinds'],
    ['{ kinds(of: []) { id } }', 'kinds'],
  ])(
    'neither restricts its field nor causes a record when it is left out: %s',
    async (query, field) => {
      expect(await attempt(graph, { query, caller: clerk })).toMatchObject({
        data: { [field]: [{ id: 'p1' }, { id: 'p2' }] },
        errors: [],
        records: [],
      });
    },
  );

  it('requires for an argument of an interface field what any implementing type requires, and for one of the field of one type only what that type requires', async () => {
    const query = '{ searchable { match(ssn: "4711") } }';
    expect(await attempt(graph, { query, caller: clerk })).toMatchObject({
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE searchable.@.match'],
      denied: ['Searchable.match input 1'],
    });
    const open = '{ searchable { match ... on Dog { dog: match(ssn: "4711") } } }';
    expect((await attempt(graph, { query: open, caller: clerk })).errors).toEqual([]);
  });

  it('makes a field null for a caller without the role of an argument with @role and without @phi', async () => {
    const query = `{ staff(ssn: "x") }`;
    expect((await attempt(graph, { query, caller: clerk })).data).toEqual({ staff: 1 });
    expect((await attempt(graph, { query, caller: doctor })).data).toEqual({ staff: null });
  });
});

describe('an argument that names a patient', () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['their own id', '{ chart(patient: "p1") { id } }', {}, { chart: [{ id: 'p1' }] }],
    [
      'their own id next to an argument with @phi',
      '{ chart(patient: "p1", ssn: "4711") { id } }',
      {},
      { chart: [{ id: 'p1' }] },
    ],
    [
      'their own id in two arguments',
      '{ pair(a: "p1", b: "p1") { same } }',
      {},
      { pair: { same: true } },
    ],
    [
      'their own id in a list',
      '{ charts(of: ["p1"]) { text } }',
      {},
      { charts: [{ text: 'of p1' }] },
    ],
    [
      'their own id as a single value for a list',
      '{ charts(of: "p1") { text } }',
      {},
      { charts: [{ text: 'of p1' }] },
    ],
    [
      'their own id twice in a list',
      'query($of: [ID!]) { charts(of: $of) { text } }',
      { of: ['p1', 'p1'] },
      { charts: [{ text: 'of p1' }, { text: 'of p1' }] },
    ],
  ])('lets patients query their own record: %s', async (_what, query, variables, data) => {
    const outcome = await attempt(graph, { query, variables, caller: p1 });
    expect(outcome).toMatchObject({ data, errors: [] });
    expect(outcome.released.filter((line) => !line.includes(' p1 '))).toEqual([]);
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['another patient', '{ chart(patient: "p2") { id } }', {}, { chart: [] }],
    ['a missing patient', '{ chart(patient: "nobody") { id } }', {}, { chart: [] }],
    [
      'another patient in the first of two arguments',
      '{ pair(a: "p2", b: "p1") { same } }',
      {},
      { pair: null },
    ],
    [
      'another patient in the second of two arguments',
      '{ pair(a: "p1", b: "p2") { same } }',
      {},
      { pair: null },
    ],
    ['another patient in a list', '{ charts(of: ["p1", "p2"]) { text } }', {}, { charts: [] }],
    [
      'another patient in a list in a variable',
      'query($of: [ID!]) { charts(of: $of) { text } }',
      { of: ['p2', 'p1'] },
      { charts: [] },
    ],
    ['a number for an id', '{ chart(patient: 2) { id } }', {}, { chart: [] }],
  ])(
    'gives a patient empty data and a recorded denial, without a subgraph request, if not every id is their own: %s',
    async (_what, query, variables, data) => {
      const outcome = await attempt(graph, { query, variables, caller: p1 });
      expect(outcome).toMatchObject({ data, errors: [], sent: [], released: [] });
      expect(outcome.denied).toEqual([expect.stringMatching(/^Query\.\w+ reach 1$/)]);
    },
  );

  it('gives a patient access only to the field that it is an argument of', async () => {
    const query =
      '{ a: charts(of: ["p1"]) { text } b: charts(of: ["p2"]) { text } c: charts { text } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      data: { a: [{ text: 'of p1' }], b: [], c: null },
      released: ['Chart.text full p1 null'],
    });
  });

  it('releases PHI only to a role with access to every patient if it names several patients', async () => {
    const query = '{ charts(of: ["p1", "p2"]) { text } }';
    expect((await attempt(graph, { query, caller: doctor })).released).toEqual([
      'Chart.text full null null',
    ]);
    const both = callerOf(['self', 'proxy'], {
      patients: new Map([
        ['self', ['p1']],
        ['proxy', ['p2']],
      ]),
    });
    expect((await attempt(graph, { query, caller: both })).data).toEqual({
      charts: [{ text: null }, { text: null }],
    });
  });
});
