import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1, research } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
});
afterAll(() => clinic.close());

describe('a client alias named like an entity key, a @requires source or a field of the @patient path', () => {
  it.each<[string, string, unknown]>([
    [
      'a key, before the field that needs it',
      '{ patient(id: "p1") { id: nick labs { code } } }',
      { patient: { id: 'nick0', labs: [{ code: 'code-0' }] } },
    ],
    [
      'a key, after the field that needs it',
      '{ patient(id: "p1") { labs { code } id: nick } }',
      { patient: { id: 'nick0', labs: [{ code: 'code-0' }] } },
    ],
    [
      'a key, in a list',
      '{ patients(first: 2) { id: nick labs { code } } }',
      {
        patients: [
          { id: 'nick0', labs: [{ code: 'code-0' }] },
          { id: 'nick1', labs: [{ code: 'code-1' }] },
        ],
      },
    ],
    [
      'a key, in a fragment on an interface',
      '{ node(id: "p1") { ...F } } fragment F on Node { ... on Patient { id: nick labs { code } } }',
      { node: { id: 'nick0', labs: [{ code: 'code-0' }] } },
    ],
    [
      'a source of @requires, before the computed field',
      '{ patient(id: "p2") { ssn: nick risk } }',
      { patient: { ssn: 'nick1', risk: 1 } },
    ],
    [
      'a source of @requires, after the computed field',
      '{ patient(id: "p2") { risk ssn: nick } }',
      { patient: { ssn: 'nick1', risk: 1 } },
    ],
    [
      'a source of @requires, with the source itself aliased',
      '{ patient(id: "p2") { risk ssn: nick nick: ssn } }',
      { patient: { ssn: 'nick1', risk: 1, nick: '999-00-0001' } },
    ],
    [
      'a key, for another field on each type of an interface',
      '{ node(id: "d1") { ... on Patient { id: ssn } ... on Doctor { id: name } } }',
      { node: { id: 'Doctor0 Vale' } },
    ],
    [
      'a field of the @patient path',
      '{ records { patient: id ... on Lab { id: code } } }',
      {
        records: [
          { patient: 'l1', id: 'code-0' },
          { patient: 'l2', id: 'code-1' },
          { patient: 'l3', id: 'code-2' },
          { patient: 'n1' },
          { patient: 'n2' },
          { patient: 'n3' },
        ],
      },
    ],
  ])(
    'gets the value of its own field and changes no joined or computed field: %s',
    async (_what, query, data) => {
      const { data: given } = await attempt(clinic, { query, caller: doctor });
      expect(given).toEqual(data);
    },
  );

  it('is in the response, even if it is the name of a property that every object inherits', async () => {
    const query = '{ patient(id: "p1") { constructor: ssn toString: id valueOf: nick } }';
    const { data, released } = await attempt(clinic, { query, caller: doctor });
    expect(JSON.stringify(data)).toBe(
      '{"patient":{"constructor":"999-00-0000","toString":"p1","valueOf":"nick0"}}',
    );
    expect(released).toHaveLength(1);
  });

  it('does not change which patient a record is attributed to', async () => {
    const query = '{ records { patient: id ... on Lab { patientId: id id: value } code } }';
    const { data, released } = await attempt(clinic, { query, caller: p1 });
    expect(data).toEqual({
      records: [
        { patient: 'l1', patientId: 'l1', id: 0.5, code: null },
        { patient: 'l3', patientId: 'l3', id: 2.5, code: null },
        { patient: 'n1', code: null },
      ].map((record) => ({ ...record, code: expect.anything() })),
    });
    expect(released.filter((line) => !line.includes(' p1 '))).toEqual([]);
  });
});

