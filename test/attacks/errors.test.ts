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
    ['without data', 'people', { errors: [LOUD] }, { patient: null }, ['SUBGRAPH_FAILED patient']],
    [
      'with null as data',
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
      'with a path through a private key',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: ['_phi_0', 'nick'] }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'with a path that does not exist',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: ['nowhere', 7] }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'with a path that is not a list',
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
      'for entities',
      'records',
      { data: { _entities: [null] }, errors: [{ ...LOUD, path: ['_entities', 0] }] },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'for entities, without data',
      'records',
      { errors: [LOUD] },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'in place of a GraphQL response',
      'people',
      { answer: SECRET },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'as a list with too few entities',
      'records',
      { data: { _entities: [] } },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'as entities that are not a list',
      'records',
      { data: { _entities: { 0: null } } },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
  ])("is replaced by an error of the gateway without the subgraph's text: %s", async (...row) => {
    const [, subgraph, answer, data, errors] = row;
    answerWith(subgraph, answer);
    // `attempt` fails by itself where an error holds more than a code, its text and the client's path.
    const outcome = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(outcome).toMatchObject({ refused: null, data, errors });
    expect(JSON.stringify([outcome.data, outcome.errors, outcome.records])).not.toContain('4711');
  });

  it('is not reported if no field is null', async () => {
    clinic.tamper((_name, body) =>
      JSON.stringify({ ...(JSON.parse(body) as object), errors: [LOUD] }),
    );
    const outcome = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(outcome.errors).toEqual([]);
    expect(outcome.data).toEqual({ patient: { nick: 'nick0', labs: [{ code: 'code-0' }] } });
  });

  it('does not reveal the internal field that it occurred at', async () => {
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

describe('subgraph data that does not have the requested shape', () => {
  it.each<[string, string, string]>([
    ['a number for a string', '"nick0"', '4711'],
    ['an object for a string', '"nick0"', `{"ssn":"${SECRET}"}`],
    ['a list for a string', '"nick0"', `["${SECRET}"]`],
  ])('is not released: %s', async (_what, from, to) => {
    clinic.tamper((_name, body) => body.replace(from, to));
    const outcome = await attempt(clinic, {
      query: '{ patient(id: "p1") { nick } }',
      caller: doctor,
    });
    expect(outcome.data).toEqual({ patient: { nick: null } });
    expect(JSON.stringify([outcome.data, outcome.errors, outcome.records])).not.toContain('4711');
  });

  it.each<[string, string]>([
    ['an unknown type', 'Nobody'],
    ['a type that the field cannot return', 'Lab'],
    ['an introspection type', '__Schema'],
    ['a property of Object.prototype', 'constructor'],
    ['an interface', 'Being'],
  ])('gives null for an object with the __typename of %s', async (_what, type) => {
    clinic.tamper((_name, body) => body.replaceAll('"Patient"', `"${type}"`));
    for (const caller of [doctor, p1]) {
      const outcome = await attempt(clinic, {
        query: '{ patient(id: "p1") { nick ssn } }',
        caller,
      });
      expect(outcome).toMatchObject({ data: { patient: null }, released: [] });
    }
  });

  it('gives null for an object of an interface without __typename', async () => {
    clinic.tamper((_name, body) => body.replaceAll('"__typename":"Patient",', ''));
    const query = '{ node(id: "p1") { id ... on Patient { nick ssn } } }';
    expect(await attempt(clinic, { query, caller: doctor })).toMatchObject({
      data: { node: null },
      released: [],
    });
  });
});

describe('the errors of a denied field', () => {
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
      'the type of an object',
      research,
      '{ records { __typename } }',
      [
        'UNAUTHORIZED_FIELD_OR_TYPE records.3',
        'UNAUTHORIZED_FIELD_OR_TYPE records.4',
        'UNAUTHORIZED_FIELD_OR_TYPE records.5',
      ],
    ],
    ['a suppressed value', clerk, '{ patient(id: "p2") { risk } }', []],
    ['a patient out of reach', p1, '{ patient(id: "p2") { ssn } }', []],
  ])(
    'have the same code for roles and types, and are absent for suppressed values and patients out of reach: %s',
    async (_what, caller, query, errors) => {
      expect((await attempt(clinic, { query, caller })).errors).toEqual(errors);
    },
  );
});
