import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1 } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

/** Patient → the pulse of the only vital sign on record. */
const PULSES: Readonly<Record<string, number>> = { p1: 61, p2: 72, p3: 83 };
const PHI = '@phi @role(anyOf: ["doctor", "self"])';
const written: unknown[] = [];

const vitals = () => Object.values(PULSES).map((pulse) => ({ pulse }));
const write = (_: unknown, args: unknown) => {
  written.push(args);
  return vitals();
};

/** Filters as Hasura, Prisma, PostGraphile and Relay write them, over vital signs that name no patient. */
const WARD: Readonly<Record<string, TestSubgraph>> = {
  ward: {
    sdl: `
      type Query {
        vitals(anyOf: [Filter]): [Vital!]
        vitalsWhere(where: Filter, bounds: Bounds): [Vital!]
        meanPulse(where: Filter): Float ${PHI}
        count(where: Filter): Int
        listed(of: [Plain!]): [Vital!]
        plain(where: Plain, also: Filter): [Vital!]
        wrapped(in: Wrapped): [Vital!]
        ofAll(patients: [ID] @patient): [Vital!]
        between(patient: ID @patient, where: Filter): [Vital!]
        hasura(where: vitals_bool_exp): [Vital!]
        prisma(where: VitalWhereInput): [Vital!]
        allVitals(condition: VitalCondition, filter: VitalFilter): [Vital!]
        patients: [Patient!]
        rows: [Row!]
        clinical: Clinical
        latest: Latest
      }
      type Mutation {
        updatePhones(inputs: [Phone!]!): [Vital!]
        updatePhone(input: Phone!): [Vital!]
        move(from: Phone, to: Phone): [Vital!]
        update_vitals(where: vitals_bool_exp!, _set: vitals_set_input): [Vital!]
        addVital(input: AddVitalInput!): [Vital!]
      }
      input Filter {
        patientId: ID @patient
        diagnosis: String ${PHI}
        _or: [Filter!]
        _not: Filter
      }
      input Plain { patientId: ID @patient diagnosis: String ${PHI} }
      input Wrapped { patientId: ID @patient filter: Filter }
      input Bounds { low: Int high: Int }
      input Phone { patientId: ID @patient contactId: ID phone: String ${PHI} }
      input vitals_bool_exp { patient_id: id_comparison_exp, _and: [vitals_bool_exp!], _not: vitals_bool_exp }
      input id_comparison_exp { _eq: ID @patient _neq: ID _in: [ID!] }
      input vitals_set_input { patient_id: ID @patient pulse: Int ${PHI} }
      input VitalWhereInput { patientId: ID @patient AND: [VitalWhereInput!] OR: [VitalWhereInput!] NOT: [VitalWhereInput!] }
      input VitalCondition { patientId: ID @patient }
      input VitalFilter { patientId: ID @patient or: [VitalFilter!] }
      input AddVitalInput { patientId: ID! @patient clientMutationId: String pulse: Int ${PHI} readings: [Reading!] }
      input Reading { pulse: Int ${PHI} }
      type Vital { pulse: Int ${PHI} trend: Trend }
      type Trend { rising: Boolean ${PHI} }
      type Patient @key(fields: "id") @patient(id: "id") {
        id: ID!
        compare(other: ID @patient): Comparison
        difference(other: ID @patient): Int ${PHI}
        compareBy(by: Plain): Comparison
      }
      type Comparison { mySsn: String ${PHI} more: Comparison }
      type Row { title: String difference(other: ID @patient): Int ${PHI} compare(other: ID @patient): Comparison }
      type Latest { pulse: Int ${PHI} difference(other: ID @patient): Int ${PHI} }
      type Clinical { vitals(patient: ID @patient): [Vital!] }
    `,
    resolvers: {
      Query: {
        ...Object.fromEntries(
          [
            'vitals',
            'vitalsWhere',
            'listed',
            'plain',
            'wrapped',
            'ofAll',
            'between',
            'hasura',
            'prisma',
            'allVitals',
          ].map((name) => [name, vitals]),
        ),
        meanPulse: () => 72,
        count: () => 2,
        patients: () => Object.keys(PULSES).map((id) => ({ id })),
        rows: () => Object.keys(PULSES).map((title) => ({ title })),
        clinical: () => ({}),
        latest: () => ({ pulse: 83 }),
      },
      Mutation: Object.fromEntries(
        ['updatePhones', 'updatePhone', 'move', 'update_vitals', 'addVital'].map((name) => [
          name,
          write,
        ]),
      ),
      Vital: { trend: () => ({ rising: true }) },
      Patient: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        compare: ({ id }: { id: string }) => comparison(id),
        compareBy: ({ id }: { id: string }) => comparison(id),
        difference: ({ id }: { id: string }) => PULSES[id],
      },
      Row: {
        difference: ({ title }: { title: string }) => PULSES[title],
        compare: ({ title }: { title: string }) => comparison(title),
      },
      Latest: { difference: () => 83 },
      Clinical: { vitals: () => [{ pulse: 61 }] },
    },
  },
};