describe("a field that the caller's role may not see, selected with an alias,", () => {
  it.each<[string, string, readonly string[], unknown]>([
    [
      'two aliases of one field',
      '{ patient(id: "p1") { a: ssn b: ssn nick } }',
      ['patient.a', 'patient.b'],
      { a: null, b: null, nick: 'nick0' },
    ],
    [
      'an alias named like an unmarked field',
      '{ patient(id: "p1") { nick: ssn } }',
      ['patient.nick'],
      { nick: null },
    ],
    [
      'an alias named like the field itself',
      '{ patient(id: "p1") { ssn: ssn ssn } }',
      ['patient.ssn'],
      { ssn: null },
    ],
    [
      'an alias in a fragment without a type condition',
      '{ patient(id: "p1") { ... { ... @include(if: true) { x: ssn } } nick } }',
      ['patient.x'],
      { x: null, nick: 'nick0' },
    ],
    [
      'an alias in a fragment on another interface of the type',
      '{ patient(id: "p1") { ... on Node { ... on Being { ... on Patient { x: ssn } } } } }',
      ['patient.x'],
      { x: null },
    ],
    [
      'an alias in a fragment used at two depths',
      '{ patient(id: "p1") { ...F friends { ...F } } } fragment F on Patient { x: ssn nick }',
      ['patient.x', 'patient.friends.@.x'],
      {
        x: null,
        nick: 'nick0',
        friends: [{ x: null, nick: 'nick1' }, { x: null, nick: 'nick2' }, {}],
      },
    ],
  ])(
    'is null with UNAUTHORIZED_FIELD_OR_TYPE, recorded as denied and not fetched, and other fields are returned: %s',
    async (_what, query, paths, patient) => {
      const outcome = await attempt(clinic, { query, caller: research });
      expect(outcome.data).toEqual({ patient });
      expect(outcome.errors).toEqual(paths.map((path) => `UNAUTHORIZED_FIELD_OR_TYPE ${path}`));
      expect(outcome.asked).not.toContain('people Patient.ssn');
      expect(outcome.denied).toEqual([expect.stringMatching(/^Patient\.ssn role [12]$/)]);
      expect(outcome.released).toEqual([]);
    },
  );

  it('is null and not fetched if the alias stands for another field on each member of a union, and released to a role that may see both', async () => {
    const query = '{ things { ... on Patient { x: ssn } ... on Doctor { x: license } } }';
    const outcome = await attempt(clinic, { query, caller: research });
    expect(outcome.data).toEqual({ things: [{ x: null }, { x: null }, { x: null }] });
    expect(outcome.asked).toEqual(['people Query.things']);
    const asClerk = await attempt(clinic, { query, caller: clerk });
    expect(asClerk.data).toEqual({ things: [{ x: '0001' }, { x: 'LIC-0000' }, { x: null }] });
    expect(asClerk.released).toEqual([
      'Doctor.license full null d1',
      'Patient.ssn deidentified p2 p2',
      'Patient.ssn deidentified p3 p3',
    ]);
  });
});

describe('an operation in a document with two operations', () => {
  it('is denied the fields that its own fragments select, not a field that only the other operation selects', async () => {
    const query = `
      query Mine { patient(id: "p1") { ...Open } }
      query Other { patient(id: "p1") { ...Open ...Denied } }
      fragment Open on Patient { nick }
      fragment Denied on Patient { ssn }`;
    const mine = await attempt(clinic, { query, operationName: 'Mine', caller: research });
    expect(mine).toMatchObject({ data: { patient: { nick: 'nick0' } }, errors: [] });
    // The record names the patient of the argument, and no access.
    expect(mine.records).toMatchObject([{ kind: 'access', accesses: [], denied: [] }]);
    const other = await attempt(clinic, { query, operationName: 'Other', caller: research });
    expect(other).toMatchObject({
      data: { patient: { nick: 'nick0', ssn: null } },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE patient.ssn'],
      denied: ['Patient.ssn role 1'],
    });
    expect(other.asked).not.toContain('people Patient.ssn');
  });
});

describe('a response key chosen by the client', () => {
  it.each([
    ['the alias __typename', '{ node(id: "p1") { __typename: id } }'],
    ['another alias that begins with __', '{ node(id: "p1") { __id: id } }'],
    ['the alias __typename for introspection', '{ __typename: __schema { __typename } }'],
    ['the prefix _phi_', '{ node(id: "p1") { _phi_0: id } }'],
    ['the prefix _phi_ with a type', '{ records { _phi_Lab_patient: id } }'],
    ['the prefix _phi_ at the root', '{ _phi_0: count }'],
    ['the prefix _phi_ for __typename', '{ _phi_Lab_id: __typename }'],
    ['__proto__', '{ __proto__: __typename }'],
  ])(
    'is refused, and nothing is recorded, if the gateway reserves it: %s',
    async (_what, query) => {
      expect(await attempt(clinic, { query, caller: doctor })).toMatchObject({
        ...refusedWith('private-key'),
        records: [],
      });
    },
  );

  it('is accepted if it is an alias of __typename that Relay uses, such as __isNode', async () => {
    const query = '{ node(id: "p1") { __isNode: __typename x: __typename __typename } }';
    expect((await attempt(clinic, { query, caller: doctor })).data).toEqual({
      node: { __isNode: 'Patient', x: 'Patient', __typename: 'Patient' },
    });
  });
});

