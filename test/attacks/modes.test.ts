import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Category } from '../../directives/spec.ts';
import { attempt } from '../support/attempt.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  callerWithoutRoles,
  p1,
  research,
} from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';

const QUERY = '{ patients(first: 2) { id nick ssn born } }';
const FULL = {
  patients: [
    { id: 'p1', nick: 'nick0', ssn: '999-00-0000', born: '1930-02-03' },
    { id: 'p2', nick: expect.anything(), ssn: '999-00-0001', born: expect.anything() },
  ],
};

const HOMES = {
  homes: {
    sdl: `
      type Query { patients: [Patient!]! }
      type Patient @key(fields: "id") @patient(id: "id") {
        id: ID!
        home: Home @phi(category: GEOGRAPHY) @role(anyOf: ["self"], deidentified: ["research"])
      }
      type Home { street: String! }
    `,
    resolvers: {
      Query: { patients: () => ['p1', 'p2'].map((id) => ({ id, home: { street: 'Elm 1' } })) },
    },
  },
};

describe('the mode that rejects operations with denied fields (authorization.mode: reject)', () => {
  let clinic: InProcessGraph;
  beforeAll(async () => {
    clinic = await createInProcessGraph(CLINIC, { ...AUTHORIZATION, mode: 'reject' });
  });
  afterAll(() => clinic.close());

  it('refuses an operation with a field denied to the caller before anything is sent to a subgraph, and records a denial', async () => {
    const query = '{ patients(first: 2) { id nick license: doctor { license } } }';
    const { data, errors, sent, records } = await attempt(clinic, { query, caller: doctor });
    expect(data).toBeNull();
    expect(errors).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE patients.@.license.license']);
    expect(sent).toEqual([]);
    expect(records.map(({ kind, outcome, accesses }) => [kind, outcome, accesses])).toEqual([
      ['denial', 'deny', []],
    ]);
  });

  it('refuses the whole operation, and records a denial, if a fetched object turns out to be denied', async () => {
    const query = '{ patients(first: 1) { nick records { __typename } } }';
    const { data, errors, sent, records } = await attempt(clinic, { query, caller: research });
    expect(data).toBeNull();
    expect(errors.join()).toMatch(/^UNAUTHORIZED_FIELD_OR_TYPE patients\.0\.records\.\d+$/);
    expect(sent.length).toBeGreaterThan(0);
    expect(records.map(({ kind, accesses }) => [kind, accesses])).toEqual([['denial', []]]);
  });

  it('serves an operation without denied fields, and leaves patients out of reach out of lists without an error', async () => {
    expect((await attempt(clinic, { query: QUERY, caller: doctor })).data).toEqual(FULL);
    const own = await attempt(clinic, { query: QUERY, caller: p1 });
    expect(own.data).toEqual({ patients: [FULL.patients[0]] });
    expect(own.errors).toEqual([]);
  });

  it('leaves a patient who has denied the caller access out of a list without an error, and records the reason consent', async () => {
    const denies = { careTeam: false, deniesActor: true, denies: new Set<Category>() };
    const relationships = new Map([
      ['p1', { ...denies, permits: denies.denies }],
      ['p2', { ...denies, deniesActor: false, permits: denies.denies }],
    ]);
    const strict = await createInProcessGraph(
      CLINIC,
      { ...AUTHORIZATION, mode: 'reject', consent: true },
      {
        relationships: {
          relate: () => Promise.resolve({ relationships, failed: false, rejectedOf: null }),
          close: () => Promise.resolve(),
        },
      },
    );
    expect(await attempt(strict, { query: QUERY, caller: doctor })).toMatchObject({
      data: { patients: [FULL.patients[1]] },
      errors: [],
      denied: ['Patient consent 1'],
    });
    await strict.close();
  });

  it('serves an operation in which a non-null value is suppressed, before the fetch or on one of two objects, with NULL_NOT_ALLOWED', async () => {
    const strict = await createInProcessGraph(HOMES, { ...AUTHORIZATION, mode: 'reject' });
    const query = '{ patients { id home { street } } }';
    const other = { id: 'p2', home: null };
    expect(await attempt(strict, { query, caller: research })).toMatchObject({
      data: { patients: [{ id: 'p1', home: null }, other] },
      errors: ['NULL_NOT_ALLOWED patients.@.home.street'],
    });
    const patient = callerOf(['self', 'research'], { patients: new Map([['self', ['p1']]]) });
    expect(await attempt(strict, { query, caller: patient })).toMatchObject({
      data: { patients: [{ id: 'p1', home: { street: 'Elm 1' } }, other] },
      errors: ['NULL_NOT_ALLOWED patients.1.home.street'],
    });
    await strict.close();
  });
});