function comparison(id: string): object {
  return { mySsn: `ssn of ${id}`, more: { mySsn: `ssn of ${id}` } };
}

let graph: InProcessGraph;
let strict: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(WARD, AUTHORIZATION);
  strict = await createInProcessGraph(WARD, { ...AUTHORIZATION, mode: 'reject' });
});
afterAll(() => Promise.all([graph.close(), strict.close()]));
beforeEach(() => {
  written.length = 0;
});

/** A caller with a role that reaches every patient, who is also the patient p1. */
const nurseAndP1 = callerOf(['clerk', 'self'], {
  patients: new Map([['self', ['p1']]]),
  ownPatient: 'p1',
});

/** What others' data looks like in a response: their pulses, their mean, their SSNs. */
const OTHERS = /72|83|ssn of p[23]|"count":\d/;

const UNBOUND: readonly (readonly [string, string])[] = [
  ['a list of filters with an empty one', '{ vitals(anyOf: [{patientId: "p1"}, {}]) { pulse } }'],
  [
    'a list of filters that all name the patient',
    '{ vitals(anyOf: [{patientId: "p1"}]) { pulse } }',
  ],
  [
    'a filter that excludes the patient',
    '{ vitalsWhere(where: {_not: {patientId: "p1"}}) { pulse } }',
  ],
  ['a recursive filter', '{ vitalsWhere(where: {patientId: "p1"}) { pulse trend { rising } } }'],
  [
    'a recursive filter with alternatives',
    '{ vitalsWhere(where: {patientId: "p1", _or: [{}]}) { pulse } }',
  ],
  ['a mean over alternatives', '{ meanPulse(where: {_or: [{patientId: "p1"}, {}]}) }'],
  [
    'a count by a marked value in an alternative',
    '{ count(where: {_or: [{patientId: "p1"}, {diagnosis: "HIV"}]}) }',
  ],
  [
    'a count by a marked value in the same filter',
    '{ count(where: {patientId: "p1", diagnosis: "HIV"}) }',
  ],
  ['a list of plain filters', '{ listed(of: [{patientId: "p1"}, {patientId: "p1"}]) { pulse } }'],
  [
    'a plain filter next to a recursive filter',
    '{ plain(where: {patientId: "p1"}, also: {}) { pulse } }',
  ],
  [
    'a plain filter that contains a recursive filter',
    '{ wrapped(in: {patientId: "p1"}) { pulse } }',
  ],
  ['a plain filter without a patient', '{ plain(where: {patientId: null}) { pulse } }'],
  ['a list of ids with a null', '{ ofAll(patients: ["p1", null]) { pulse } }'],
  ['an empty list of ids', '{ ofAll(patients: []) { pulse } }'],
  ['a Hasura filter', '{ hasura(where: {patient_id: {_eq: "p1"}}) { pulse } }'],
  ['a Hasura negation', '{ hasura(where: {_not: {patient_id: {_eq: "p1"}}}) { pulse } }'],
  ['a Prisma filter', '{ prisma(where: {patientId: "p1", OR: [{}]}) { pulse } }'],
  ['a Prisma negation', '{ prisma(where: {NOT: [{patientId: "p1"}]}) { pulse } }'],
  ['a PostGraphile filter', '{ allVitals(filter: {or: [{patientId: "p1"}, {}]}) { pulse } }'],
  [
    'a PostGraphile condition next to a filter',
    '{ allVitals(condition: {patientId: "p1"}, filter: {or: []}) { pulse } }',
  ],
];

