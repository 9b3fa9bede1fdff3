import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import type { Caller } from '../../gateway/platform/caller.ts';
import { executeOperation } from '../../gateway/pipeline/execute-operation.ts';
import { asObject } from '../../gateway/pipeline/respond.ts';
import type { OperationRequest } from '../../gateway/pipeline/operation/resolve-operation.ts';
import type { RequestContext } from '../../gateway/platform/request-context.ts';
import { attempt } from '../support/attempt.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  doctorAndP1,
  callerWithoutRoles,
  p1,
  research,
} from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import {
  callerOf,
  contextOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';

const QUERY = 'query Q { patient(id: "p1") { nick ssn born name } }';

/** The response of {@link QUERY} for each caller. */
const VIEWS: readonly (readonly [string, Caller, unknown])[] = [
  [
    'a doctor',
    doctor,
    { nick: 'nick0', ssn: '999-00-0000', born: '1930-02-03', name: 'Name0 Family0' },
  ],
  ['a researcher', research, { nick: 'nick0', ssn: null, born: '1936', name: 'N.F.' }],
  ['a clerk', clerk, null],
  [
    'the patient',
    p1,
    { nick: 'nick0', ssn: '999-00-0000', born: '1930-02-03', name: 'Name0 Family0' },
  ],
  [
    'another patient',
    callerOf(['self'], { patients: new Map([['self', ['p2']]]), ownPatient: 'p2' }),
    null,
  ],
  ['a caller without roles', callerWithoutRoles, null],
];

function requestOf(caller: Caller, query = QUERY): OperationRequest {
  return {
    document: parse(query),
    queryHash: createHash('sha256').update(query).digest('hex'),
    operationName: null,
    reportsCost: false,
    variables: null,
    context: contextOf(caller),
  };
}

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
});
afterAll(() => clinic.close());

describe('the same document sent by callers who may see different fields', () => {
  const pairs = VIEWS.flatMap((first) =>
    VIEWS.map((second) => [first[0], second[0], first, second] as const),
  );

  it.each(pairs)(
    'returns to each caller only what that caller may see: %s, then %s',
    async (_first, _second, ...order) => {
      for (const [, caller, patient] of [...order, order[0]])
        expect((await attempt(clinic, { query: QUERY, caller })).data).toEqual({ patient });
    },
  );

  it('returns to each concurrent caller only what that caller may see, with and without operation name', async () => {
    const requests = Array.from({ length: 60 }, (_each, index) => ({
      view: VIEWS[index % VIEWS.length] ?? VIEWS[0],
      operationName: index % 2 === 0 ? 'Q' : null,
    }));
    const answers = await Promise.all(
      requests.map(({ view, operationName }) =>
        clinic.run({ query: QUERY, operationName, caller: view?.[1] ?? callerWithoutRoles }),
      ),
    );
    expect(answers.map(({ data }) => JSON.parse(JSON.stringify(data ?? null)))).toEqual(
      requests.map(({ view }) => ({ patient: view?.[2] })),
    );
  });

  it('asks the subgraphs for each caller only for what that caller may see', async () => {
    await attempt(clinic, { query: QUERY, caller: doctor });
    const { asked } = await attempt(clinic, { query: QUERY, caller: research });
    expect(asked).not.toContain('people Patient.ssn');
    const again = await attempt(clinic, { query: QUERY, caller: doctor });
    expect(again.asked).toContain('people Patient.ssn');
  });

  it('releases to callers with the same role and different patients only values of their own patient', async () => {
    const query = '{ patients(first: 4) { ssn } records { code } }';
    for (const id of ['p1', 'p2', 'p3', 'p1']) {
      const caller = callerOf(['self'], { patients: new Map([['self', [id]]]), ownPatient: id });
      const { released } = await attempt(clinic, { query, caller });
      expect([...new Set(released.map((line) => line.split(' ')[2]))]).toEqual([id]);
    }
  });

  it('returns the patient that its variable names if in reach, and null for one out of reach', async () => {
    const query = 'query($id: ID!) { patient(id: $id) { nick } }';
    for (const id of ['p1', 'p2', 'p1', 'p3']) {
      const { data } = await attempt(clinic, { query, variables: { id }, caller: p1 });
      expect(data).toEqual({ patient: id === 'p1' ? { nick: 'nick0' } : null });
    }
  });

  it('returns null to a caller with one role named "clerk,doctor", and data to one with the roles clerk and doctor', async () => {
    const odd = callerOf(['clerk,doctor']);
    expect((await attempt(clinic, { query: QUERY, caller: odd })).data).toEqual({ patient: null });
    const both = callerOf(['clerk', 'doctor']);
    expect((await attempt(clinic, { query: QUERY, caller: both })).data).toMatchObject({
      patient: { ssn: '999-00-0000' },
    });
  });
});

