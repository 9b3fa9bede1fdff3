import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import { attempt, type Attempt } from '../support/attempt.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  callerWithoutRoles,
  p1,
  research,
  unclaimed,
  visitor,
} from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const person = (id: string) => ({
  __typename: 'Patient',
  id,
  name: `name of ${id}`,
  diary: { text: `diary of ${id}`, pages: [{ text: `page of ${id}` }] },
});
const doc = { __typename: 'Doctor', id: 'd1', name: 'Dr. Vale', office: { text: 'office' } };

/** Every field here leads to patients; objects without a key are below several parents. */
const GRAPH: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query {
        patient(id: ID! @patient): Patient
        patients: [Patient!]!
        grid: [[Patient!]!]
        node(id: ID!): Node
        item(id: ID!): Item
        items: [Item!]!
        doctors: [Doctor!]!
        diary: Diary
        loose: Loose @phi @role(anyOf: ["doctor", "self"])
        looseOf(patient: ID! @patient): Loose @phi @role(anyOf: ["doctor", "self"])
        secret: String @phi @role(anyOf: ["doctor", "self"])
        secretOf(patient: ID! @patient): String @phi @role(anyOf: ["doctor", "self"])
        own: Patient @phi @role(anyOf: ["doctor", "self"])
        lost: Doctor @phi @role(anyOf: ["doctor", "self"])
      }
      interface Node @key(fields: "id") { id: ID! }
      type Patient implements Node @key(fields: "id") @patient(id: "id") {
        id: ID!
        name: String @phi(category: NAME) @role(anyOf: ["doctor", "self", "visitor"])
        visits: [Visit!]
        diary: Diary
        doctor: Doctor
        friend: Patient
      }
      type Doctor implements Node @key(fields: "id") {
        id: ID!
        name: String
        treats: [Patient!]!
        last: Patient
        office: Diary
        notes: Loose @phi @role(anyOf: ["doctor", "self"])
      }
      type Visit implements Node @key(fields: "id") @patient(id: "who.subject.id") {
        id: ID!
        who: Who
        note: String @phi @role(anyOf: ["doctor", "self"])
      }
      type Who { subject: Patient }
      type Diary { text: String @phi @role(anyOf: ["doctor", "self"]) pages: [Diary!] by: Patient }
      type Loose { text: String more: Loose }
      union Item = Patient | Visit | Claim | Remark | Doctor
      type Claim @key(fields: "number") @patient(id: "member") { number: ID! member: ID sum: Int @phi(category: FINANCIAL) @role(anyOf: ["doctor", "self"]) remark: Remark }
      type Remark { text: String @phi @role(anyOf: ["doctor", "self"]) plain: String }
    `,
    resolvers: {
      Query: {
        patient: (_: unknown, { id }: { id: string }) => (id.startsWith('p') ? person(id) : null),
        patients: () => [person('p1'), person('p2'), person('p3')],
        grid: () => [[person('p2')], [person('p1'), person('p3')]],
        node: (_: unknown, { id }: { id: string }) => find(id),
        item: (_: unknown, { id }: { id: string }) => find(id),
        items: () => ['p1', 'p2', 'v1', 'v2', 'c1', 'c2', 'r', 'd1'].map(find),
        doctors: () => [doc],
        diary: () => person('p1').diary,
        loose: () => ({ text: 'loose', more: { text: 'more' } }),
        looseOf: () => ({ text: 'loose', more: { text: 'more' } }),
        secret: () => 'secret',
        secretOf: () => 'secret',
        own: () => person('p1'),
        lost: () => doc,
      },
      Node: { __resolveType: typeOf, __resolveReference: ({ id }: { id: string }) => find(id) },
      Item: { __resolveType: typeOf },
      Patient: {
        __resolveReference: ({ id }: { id: string }) => find(id),
        visits: ({ id }: { id: string }) => [find(`v${id.slice(1)}`)],
        doctor: () => doc,
        friend: ({ id }: { id: string }) => person(id === 'p1' ? 'p2' : 'p1'),
      },
      Doctor: {
        __resolveReference: () => doc,
        treats: () => [person('p2'), person('p1')],
        last: () => person('p2'),
        notes: () => ({ text: 'notes' }),
      },
      Visit: { __resolveReference: ({ id }: { id: string }) => find(id) },
      Diary: { by: () => person('p2') },
    },
  },
  scores: {
    sdl: `
      type Query { top: [Node] }
      type Node @key(fields: "id") @interfaceObject { id: ID! score: Int @phi(category: OTHER_ID) @role(anyOf: ["doctor", "self"]) }
    `,
    resolvers: {
      Query: { top: () => ['p1', 'p2', 'v2', 'd1'].map((id) => ({ id, score: 1 })) },
      Node: { __resolveReference: ({ id }: { id: string }) => ({ id, score: 2 }) },
    },
  },
};

function find(id: string): object | null {
  const [kind, number] = [id[0], id.slice(1)];
  if (kind === 'p') return person(id);
  if (kind === 'd') return doc;
  if (kind === 'v')
    return { __typename: 'Visit', id, who: { subject: person(`p${number}`) }, note: `note ${id}` };
  if (kind === 'c')
    return {
      __typename: 'Claim',
      number: id,
      member: `p${number}`,
      sum: 7,
      remark: { text: 't', plain: 'x' },
    };
  return kind === 'r' ? { __typename: 'Remark', text: 'remark', plain: 'plain' } : null;
}

function typeOf({ __typename }: { readonly __typename: string }): string {
  return __typename;
}

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(GRAPH, AUTHORIZATION);
});
afterAll(() => graph.close());

const ask = (query: string, caller = p1): Promise<Attempt> => attempt(graph, { query, caller });
/** Expects that the response and the recorded accesses contain p1 only. */
function expectOwn({ data, released }: Attempt): void {
  expect(JSON.stringify(data)).not.toMatch(/of p[23]|note v2|"p[23]"|"v2"|"c2"/);
  expect(released.filter((line) => !line.includes(' p1 '))).toEqual([]);
}

describe('a query through fields and arguments that lead to patients', () => {
  it.each<[string, string, unknown]>([
    ['patient p2 by id', '{ patient(id: "p2") { id name } }', { patient: null }],
    ['patient p2 as a Node', '{ node(id: "p2") { id ... on Patient { name } } }', { node: null }],
    ['the __typename of patient p2 as a Node', '{ node(id: "p2") { __typename } }', { node: null }],
    [
      'patient p2 in a union',
      '{ item(id: "p2") { __typename ... on Patient { name } } }',
      { item: null },
    ],
    [
      'a patient behind a back reference of a visit',
      '{ item(id: "v1") { ... on Visit { who { subject { name friend { name } } } } } }',
      { item: { who: { subject: { name: 'name of p1', friend: null } } } },
    ],
    [
      'a visit of patient p2 as a Node',
      '{ node(id: "v2") { id ... on Visit { note } } }',
      { node: null },
    ],
    [
      'the patients of a doctor at the root',
      '{ doctors { name treats { id name } last { id } } }',
      { doctors: [{ name: 'Dr. Vale', treats: [{ id: 'p1', name: 'name of p1' }], last: null }] },
    ],
    [
      'the patients of the doctor of a patient',
      '{ patient(id: "p1") { doctor { name treats { id } last { name } } } }',
      { patient: { doctor: { name: 'Dr. Vale', treats: [{ id: 'p1' }], last: null } } },
    ],
    [
      'a patient below an object without a key that belongs to another patient',
      '{ patient(id: "p1") { diary { text by { name } } } }',
      { patient: { diary: { text: 'diary of p1', by: null } } },
    ],
    [
      'an interface object of another subgraph',
      '{ top { __typename id score } }',
      {
        top: [
          { __typename: 'Patient', id: 'p1', score: 1 },
          { __typename: 'Doctor', id: 'd1', score: null },
        ],
      },
    ],
    [
      'an interface object of another subgraph, through its types',
      '{ top { ... on Patient { name } ... on Visit { note } } }',
      { top: [{ name: 'name of p1' }, {}] },
    ],
    ['patients in a list of lists', '{ grid { name } }', { grid: [[], [{ name: 'name of p1' }]] }],
    [
      'patients in a list of non-null items',
      '{ patients { id name } }',
      { patients: [{ id: 'p1', name: 'name of p1' }] },
    ],
    [
      'a list of types with different patient paths',
      '{ items { __typename ... on Claim { sum } ... on Visit { note } } }',
      {
        items: [
          { __typename: 'Patient' },
          { __typename: 'Visit', note: 'note v1' },
          { __typename: 'Claim', sum: 7 },
          { __typename: 'Remark' },
          { __typename: 'Doctor' },
        ],
      },
    ],
  ])('releases to patient p1 no value of another patient: %s', async (_what, query, data) => {
    const outcome = await ask(query);
    expect(outcome.data).toEqual(data);
    expectOwn(outcome);
  });

  it('gives patient p1 the same response for another patient and for one that does not exist', async () => {
    for (const field of [
      'patient(id: "X") { name }',
      'item(id: "X") { __typename }',
      'node(id: "X") { id }',
    ]) {
      const [there, none] = await Promise.all(
        ['p2', 'zz'].map((id) => graph.run({ query: `{ ${field.replace('X', id)} }`, caller: p1 })),
      );
      expect(JSON.stringify(there)).toBe(JSON.stringify(none));
    }
  });

  it.each([
    ['no roles', callerWithoutRoles],
    ['a role for which no reach is configured', visitor],
    ['a patient role and no patient id', unclaimed],
  ])(
    'returns no record of a patient, not even unmarked fields, to a caller with %s',
    async (_who, caller) => {
      const query =
        '{ patient(id: "p1") { id } patients { id name } node(id: "v1") { id } items { __typename } doctors { name treats { id } } }';
      const outcome = await attempt(graph, { query, caller });
      expect(outcome.data).toEqual({
        patient: null,
        patients: [],
        node: null,
        items: [{ __typename: 'Remark' }, { __typename: 'Doctor' }],
        doctors: [{ name: 'Dr. Vale', treats: [] }],
      });
      expect(outcome.released).toEqual([]);
      expect(outcome.asked).not.toContain('people Patient.name');
    },
  );
});

describe('PHI of fields and objects without a @patient path of their own', () => {
  it.each<[string, string, string]>([
    ['a scalar at the root', '{ secret }', 'secret'],
    ['an object without a key in a marked root field', '{ loose { text more { text } } }', 'loose'],
    ['an entity without a patient of a marked root field', '{ lost { name } }', 'lost'],
  ])(
    'is fetched only for a role that may access every patient if no argument names a patient: %s',
    async (_what, query, path) => {
      const outcome = await ask(query);
      expect(outcome).toMatchObject({
        data: { [path]: null },
        errors: [`UNAUTHORIZED_FIELD_OR_TYPE ${path}`],
        sent: [],
        released: [],
      });
      const all = await ask(query, doctor);
      expect(all.errors).toEqual([]);
      expect(all.released).toContain(`Query.${path} full null null`);
    },
  );

  it('is released below an entity without a patient only to a role that may access every patient', async () => {
    const query =
      '{ doctors { name notes { text } office { text } } diary { text pages { text } } }';
    const outcome = await ask(query);
    expect(outcome.data).toEqual({
      doctors: [{ name: 'Dr. Vale', notes: null, office: { text: null } }],
      diary: { text: null, pages: [{ text: null }] },
    });
    expect(outcome.released).toEqual([]);
    const all = await ask(query, doctor);
    expect(all.released).toEqual([
      'Diary.text full null d1',
      'Diary.text full null null',
      'Doctor.notes full null d1',
    ]);
  });

  it('is attributed to the patient that its argument names, and is not fetched for patient p1 if it names p2', async () => {
    const query = '{ secretOf(patient: "p1") looseOf(patient: "p1") { text more { text } } }';
    const outcome = await ask(query);
    expect(outcome).toMatchObject({
      data: { secretOf: 'secret', looseOf: { text: 'loose', more: { text: 'more' } } },
      errors: [],
      released: ['Query.looseOf full p1 null', 'Query.secretOf full p1 null'],
    });
    expect(outcome.records[0]?.accesses[0]?.rule).toEqual({
      roles: ['self'],
      relation: 'self',
      wouldDeny: [],
    });
    expect(await ask(query.replaceAll('p1', 'p2'))).toMatchObject({
      data: { secretOf: null, looseOf: null },
      sent: [],
    });
  });

  it('is recorded under the patient that the argument of each field names, and under none without an argument', async () => {
    const query = '{ a: secretOf(patient: "p1") b: secretOf(patient: "p2") secret }';
    expect((await ask(query, doctor)).released).toEqual([
      'Query.secret full null null',
      'Query.secretOf full p1 null',
      'Query.secretOf full p2 null',
    ]);
  });

  it('is released to a patient, even if no argument names one, if the object has a @patient path to that patient', async () => {
    expect((await ask('{ own { name } }')).data).toEqual({ own: { name: 'name of p1' } });
  });
});

describe('an object without a key', () => {
  it('is attributed to the nearest patient above it, at any depth', async () => {
    const query =
      '{ patient(id: "p1") { diary { pages { text } text } } items { ... on Claim { remark { text } } } }';
    const outcome = await ask(query);
    expect(outcome.data).toEqual({
      patient: { diary: { pages: [{ text: 'page of p1' }], text: 'diary of p1' } },
      items: [{}, {}, { remark: { text: 't' } }, {}, {}],
    });
    expect(outcome.released).toEqual(['Diary.text full p1 p1', 'Remark.text full p1 c1']);
  });

  it('is attributed to no patient if none is above it: its PHI is denied to a patient and released to a doctor', async () => {
    const query = '{ items { ... on Remark { text plain } } }';
    const outcome = await ask(query);
    expect(outcome.data).toEqual({ items: [{}, {}, {}, { text: null, plain: 'plain' }, {}] });
    expect(outcome.denied).toContain('Remark.text role 1');
    expect((await ask(query, doctor)).released).toEqual(['Remark.text full null null']);
  });
});

describe('a list of patients or their records', () => {
  it('omits, without an error, items that the caller may not access, and the ledger records how many', async () => {
    const outcome = await ask('{ patients { id } grid { id } }');
    expect(outcome.data).toEqual({ patients: [{ id: 'p1' }], grid: [[], [{ id: 'p1' }]] });
    expect(outcome.errors).toEqual([]);
    expect(outcome.denied).toEqual(['Patient reach 4']);
  });

  it('has @ in place of the item index in the error path of a denied field', async () => {
    const clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
    const query = '{ records { ... on Note { text } ... on Lab { value } } }';
    const outcome = await attempt(clinic, {
      query,
      caller: { ...p1, patients: new Map([['self', ['p2']]]), ownPatient: 'p2' },
    });
    expect(outcome.data).toEqual({ records: [{ value: 1.5 }, { text: null }] });
    expect(outcome.errors).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE records.@.text']);
    await clinic.close();
  });

  it('is complete for roles that may access every patient, and its @patient paths are not fetched', async () => {
    const outcome = await ask('{ patients { id } items { __typename } }', research);
    expect(outcome.data).toMatchObject({ patients: [{ id: 'p1' }, { id: 'p2' }, { id: 'p3' }] });
    expect(outcome.asked).not.toContain('people Visit.who');
    expect((await ask('{ patients { name } }', clerk)).asked).not.toContain('people Patient.name');
  });
});

describe('a query for _service or _entities', () => {
  const queries = ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'];

  it('has validation errors in the schema that clients see', () => {
    const { schema } = graph.parts.current().graph;
    for (const query of queries) expect(validate(schema, parse(query))).not.toEqual([]);
  });

  it('throws a TypeError and reaches no subgraph if validation is skipped', async () => {
    graph.received.length = 0;
    for (const query of queries)
      await expect(graph.run({ query, caller: doctor })).rejects.toThrow(TypeError);
    expect(graph.received).toEqual([]);
  });
});