describe('an argument that names a patient but does not limit the result to that patient', () => {
  it.each(UNBOUND)(
    'gives a patient no data of other patients, and the denial is recorded: %s',
    async (_what, query) => {
      const outcome = await attempt(graph, { query, caller: p1 });
      expect(JSON.stringify(outcome.data)).not.toMatch(OTHERS);
      expect(outcome.released).toEqual([]);
      expect(outcome.denied.length).toBeGreaterThan(0);
      expect(outcome.records).toMatchObject([{ kind: 'denial' }]);
    },
  );

  it.each(UNBOUND)(
    'makes reject mode refuse the whole operation of a patient: %s',
    async (_what, query) => {
      const outcome = await attempt(strict, { query, caller: p1 });
      expect(outcome).toMatchObject({ data: null, released: [] });
    },
  );

  it.each(UNBOUND)(
    'is served to a role that may access every patient, and a named patient is recorded next to accesses without a patient: %s',
    async (_what, query) => {
      const outcome = await attempt(graph, { query, caller: doctor });
      expect(outcome).toMatchObject({ errors: [], denied: [] });
      expect(JSON.stringify(outcome.data)).toMatch(OTHERS);
      expect(outcome.records[0]?.patients).toEqual(query.includes('"p1"') ? ['p1'] : []);
      // The record leaves the patient of each value open, beside the named patient.
      const fields = new Set(outcome.released.map((line) => line.split(' ')[0]));
      for (const field of fields) expect(outcome.released).toContain(`${field} full null null`);
    },
  );

  it('is denied for reach before anything is sent, and all named patients are recorded, if it also names a patient out of reach', async () => {
    for (const query of [
      '{ vitals(anyOf: [{patientId: "p1"}, {patientId: "p2"}]) { pulse } }',
      '{ between(patient: "p1", where: {_not: {patientId: "p2"}}) { pulse } }',
    ]) {
      const outcome = await attempt(graph, { query, caller: p1 });
      expect(outcome).toMatchObject({ sent: [], released: [] });
      expect(outcome.denied).toEqual([expect.stringMatching(/^Query\.\w+ reach 1$/)]);
      expect(outcome.records[0]?.patients).toEqual(['p1', 'p2']);
    }
  });
});

describe('an argument that names a patient and limits the result to that patient', () => {
  it.each<[string, string]>([
    ['by an argument', '{ between(patient: "p1") { pulse } }'],
    [
      'by an argument next to a filter',
      '{ between(patient: "p1", where: {diagnosis: "HIV"}) { pulse } }',
    ],
    ['by a list of one id', '{ ofAll(patients: ["p1"]) { pulse } }'],
    ['by a field of an input object', '{ plain(where: {patientId: "p1"}) { pulse } }'],
    ['by a PostGraphile condition', '{ allVitals(condition: {patientId: "p1"}) { pulse } }'],
    ['by an argument below a namespace object', '{ clinical { vitals(patient: "p1") { pulse } } }'],
  ])('lets patients query their own record: %s', async (_what, query) => {
    const outcome = await attempt(graph, { query, caller: p1 });
    expect(outcome).toMatchObject({ errors: [], denied: [] });
    expect(JSON.stringify(outcome.data)).toMatch(/"pulse":61/);
    expect(outcome.released).toEqual(['Vital.pulse full p1 null']);
  });
});