describe('a response key that an operation selects several times', () => {
  const FRIENDS: Readonly<Record<string, TestSubgraph>> = {
    a: {
      sdl: `
        type Query { person: Person any: Any find(where: Where): Person }
        input Where { a: Int b: Int }
        interface Any { name: String friend: Person }
        type Person implements Any { name: String nick: String born: String! @role(anyOf: ["doctor"]) friend: Person }
        type Other implements Any { name: String @role(anyOf: ["clerk"]) friend: Person @role(anyOf: ["clerk"]) }
      `,
      resolvers: {
        Query: {
          person: () => PERSON,
          any: () => ({ ...PERSON, __typename: 'Person' }),
          find: () => PERSON,
        },
        Any: { __resolveType: () => 'Person' },
      },
    },
  };
  const PERSON = { name: 'n', nick: 'k', born: 'b', friend: { name: 'f', nick: 'g', born: 'c' } };
  let friends: InProcessGraph;
  beforeAll(async () => {
    friends = await createInProcessGraph(FRIENDS, AUTHORIZATION);
  });
  afterAll(() => friends.close());

  it.each<[string, string, unknown]>([
    [
      'with and without an alias of its own name',
      '{ person { friend { name } friend: friend { nick } } }',
      { person: { friend: { name: 'f', nick: 'g' } } },
    ],
    [
      'with the fields of an input object in another order',
      '{ find(where: { a: 1, b: 2 }) { name } find(where: { b: 2, a: 1 }) { nick } }',
      { find: { name: 'n', nick: 'k' } },
    ],
    [
      'on an interface, where it is denied, and on a type, where it is not',
      '{ any { name ... on Person { name: name } } }',
      { any: { name: 'n' } },
    ],
    [
      'with other subfields on an interface, where it is denied, and on a type, where it is not',
      '{ any { friend { name } ... on Person { friend { nick } } } }',
      { any: { friend: { name: 'f', nick: 'g' } } },
    ],
    [
      'as null, first without and then with a denied non-null field below it',
      '{ person { friend { name } friend { born } } }',
      { person: { friend: null } },
    ],
    [
      'as null, first with and then without a denied non-null field below it',
      '{ person { friend { born } friend { name } } }',
      { person: { friend: null } },
    ],
  ])('gets one merged value: %s', async (_what, query, data) => {
    expect((await attempt(friends, { query, caller: research })).data).toEqual(data);
  });
});

/** Fields computed from a field with fixed arguments, and mutations that return the same type. */
const LABELS: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query { person: Person }
      type Mutation { touch: Person }
      type Person @key(fields: "id") {
        id: ID!
        nick: String
        ssn: String @phi(category: SSN) @role(anyOf: ["doctor"])
        label(text: String!): String
      }
    `,
    resolvers: {
      Query: { person: () => ({ id: '1', nick: 'ada', ssn: '999-00-0001' }) },
      Mutation: { touch: () => ({ id: '1', nick: 'ada', ssn: '999-00-0001' }) },
      Person: {
        label: (_of: unknown, { text }: { text: string }) => `label of ${text}`,
        __resolveReference: () => ({ id: '1', nick: 'ada', ssn: '999-00-0001' }),
      },
    },
  },
  more: {
    sdl: `
      type Query { other: Int }
      type Person @key(fields: "id") {
        id: ID!
        ssn: String @external
        label(text: String!): String @external
        lab2: String @requires(fields: "label(text: \\"theirs\\")")
        risk: String @requires(fields: "ssn")
        labs: [String]
      }
    `,
    resolvers: {
      Query: { other: () => 1 },
      Person: {
        __resolveReference: (reference: object) => reference,
        lab2: ({ label }: { label?: string }) => `from ${label}`,
        risk: ({ ssn }: { ssn?: string }) => `from ${ssn}`,
        labs: ({ id }: { id?: string }) => [`of ${id}`],
      },
    },
  },
};

describe('computed and joined fields, in queries and in mutation results,', () => {
  let labels: InProcessGraph;
  beforeAll(async () => {
    labels = await createInProcessGraph(LABELS, AUTHORIZATION);
  });
  afterAll(() => labels.close());

  const theirs = 'from label of theirs';
  it.each<[string, unknown]>([
    [
      '{ person { label(text: "mine") lab2 } }',
      { person: { label: 'label of mine', lab2: theirs } },
    ],
    [
      '{ person { lab2 label(text: "mine") } }',
      { person: { lab2: theirs, label: 'label of mine' } },
    ],
    ['{ person { label: nick lab2 } }', { person: { label: 'ada', lab2: theirs } }],
    [
      '{ person { label(text: "theirs") lab2 } }',
      { person: { label: 'label of theirs', lab2: theirs } },
    ],
    ['mutation { touch { id: nick labs } }', { touch: { id: 'ada', labs: ['of 1'] } }],
    [
      'mutation { touch { ssn: nick risk lab2 } }',
      { touch: { ssn: 'ada', risk: 'from 999-00-0001', lab2: theirs } },
    ],
    [
      'mutation { touch { risk ssn: label(text: "mine") } }',
      { touch: { risk: 'from 999-00-0001', ssn: 'label of mine' } },
    ],
  ])('do not use an alias or argument that the client chose: %s', async (query, data) => {
    const outcome = await attempt(labels, { query, caller: doctor });
    expect(outcome).toMatchObject({ data, errors: [] });
  });
});
