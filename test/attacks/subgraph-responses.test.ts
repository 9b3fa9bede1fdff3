import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1, research } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const PLAN: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      scalar JSON
      type Query { patients: [Patient!]! beings: [Being!] }
      interface Being @key(fields: "id") { id: ID! nick: String }
      type Patient implements Being @key(fields: "id") @key(fields: "mrn") @patient(id: "id") {
        id: ID!
        mrn: ID!
        nick: String
        extra: JSON
        ssn: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])
      }
      type Doctor implements Being @key(fields: "id") { id: ID! nick: String }
    `,
    resolvers: {
      Query: {
        patients: () => ['p1', 'p2'].map(patient),
        beings: () => [patient('p2'), { __typename: 'Doctor', id: 'd1', nick: 'vale' }],
      },
      Being: {
        __resolveType: ({ __typename }: { __typename: string }) => __typename,
        __resolveReference: ({ id }: { id: string }) =>
          id === 'd1' ? { __typename: 'Doctor', id } : patient(id),
      },
      Patient: { __resolveReference: ({ id }: { id: string }) => patient(id) },
      Doctor: { __resolveReference: () => ({ id: 'd1', nick: 'vale' }) },
    },
  },
  labs: {
    sdl: `
      type Patient @key(fields: "mrn") { mrn: ID! lab: Lab note: String @phi @role(anyOf: ["doctor", "self"]) }
      type Lab @key(fields: "id") @patient(id: "owner.id") { id: ID! owner: Owner value: Int @phi @role(anyOf: ["doctor", "self"]) }
      type Owner { id: ID! }
    `,
    resolvers: {
      Patient: {
        lab: ({ mrn }: { mrn: string }) => ({
          id: `lab-${mrn}`,
          owner: { id: mrn.slice(4) },
          value: 5,
        }),
        note: ({ mrn }: { mrn: string }) => `note of ${mrn}`,
      },
      Lab: { __resolveReference: ({ id }: { id: string }) => ({ id, owner: null, value: 6 }) },
    },
  },
  scores: {
    sdl: `
      type Query { top: [Being!] }
      type Being @key(fields: "id") @interfaceObject { id: ID! score: Int @phi @role(anyOf: ["doctor", "self"]) }
    `,
    resolvers: {
      Query: { top: () => ['p1', 'p2'].map((id) => ({ id, score: 1 })) },
      Being: { __resolveReference: ({ id }: { id: string }) => ({ id, score: 2 }) },
    },
  },
};

function patient(id: string): object {
  return {
    __typename: 'Patient',
    id,
    mrn: `mrn-${id}`,
    nick: `nick of ${id}`,
    ssn: `ssn of ${id}`,
  };
}

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(PLAN, AUTHORIZATION);
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

type Json = { [key: string]: Json } & Json[];

/** Changes the parsed answer of a subgraph. */
function change(subgraph: string, edit: (answer: Json) => unknown): void {
  graph.tamper((name, body) => {
    if (name !== subgraph) return body;
    const answer = JSON.parse(body) as Json;
    edit(answer);
    return JSON.stringify(answer);
  });
}

/** Adds keys to every object of an answer that doesn't have them. */
function addEverywhere(value: unknown, more: Readonly<Record<string, unknown>>): void {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach((below) => addEverywhere(below, more));
  if (!Array.isArray(value)) Object.assign(value, { ...more, ...value });
}

const QUERY = '{ patients { nick lab { value } note } }';
const OWN = { patients: [{ nick: 'nick of p1', lab: { value: 5 }, note: 'note of mrn-p1' }] };

describe('response keys that a subgraph adds without being asked for them', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['the id of the caller’s own record', 'people', { id: 'p1' }],
    ['the patient id, in entities', 'labs', { id: 'p1' }],
    ['another key field (mrn)', 'labs', { mrn: 'mrn-p1' }],
    ['the path to the patient id (owner.id)', 'labs', { owner: { id: 'p1' } }],
    ['another __typename', 'labs', { __typename: 'Doctor' }],
    [
      'private response keys of the gateway (_phi_0)',
      'labs',
      { _phi_0: 'p1', _phi_Patient_id: 'p1', _phi_Lab_owner: { id: 'p1' } },
    ],
    ['a PHI field that the query does not select', 'people', { ssn: 'ssn of p2' }],
    [
      'names of Object.prototype properties',
      'labs',
      { constructor: 'x', toString: 'x', hasOwnProperty: 'x' },
    ],
    [
      'extensions and errors inside of data',
      'labs',
      { extensions: { a: 1 }, errors: [{ message: 'ssn of p2' }] },
    ],
  ])(
    'are dropped and change neither the response nor the recorded releases: %s',
    async (_what, subgraph, more) => {
      change(subgraph, (answer) => addEverywhere(answer['data'], more));
      const own = await attempt(graph, { query: QUERY, caller: p1 });
      expect(own).toMatchObject({ data: OWN, errors: [] });
      expect(own.released).toEqual(['Lab.value full p1 lab-mrn-p1', 'Patient.note full p1 mrn-p1']);
      expect(JSON.stringify(own.data)).not.toContain('ssn');
    },
  );

  it('are dropped when they are in a __proto__ key', async () => {
    graph.tamper((_name, body) => body.replaceAll('{"', '{"__proto__":{"id":"p1","ssn":"x"},"'));
    const own = await attempt(graph, { query: QUERY, caller: p1 });
    expect(own).toMatchObject({ data: OWN, errors: [] });
  });

  it('are dropped from the top level of the subgraph response, too: extensions, headers and http', async () => {
    change('people', (answer) =>
      Object.assign(answer, {
        extensions: { cacheControl: { version: 1, hints: [] }, ftv1: 'trace', secret: 'ssn of p2' },
        headers: { 'cache-control': 'public', etag: 'x', 'set-cookie': 'a=b' },
        http: { status: 500 },
      }),
    );
    const response = await graph.run({ query: QUERY, caller: p1 });
    expect(Object.keys(response)).toEqual(['data']);
    expect(JSON.parse(JSON.stringify(response.data))).toEqual(OWN);
  });
});

describe('an entity that a subgraph returns changed', () => {
  it('is null with SUBGRAPH_FAILED, as all that were fetched with it, if it has the key of another patient', async () => {
    // The gateway requests the entities by `mrn`.
    change('labs', (answer) => {
      for (const entity of answer['data']?.['_entities'] ?? [])
        Object.assign(entity, { mrn: 'mrn-p1' });
    });
    expect(await attempt(graph, { query: QUERY, caller: doctor })).toMatchObject({
      data: { patients: ['p1', 'p2'].map(() => ({ lab: null, note: null })) },
      errors: [
        'SUBGRAPH_FAILED patients.0.lab',
        'SUBGRAPH_FAILED patients.0.note',
        'SUBGRAPH_FAILED patients.1.lab',
        'SUBGRAPH_FAILED patients.1.note',
      ],
      released: [],
    });
  });

  it('gives the PHI of an entity with the __typename of a type without patients to no patient, and to a doctor with a recorded release of that type', async () => {
    change('people', (answer) => {
      for (const entity of answer['data']?.['_entities'] ?? [])
        if (entity && '__typename' in entity) Object.assign(entity, { __typename: 'Doctor' });
    });
    const query = '{ top { score __typename } }';
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
      data: { top: [1, 1].map((score) => ({ score, __typename: 'Doctor' })) },
      errors: [],
      released: ['Doctor.score full null p1', 'Doctor.score full null p2'],
    });
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      data: { top: [null, null].map((score) => ({ score, __typename: 'Doctor' })) },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE top.0.score', 'UNAUTHORIZED_FIELD_OR_TYPE top.1.score'],
      released: [],
    });
  });

  it('has null and SUBGRAPH_FAILED at each requested field, and no recorded release, if the list of entities is too short or too long', async () => {
    for (const entities of [
      [],
      [{ note: 'a' }],
      [[{ note: 'a' }], [{ note: 'b' }]].flat().concat({ note: 'c' }),
    ]) {
      change('labs', (answer) => Object.assign(answer, { data: { _entities: entities } }));
      const outcome = await attempt(graph, { query: '{ patients { note } }', caller: doctor });
      expect(outcome).toMatchObject({
        data: { patients: [{ note: null }, { note: null }] },
        errors: ['SUBGRAPH_FAILED patients.0.note', 'SUBGRAPH_FAILED patients.1.note'],
        released: [],
      });
    }
  });
});

describe('the patient of a record', () => {
  it('is the one named by the subgraph of the @patient path, not one that another subgraph adds', async () => {
    change('scores', (answer) =>
      addEverywhere(answer['data'], { id: 'p1', _phi_Patient_id: 'p1' }),
    );
    const outcome = await attempt(graph, { query: '{ beings { score } }', caller: p1 });
    expect(outcome.data).toEqual({ beings: [{ score: null }] });
    expect(outcome.released).toEqual([]);
  });

  it('does not change when another subgraph returns an invented __typename', async () => {
    change('scores', (answer) => addEverywhere(answer['data'], { __typename: 'Doctor' }));
    const outcome = await attempt(graph, { query: '{ patients { id score } }', caller: p1 });
    expect(outcome.data).toEqual({ patients: [{ id: 'p1', score: 2 }] });
    expect(outcome.released).toEqual(['Patient.score full p1 mrn-p1']);
  });

  it('is unknown when the @patient path leads to no object, so no PHI is released', async () => {
    change('labs', (answer) => {
      for (const entity of answer['data']?.['_entities'] ?? [])
        Object.assign(entity['lab'] ?? {}, { owner: 'p1' });
    });
    const outcome = await attempt(graph, { query: '{ patients { lab { value } } }', caller: p1 });
    expect(JSON.stringify(outcome.data)).not.toContain('5');
    expect(outcome.released).toEqual([]);
  });
});

describe('a fetched value that does not have the shape of its declared type', () => {
  it.each<[string, unknown]>([
    ['one object for a list', { id: 'p1', nick: 'x' }],
    ['a string for a list', 'x'],
    ['a list in a list', [[{ __typename: 'Patient', id: 'p1', nick: 'x', ssn: 'x' }]]],
    ['a number in a list', [4711]],
  ])('is not released: %s', async (_what, patients) => {
    change('people', (answer) => Object.assign(answer['data'] ?? {}, { patients }));
    for (const caller of [doctor, p1, research]) {
      const query = '{ patients { nick ssn } }';
      // A part of the response may fail or all of it: no misplaced value is released.
      const response = await graph.run({ query, caller }).catch(() => ({ data: null }));
      expect(JSON.stringify(response.data)).not.toMatch(/4711|"x"|p1/);
    }
  });
});

describe('a value of a subgraph that is nested too deeply', () => {
  const QUERY_OF_EXTRA = '{ patients { nick extra } }';

  it.each([
    ['extra', 'list'],
    ['extra', 'object'],
    ['nick', 'list'],
    ['nick', 'object'],
  ] as const)(
    'is null with SUBGRAPH_FAILED at its field, and everything else is released: %s, %s',
    async (key, of) => {
      answerFirst(key, nested(20_000, of));
      const { data, errors } = await attempt(graph, { query: QUERY_OF_EXTRA, caller: doctor });
      expect(data).toEqual({
        patients: [
          { nick: 'nick of p1', extra: null, [key]: null },
          { nick: 'nick of p2', extra: null },
        ],
      });
      expect(errors).toContain(`SUBGRAPH_FAILED patients.0.${key}`);
    },
  );

  it('is released with 100 levels in a field of a custom scalar', async () => {
    answerFirst('extra', nested(100, 'object'));
    const { data, errors } = await attempt(graph, { query: QUERY_OF_EXTRA, caller: doctor });
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toContain(nested(100, 'object'));
  });

  it('is not released in place of an object, a list or the whole data', async () => {
    for (const alter of [
      (body: string) => body.replace(/"patients":\[.*\]/s, `"patients":${nested(20_000, 'list')}`),
      (body: string) => body.replace(/"patients":\[/, `"patients":[${nested(20_000, 'list')},`),
      (body: string) =>
        body.replace(/"data":/, `"errors":[{"path":${nested(20_000, 'list')}}],"data":`),
      (body: string) => body.replace(/"data":/, `"extensions":${nested(20_000, 'object')},"data":`),
    ]) {
      graph.tamper((_name, body) => alter(body));
      const { data } = await graph.run({ query: QUERY_OF_EXTRA, caller: doctor });
      expect(JSON.stringify(data)).not.toContain('[[');
    }
  });
});

/** JSON text of a value with this many levels. */
function nested(levels: number, of: 'list' | 'object'): string {
  return of === 'list'
    ? `${'['.repeat(levels)}${']'.repeat(levels)}`
    : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

/** Answers with this text for the first patient's field. */
function answerFirst(key: string, text: string): void {
  const member = new RegExp(`"${key}":("[^"]*"|null)`);
  graph.tamper((_name, body) => body.replace(member, `"${key}":${text}`));
}

describe('a key that the gateway requested and a subgraph left out', () => {
  it('gives SUBGRAPH_FAILED errors, and no PHI is released for the patient, who is then unknown', async () => {
    change('people', (answer) => remove(answer['data'], 'id'));
    const own = await attempt(graph, { query: '{ patients { nick note } }', caller: p1 });
    expect(own.released).toEqual([]);
    expect(JSON.stringify(own.data)).not.toContain('note of');
    expect(own.errors.every((error) => error.startsWith('SUBGRAPH_FAILED'))).toBe(true);
    expect(own.errors.length).toBeGreaterThan(0);
  });
});

/** Removes a key from every object of an answer. */
function remove(value: unknown, key: string): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) Reflect.deleteProperty(value, key);
  Object.values(value).forEach((below) => remove(below, key));
}