describe('dry-run mode', () => {
  let clinic: InProcessGraph;
  beforeAll(async () => {
    clinic = await createInProcessGraph(CLINIC, { ...AUTHORIZATION, mode: 'dry-run' });
  });
  afterAll(() => clinic.close());

  const run = async (request: Parameters<typeof attempt>[1]) => {
    clinic.wouldDeny.length = 0;
    const attempted = await attempt(clinic, request);
    const would = attempted.records.flatMap(({ accesses }) =>
      accesses.flatMap(({ type, fields, rule, objects }) =>
        fields.map(
          ({ name }) =>
            `${type}.${name} ${rule.wouldDeny.join()} by ${rule.roles.join()} for ${objects.map(([patient]) => patient).join()}`,
        ),
      ),
    );
    return { ...attempted, would: would.toSorted(), logged: [...clinic.wouldDeny] };
  };

  it('denies a clerk nothing, records the fields it would deny or suppress, and logs the one it would deny', async () => {
    const { data, errors, would, denied, logged, records } = await run({
      query: QUERY,
      caller: clerk,
    });
    expect(data).toEqual(FULL);
    expect(errors).toEqual([]);
    expect(would).toEqual([
      'Patient.born role by clerk for p1,p2',
      'Patient.ssn suppressed by clerk for p1,p2',
    ]);
    expect(denied).toEqual(['Patient.born role 1']);
    expect(logged.map(({ coordinate, reason }) => `${coordinate} ${reason}`)).toEqual([
      'Patient.born role',
    ]);
    expect(records[0]).toMatchObject({ outcome: 'permit', details: { mode: 'dry-run' } });
  });

  it('serves objects of patients out of reach and records that it would deny these, but not the caller’s own record', async () => {
    const { data, would, denied } = await run({ query: QUERY, caller: p1 });
    expect(data).toEqual(FULL);
    expect(would).toEqual([
      'Patient.born  by self for p1',
      'Patient.born reach by  for p2',
      'Patient.ssn  by self for p1',
      'Patient.ssn reach by  for p2',
    ]);
    expect(denied).toEqual(['Patient reach 1']);
  });

  it('serves all data to a caller without roles, and records that it would deny the PHI', async () => {
    const { data, would } = await run({ query: QUERY, caller: callerWithoutRoles });
    expect(data).toEqual(FULL);
    expect(would.every((line) => / (reach|role) by {2}for/.test(line))).toBe(true);
    expect(would).toHaveLength(2);
  });

  it('serves a patient out of reach who is named by an argument, and records that it would deny the field', async () => {
    const query = '{ patient(id: "p2") { id ssn } }';
    const { data, denied } = await run({ query, caller: p1 });
    expect(data).toEqual({ patient: { id: 'p2', ssn: '999-00-0001' } });
    expect(denied).toEqual(['Query.patient reach 1']);
  });

  it('does not affect another graph in the default mode, which still denies data', async () => {
    const strict = await createInProcessGraph(CLINIC, AUTHORIZATION);
    expect((await attempt(strict, { query: QUERY, caller: callerWithoutRoles })).data).not.toEqual(
      FULL,
    );
    await strict.close();
  });
});

describe('the setting unreached: error, which reports patients out of reach', () => {
  let clinic: InProcessGraph;
  beforeAll(async () => {
    clinic = await createInProcessGraph(CLINIC, { ...AUTHORIZATION, unreached: 'error' });
  });
  afterAll(() => clinic.close());

  it('gives one UNAUTHORIZED_FIELD_OR_TYPE for each list and field with such patients, and the data of the patient in reach', async () => {
    const { data, errors } = await attempt(clinic, {
      query: '{ patients(first: 4) { id } patient(id: "p2") { id } node(id: "p3") { id } }',
      caller: p1,
    });
    expect(data).toEqual({ patients: [{ id: 'p1' }], patient: null, node: null });
    expect(errors.toSorted()).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE node',
      'UNAUTHORIZED_FIELD_OR_TYPE patient',
      'UNAUTHORIZED_FIELD_OR_TYPE patients.@',
    ]);
  });

  it('gives no error to callers who may access every patient', async () => {
    const { errors } = await attempt(clinic, { query: '{ patients { id } }', caller: doctor });
    expect(errors).toEqual([]);
  });
});
