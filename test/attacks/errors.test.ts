import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1, research } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
});
afterAll(() => clinic.close());
afterEach(() => clinic.tamper(null));

const SECRET = '999-00-4711';
const LOUD = {
  message: `no patient with ssn ${SECRET}; did you mean "ssn"?`,
  locations: [{ line: 1, column: 1 }],
  extensions: {
    code: 'DOWNSTREAM_SERVICE_ERROR',
    serviceName: 'people',
    secret: SECRET,
    http: { status: 418, headers: { 'set-cookie': SECRET } },
    stacktrace: [`at lookup (${SECRET})`],
  },
};

/** Replaces a subgraph's answer by one with this data and these errors. */
function answerWith(subgraph: string, answer: object): void {
  clinic.tamper((name, body) => (name === subgraph ? JSON.stringify(answer) : body));
}

describe('an error of a subgraph', () => {
  const QUERY = '{ patient(id: "p1") { nick labs { code } } }';

  it.each<[string, string, object, unknown, readonly string[]]>([
    ['with no data', 'people', { errors: [LOUD] }, { patient: null }, ['SUBGRAPH_FAILED patient']],
    [
      'with data that is null',
      'people',
      { data: null, errors: [LOUD] },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'with a path',
      'people',
      { data: { _phi_0: null }, errors: [{ ...LOUD, path: ['_phi_0'] }] },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'with a path through a key of our own',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: ['_phi_0', 'nick'] }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'with a path to nowhere',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: ['nowhere', 7] }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'with a path that is none',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: { ssn: SECRET } }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'that is not an object',
      'people',
      { data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } }, errors: [SECRET] },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'of entities',
      'records',
      { data: { _entities: [null] }, errors: [{ ...LOUD, path: ['_entities', 0] }] },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'of entities, without data',
      'records',
      { errors: [LOUD] },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'of an answer that is none',
      'people',
      { answer: SECRET },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'of entities that are fewer than were asked for',
      'records',
      { data: { _entities: [] } },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'of entities that are no list',
      'records',
      { data: { _entities: { 0: null } } },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
  ])('becomes one of ours: %s', async (...row) => {
    const [, subgraph, answer, data, errors] = row;
    answerWith(subgraph, answer);
    // `attempt` fails by itself where an error holds more than a code, its text and the client's path.
    const outcome = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(outcome).toMatchObject({ refused: null, data, errors });
    expect(JSON.stringify([outcome.data, outcome.errors, outcome.records])).not.toContain('4711');
  });

  it('is told for exactly what is null, and never for what is there', async () => {
    clinic.tamper((_name, body) =>
      JSON.stringify({ ...(JSON.parse(body) as object), errors: [LOUD] }),
    );
    const outcome = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(outcome.errors).toEqual([]);
    expect(outcome.data).toEqual({ patient: { nick: 'nick0', labs: [{ code: 'code-0' }] } });
  });

  it('does not show which hidden field of ours it was about', async () => {
    clinic.tamper((name, body) =>
      name === 'records'
        ? body
            .replaceAll(/"_phi_Lab_patient":\{[^}]*\}/g, '"_phi_Lab_patient":null')
            .replace(
              /\}$/,
              `,"errors":[${JSON.stringify({ ...LOUD, path: ['records', 0, '_phi_Lab_patient'] })}]}`,
            )
        : body,
    );
    const outcome = await attempt(clinic, { query: '{ records { code } }', caller: doctor });
    expect(outcome.errors).toContain('SUBGRAPH_FAILED records.0.code');
    expect(JSON.stringify(outcome.errors)).not.toMatch(/_phi_|4711|patient/);
  });
});

describe('data that does not have the form that was asked for', () => {
  it.each<[string, string, string]>([
    ['a number for a text', '"nick0"', '4711'],
    ['an object for a text', '"nick0"', `{"ssn":"${SECRET}"}`],
    ['a list for a text', '"nick0"', `["${SECRET}"]`],
  ])('does not leave: %s', async (_what, from, to) => {
    clinic.tamper((_name, body) => body.replace(from, to));
    const outcome = await attempt(clinic, {
      query: '{ patient(id: "p1") { nick } }',
      caller: doctor,
    });
    expect(outcome.data).toEqual({ patient: { nick: null } });
    expect(JSON.stringify([outcome.data, outcome.errors, outcome.records])).not.toContain('4711');
  });

  it.each<[string, string]>([
    ['a type that is none', 'Nobody'],
    ['a type that can not stand there', 'Lab'],
    ['a type of introspection', '__Schema'],
    ['a name that every object has', 'constructor'],
    ['an interface', 'Being'],
  ])('is nothing at all: an object with the name of %s', async (_what, type) => {
    clinic.tamper((_name, body) => body.replaceAll('"Patient"', `"${type}"`));
    for (const caller of [doctor, p1]) {
      const outcome = await attempt(clinic, {
        query: '{ patient(id: "p1") { nick ssn } }',
        caller,
      });
      expect(outcome).toMatchObject({ data: { patient: null }, released: [] });
    }
  });

  it('is nothing at all: an object of an interface without the name of its type', async () => {
    clinic.tamper((_name, body) => body.replaceAll('"__typename":"Patient",', ''));
    const query = '{ node(id: "p1") { id ... on Patient { nick ssn } } }';
    expect(await attempt(clinic, { query, caller: doctor })).toMatchObject({
      data: { node: null },
      released: [],
    });
  });
});

describe('what an error says of a denial', () => {
  it.each([
    [
      'a role',
      research,
      '{ patient(id: "p1") { ssn } }',
      ['UNAUTHORIZED_FIELD_OR_TYPE patient.ssn'],
    ],
    [
      'a role, in a list',
      research,
      '{ patients { labs { value } } }',
      ['UNAUTHORIZED_FIELD_OR_TYPE patients.@.labs.@.value'],
    ],
    [
      'an object’s type',
      research,
      '{ records { __typename } }',
      [
        'UNAUTHORIZED_FIELD_OR_TYPE records.3',
        'UNAUTHORIZED_FIELD_OR_TYPE records.4',
        'UNAUTHORIZED_FIELD_OR_TYPE records.5',
      ],
    ],
    ['a method that suppresses', clerk, '{ patient(id: "p2") { risk } }', []],
    ['a patient who is not reached', p1, '{ patient(id: "p2") { ssn } }', []],
  ])('is the same whatever the reason: %s', async (_what, caller, query, errors) => {
    expect((await attempt(clinic, { query, caller })).errors).toEqual(errors);
  });
});