describe('a caller with two roles', () => {
  it('sees as clerk and patient their own SSN in full and the SSN of others de-identified', async () => {
    const query = '{ patients(first: 2) { id ssn } count }';
    const clerkAndP1 = callerOf(['clerk', 'self'], {
      patients: new Map([['self', ['p1']]]),
      ownPatient: 'p1',
    });
    const outcome = await attempt(clinic, { query, caller: clerkAndP1 });
    expect(outcome.data).toEqual({
      patients: [
        { id: 'p1', ssn: '999-00-0000' },
        { id: 'p2', ssn: '0001' },
      ],
      count: null,
    });
    expect(outcome.released).toEqual(['Patient.ssn deidentified p2 p2', 'Patient.ssn full p1 p1']);
    const rules = outcome.records[0]?.accesses.map(({ rule }) => rule);
    expect(rules).toEqual([
      { roles: ['clerk', 'self'], relation: 'self', wouldDeny: [] },
      { roles: ['clerk'], relation: 'all', wouldDeny: [] },
    ]);
  });

  it('gets with the roles doctor and patient the same data and recorded releases as with the role doctor alone', async () => {
    const query = '{ patients(first: 4) { ssn } records { code } count }';
    const both = await attempt(clinic, { query, caller: doctorAndP1 });
    const alone = await attempt(clinic, { query, caller: doctor });
    expect(both.data).toEqual(alone.data);
    expect(both.released).toEqual(alone.released);
  });
});

describe('requests that share the caches of a gateway', () => {
  it('each get only what their own caller may see, even if they reuse one context object', async () => {
    const shared: { -readonly [Key in keyof RequestContext]: RequestContext[Key] } = {
      ...contextOf(doctor),
    };
    for (const [, caller, patient] of VIEWS) {
      shared.caller = caller;
      const { data } = await executeOperation(
        clinic.parts,
        { ...requestOf(caller), context: shared },
        asObject,
      );
      expect(JSON.parse(JSON.stringify(data))).toEqual({ patient });
    }
  });

  it('each use one version of schema and policy, and the next request after a change uses the new version', async () => {
    const strict = await createInProcessGraph(
      {
        ...CLINIC,
        people: {
          resolvers: CLINIC['people']?.resolvers ?? {},
          sdl: (CLINIC['people']?.sdl ?? '').replace(
            'nick: String',
            'nick: String @role(anyOf: ["clerk"])',
          ),
        },
      },
      AUTHORIZATION,
    );
    const versions = [clinic.parts.current(), strict.parts.current()];
    let asked = 0;
    const parts = {
      ...clinic.parts,
      current: () => {
        const version = versions[Math.min(asked, 1)];
        asked += 1;
        return version ?? clinic.parts.current();
      },
    };
    const before = await executeOperation(parts, requestOf(doctor), asObject);
    expect([before.data, asked]).toMatchObject([{ patient: { nick: 'nick0' } }, 1]);
    const after = await executeOperation(parts, requestOf(doctor), asObject);
    expect([after.data, asked]).toMatchObject([{ patient: { nick: null } }, 2]);
    await strict.close();
  });
});

describe('an introspection query', () => {
  it('is refused with GRAPHQL_VALIDATION_FAILED, without a fetch of its other fields, when introspection is off', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ patient(id: "p1") { ssn } a: __type(name: "Patient") { name } }',
      '{ ... { ...F } } fragment F on Query { __type(name: "Patient") { fields { name } } }',
    ])
      expect(await attempt(clinic, { query, caller: doctor })).toMatchObject({
        refused: 'GRAPHQL_VALIDATION_FAILED',
        sent: [],
        records: [],
      });
  });

  it('gives a researcher ssn: null without fetching it for an introspection query that also selects an SSN and was answered for a doctor before, and refuses the query if introspection is off', async () => {
    const parts = { ...clinic.parts, introspection: true };
    const query = '{ __type(name: "Patient") { name } patient(id: "p1") { ssn } }';
    const ask = (caller: Caller) => executeOperation(parts, requestOf(caller, query), asObject);
    clinic.received.length = 0;
    expect((await ask(doctor)).data).toMatchObject({
      __type: { name: 'Patient' },
      patient: { ssn: '999-00-0000' },
    });
    const fetched = () => clinic.received.map((each) => each.query).join('\n');
    expect(fetched()).toContain('ssn');
    clinic.received.length = 0;
    expect((await ask(research)).data).toMatchObject({ patient: { ssn: null } });
    expect(fetched()).not.toContain('ssn');
    await expect(attempt(clinic, { query, caller: doctor })).resolves.toMatchObject({
      refused: 'GRAPHQL_VALIDATION_FAILED',
    });
  });
});
