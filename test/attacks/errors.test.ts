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

describe('an error or invalid response of a subgraph', () => {
  const QUERY = '{ patient(id: "p1") { nick labs { code } } }';

  it.each<[string, string, object, unknown, readonly string[]]>([
    [
      'an error without data',
      'people',
      { errors: [LOUD] },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'an error with null as data',
      'people',
      { data: null, errors: [LOUD] },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'an error with a path',
      'people',
      { data: { _phi_0: null }, errors: [{ ...LOUD, path: ['_phi_0'] }] },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'an error with a path through an internal alias',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: ['_phi_0', 'nick'] }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'an error with a path that does not exist',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: ['nowhere', 7] }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'an error with a path that is not a list',
      'people',
      {
        data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } },
        errors: [{ ...LOUD, path: { ssn: SECRET } }],
      },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'an error that is not an object',
      'people',
      { data: { _phi_0: { __typename: 'Patient', id: 'p1', nick: null } }, errors: [SECRET] },
      { patient: { nick: null, labs: [{ code: 'code-0' }] } },
      ['SUBGRAPH_FAILED patient.nick'],
    ],
    [
      'an error for entities',
      'records',
      { data: { _entities: [null] }, errors: [{ ...LOUD, path: ['_entities', 0] }] },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'an error for entities, without data',
      'records',
      { errors: [LOUD] },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'JSON that is not a GraphQL response',
      'people',
      { answer: SECRET },
      { patient: null },
      ['SUBGRAPH_FAILED patient'],
    ],
    [
      'a list with too few entities',
      'records',
      { data: { _entities: [] } },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
    [
      'entities that are not a list',
      'records',
      { data: { _entities: { 0: null } } },
      { patient: null },
      ['SUBGRAPH_FAILED patient.labs'],
    ],
  ])("becomes null and SUBGRAPH_FAILED without the subgraph's text: %s", async (...row) => {
    const [, subgraph, answer, data, errors] = row;
    answerWith(subgraph, answer);
    // `attempt` fails by itself where an error holds more than a code, its text and the client's path.
    const outcome = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(outcome).toMatchObject({ refused: null, data, errors });
    expect(JSON.stringify([outcome.data, outcome.errors, outcome.records])).not.toContain('4711');
  });

  it('is not reported if the response has data for every requested field', async () => {
    clinic.tamper((_name, body) =>
      JSON.stringify({ ...(JSON.parse(body) as object), errors: [LOUD] }),
    );
    const outcome = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(outcome.errors).toEqual([]);
    expect(outcome.data).toEqual({ patient: { nick: 'nick0', labs: [{ code: 'code-0' }] } });
  });

  it('reports an error at a field that only the gateway requested as SUBGRAPH_FAILED at the field of the client, without the internal name', async () => {
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
  ])('becomes null, and the value is in no error or record: %s', async (_what, from, to) => {
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
  ])(
    'becomes null without a release if the __typename of an object is that of %s',
    async (_what, type) => {
      clinic.tamper((_name, body) => body.replaceAll('"Patient"', `"${type}"`));
      for (const caller of [doctor, p1]) {
        const outcome = await attempt(clinic, {
          query: '{ patient(id: "p1") { nick ssn } }',
          caller,
        });
        expect(outcome).toMatchObject({ data: { patient: null }, released: [] });
      }
    },
  );

  it('becomes null without a release if an object of an interface has no __typename', async () => {
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
      'are UNAUTHORIZED_FIELD_OR_TYPE at the field if no role of the caller may see it',
      research,
      '{ patient(id: "p1") { ssn } }',
      ['UNAUTHORIZED_FIELD_OR_TYPE patient.ssn'],
    ],
    [
      'are one UNAUTHORIZED_FIELD_OR_TYPE with @ for each index if the field is in lists',
      research,
      '{ patients { labs { value } } }',
      ['UNAUTHORIZED_FIELD_OR_TYPE patients.@.labs.@.value'],
    ],
    [
      'are UNAUTHORIZED_FIELD_OR_TYPE at each object of a type that no role of the caller may see',
      research,
      '{ records { __typename } }',
      [
        'UNAUTHORIZED_FIELD_OR_TYPE records.3',
        'UNAUTHORIZED_FIELD_OR_TYPE records.4',
        'UNAUTHORIZED_FIELD_OR_TYPE records.5',
      ],
    ],
    [
      'do not exist if the value is suppressed by de-identification',
      clerk,
      '{ patient(id: "p2") { risk } }',
      [],
    ],
    [
      'do not exist if no role of the caller may access the patient',
      p1,
      '{ patient(id: "p2") { ssn } }',
      [],
    ],
  ])('%s', async (_what, caller, query, errors) => {
    expect((await attempt(clinic, { query, caller })).errors).toEqual(errors);
  });
});