describe('a mutation by a patient', () => {
  it.each<[string, string]>([
    [
      'one input names its patient by another key',
      'mutation { updatePhones(inputs: [{patientId: "p1", phone: "1"}, {contactId: "of p2", phone: "2"}]) { trend { __typename } } }',
    ],
    [
      'one input names another patient',
      'mutation { updatePhones(inputs: [{patientId: "p1", phone: "1"}, {patientId: "p2", phone: "2"}]) { __typename } }',
    ],
    [
      'one of two input objects names no patient',
      'mutation { move(from: {patientId: "p1", phone: "1"}, to: {contactId: "of p2", phone: "2"}) { __typename } }',
    ],
    [
      'a filter chooses what is written',
      'mutation { update_vitals(where: {}, _set: {patient_id: "p1", pulse: 0}) { __typename } }',
    ],
  ])('is not sent, and is recorded as a denial, if %s', async (_what, query) => {
    const outcome = await attempt(graph, { query, caller: p1 });
    expect(outcome).toMatchObject({ sent: [], released: [] });
    expect(written).toEqual([]);
    expect(outcome.records).toMatchObject([{ kind: 'denial' }]);
  });

  it.each<[string, string]>([
    [
      'every input names their own record',
      'mutation { updatePhones(inputs: [{patientId: "p1", phone: "1"}, {patientId: "p1", phone: "2"}]) { pulse } }',
    ],
    [
      'its only input names their own record',
      'mutation { updatePhone(input: {patientId: "p1", phone: "1"}) { pulse } }',
    ],
    [
      'its only input names their own record and has nested inputs',
      'mutation { addVital(input: {patientId: "p1", readings: [{pulse: 1}]}) { pulse } }',
    ],
  ])('runs, with a record of intent and outcome, if %s', async (_what, query) => {
    const outcome = await attempt(graph, { query, caller: p1 });
    expect(outcome).toMatchObject({ errors: [], denied: [] });
    expect(written).toHaveLength(1);
    expect(outcome.records.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
  });
});

describe('an argument that names a patient, below an object of another patient', () => {
  it.each<[string, string]>([
    ['for an object without a key', '{ patients { compare(other: "p1") { mySsn } } }'],
    [
      'for an object without a key further below',
      '{ patients { compare(other: "p1") { more { mySsn more { mySsn } } } } }',
    ],
    [
      'for an object without a key, by an input object',
      '{ patients { compareBy(by: {patientId: "p1"}) { mySsn } } }',
    ],
    ['for a scalar', '{ patients { difference(other: "p1") } }'],
    ['for a scalar of an object whose patient is unknown', '{ rows { difference(other: "p1") } }'],
    [
      'for an object without a key below an object with an unknown patient',
      '{ rows { compare(other: "p1") { mySsn } } }',
    ],
    [
      'for a scalar of a single object whose patient is unknown',
      '{ latest { difference(other: "p1") } }',
    ],
  ])(
    'gives the named patient no data of other patients, even with a second role that may access every patient: %s',
    async (_what, query) => {
      const outcome = await attempt(graph, { query, caller: nurseAndP1 });
      expect(JSON.stringify(outcome.data)).not.toMatch(OTHERS);
      for (const line of outcome.released) expect(line).toMatch(/ p1 /);
    },
  );

  it.each([
    '{ patients { compare(other: "p1") { mySsn } } }',
    '{ patients { compare(other: "p1") { more { mySsn } } } }',
    '{ patients { difference(other: "p1") } }',
  ])('has the named patient and the patient of each object recorded: %s', async (query) => {
    const { released } = await attempt(graph, { query, caller: doctor });
    const patients = released.map((line) => line.split(' ').slice(2).join(' '));
    expect(patients).toEqual(['p1 null', 'p1 p1', 'p2 p2', 'p3 p3']);
  });

  it('lets patients compare their own record with itself', async () => {
    const query = '{ patients { compare(other: "p1") { mySsn } difference(other: "p1") } }';
    expect((await attempt(graph, { query, caller: p1 })).data).toEqual({
      patients: [{ compare: { mySsn: 'ssn of p1' }, difference: 61 }],
    });
  });
});
