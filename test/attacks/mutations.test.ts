import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExecutionDependencies } from '../../gateway/pipeline/authorized-execution.ts';
import { executeOperation } from '../../gateway/pipeline/execute-operation.ts';
import { asObject } from '../../gateway/pipeline/respond.ts';
import { GatewayError } from '../../gateway/platform/errors.ts';
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { attempt } from '../support/attempt.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  callerWithoutRoles,
  p1,
  research,
} from '../support/callers.ts';
import {
  callerOf,
  contextOf,
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const written: unknown[] = [];
const write = (patient: unknown, value: unknown) => {
  written.push([patient, value]);
  return { id: patient, ssn: value, nick: 'nick', born: '1970-01-02' };
};

const WARD: Readonly<Record<string, TestSubgraph>> = {
  ward: {
    sdl: `
      type Query { patient(id: ID! @patient): Patient }
      type Mutation {
        setSsn(patient: ID! @patient, value: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])): Patient
        setNick(patient: ID @patient, value: String): Patient
        setAll(input: Change!): Patient
        merge(from: ID! @patient, into: [ID!]! @patient): Patient
        anySsn(value: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])): Boolean
        lastSsn: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])
        latest: Patient
        ping: Int
        close: Int @role(anyOf: ["clerk"])
        kind(kind: Kind): Boolean
      }
      enum Kind { PLAIN SECRET @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"]) }
      input Change { who: Who! value: String @phi(category: SSN) @role(anyOf: ["doctor", "self"]) }
      input Who { patient: ID @patient also: [Who!] }
      type Patient @key(fields: "id") @patient(id: "id") {
        id: ID!
        ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
        born: String @phi(category: DATE) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
        nick: String
      }
    `,
    resolvers: {
      Query: { patient: (_: unknown, { id }: { id: string }) => ({ id, ssn: 's' }) },
      Mutation: {
        setSsn: (_: unknown, { patient, value }: Record<string, unknown>) => write(patient, value),
        setNick: (_: unknown, { patient, value }: Record<string, unknown>) => write(patient, value),
        setAll: (_: unknown, { input }: { input: { who: { patient: string }; value: string } }) =>
          write(input.who.patient, input.value),
        merge: (_: unknown, { from }: Record<string, unknown>) => write(from, 'merged'),
        anySsn: (_: unknown, { value }: Record<string, unknown>) => Boolean(write(null, value)),
        lastSsn: () => write(null, 'last').ssn,
        latest: () => write('p2', 'latest'),
        ping: () => 1,
        close: () => 2,
        kind: () => true,
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(WARD, AUTHORIZATION);
});
afterAll(() => graph.close());
beforeEach(() => {
  written.length = 0;
});
afterEach(() => graph.tamper(null));

const NEW_SSN = '111-22-3333';
const kinds = (records: readonly { readonly kind: string; readonly outcome: string }[]) =>
  records.map(({ kind, outcome }) => `${kind} ${outcome}`);

describe('a mutation that the policy denies', () => {
  const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE';

  it.each<
    [
      string,
      string,
      Record<string, unknown>,
      Parameters<typeof callerOf>[0] | 'p1',
      string[],
      string[],
    ]
  >([
    [
      'if an argument is denied to the role',
      `mutation { setSsn(patient: "p1", value: "${NEW_SSN}") { nick } }`,
      {},
      ['clerk'],
      ['setSsn'],
      ['Mutation.setSsn input 1'],
    ],
    [
      'if the denied argument is a variable',
      'mutation($v: String) { setSsn(patient: "p1", value: $v) { nick } }',
      { v: NEW_SSN },
      ['clerk'],
      ['setSsn'],
      ['Mutation.setSsn input 1'],
    ],
    [
      'if a field of the result is denied',
      'mutation { setNick(patient: "p1", value: "n") { nick ssn } }',
      {},
      ['clerk'],
      ['setNick.ssn'],
      ['Patient.ssn role 1'],
    ],
    [
      'if another field of the operation is denied',
      'mutation { ping close setNick(patient: "p1", value: "n") { nick } }',
      {},
      ['doctor'],
      ['close'],
      ['Mutation.close role 1'],
    ],
    [
      'if the last of several fields is denied, aliased and in a fragment',
      'mutation { a: setNick(patient: "p1") { nick } ...F } fragment F on Mutation { b: setNick(patient: "p1") { x: ssn } }',
      {},
      ['clerk'],
      ['b.x'],
      ['Patient.ssn role 1'],
    ],
    [
      'if a patient names another patient',
      'mutation { setNick(patient: "p2", value: "n") { nick } }',
      {},
      'p1',
      ['setNick'],
      ['Mutation.setNick reach 1'],
    ],
    [
      'if a patient names another patient in a variable',
      'mutation($p: ID!) { setSsn(patient: $p, value: "x") { ssn } }',
      { p: 'p2' },
      'p1',
      ['setSsn'],
      ['Mutation.setSsn reach 1'],
    ],
    [
      'if a patient names another patient in the default of a variable',
      'mutation($p: ID! = "p2") { setSsn(patient: $p, value: "x") { ssn } }',
      {},
      'p1',
      ['setSsn'],
      ['Mutation.setSsn reach 1'],
    ],
    [
      'if a patient names another patient in an input object',
      'mutation($i: Change!) { setAll(input: $i) { nick } }',
      { i: { who: { patient: 'p2' }, value: 'x' } },
      'p1',
      ['setAll'],
      ['Mutation.setAll reach 1'],
    ],
    [
      'if a patient names another patient in addition to their own id in an input object',
      'mutation { setAll(input: { who: { patient: "p1", also: [{ patient: "p1" }, { also: [{ patient: "p2" }] }] } }) { nick } }',
      {},
      'p1',
      ['setAll'],
      ['Mutation.setAll reach 1'],
    ],
    [
      'if a patient names another patient in addition to their own id in a list',
      'mutation { merge(from: "p1", into: ["p1", "p2"]) { nick } }',
      {},
      'p1',
      ['merge'],
      ['Mutation.merge reach 1'],
    ],
    [
      'if a patient passes PHI and names no patient',
      'mutation { anySsn(value: "x") }',
      {},
      'p1',
      ['anySsn'],
      ['Mutation.anySsn input 1'],
    ],
    [
      'if a patient selects a PHI result and names no patient',
      'mutation { lastSsn }',
      {},
      'p1',
      ['lastSsn'],
      ['Mutation.lastSsn reach 1'],
    ],
    [
      'if a patient selects PHI below the result and names no patient',
      'mutation { latest { ssn } }',
      {},
      'p1',
      ['latest'],
      ['Mutation.latest reach 1'],
    ],
    [
      'if a patient leaves out the argument that names the patient',
      'mutation { setNick(value: "n") { ssn } }',
      {},
      'p1',
      ['setNick'],
      ['Mutation.setNick reach 1'],
    ],
    [
      'if a patient passes null for the argument that names the patient',
      'mutation { setNick(patient: null, value: "n") { ssn } }',
      {},
      'p1',
      ['setNick'],
      ['Mutation.setNick reach 1'],
    ],
    [
      'if a patient names another patient and an empty list of patients',
      'mutation { merge(from: "p2", into: []) { ssn } }',
      {},
      'p1',
      ['merge'],
      ['Mutation.merge reach 1'],
    ],
    [
      'if a patient passes a PHI enum value and names no patient',
      'mutation { kind(kind: SECRET) }',
      {},
      'p1',
      ['kind'],
      ['Mutation.kind input 1'],
    ],
    [
      'if the caller has no role',
      'mutation { setNick(patient: "p1", value: "n") { nick } }',
      {},
      [],
      ['setNick'],
      ['Mutation.setNick reach 1'],
    ],
  ])(
    'gets UNAUTHORIZED_FIELD_OR_TYPE, is not sent and is recorded as a denial: %s',
    async (...row) => {
      const [, query, variables, who, paths, denied] = row;
      const caller = who === 'p1' ? p1 : callerOf(who);
      const outcome = await attempt(graph, { query, variables, caller });
      expect(outcome).toMatchObject({
        data: null,
        errors: paths.map((path) => `${DENIED} ${path}`),
        sent: [],
      });
      expect(outcome.denied).toEqual(expect.arrayContaining(denied));
      expect(kinds(outcome.records)).toEqual(['denial deny']);
      expect(written).toEqual([]);
      expect(JSON.stringify(outcome.records)).not.toContain(NEW_SSN);
    },
  );
});

describe('an allowed mutation', () => {
  it.each<[string, string, typeof doctor, string[]]>([
    [
      'of a doctor, for any patient',
      `mutation { setSsn(patient: "p2", value: "${NEW_SSN}") { ssn } }`,
      doctor,
      ['Patient.ssn full p2 p2'],
    ],
    [
      'of a patient, for their own record',
      `mutation { setSsn(patient: "p1", value: "${NEW_SSN}") { ssn } }`,
      p1,
      ['Patient.ssn full p1 p1'],
    ],
    [
      'of a patient, with their own id in all places',
      'mutation { merge(from: "p1", into: ["p1", "p1"]) { nick } }',
      p1,
      [],
    ],
    ['of a doctor, with PHI and no patient', 'mutation { anySsn(value: "x") }', doctor, []],
    ['of a caller without roles, without PHI', 'mutation { ping }', callerWithoutRoles, []],
    [
      'of a clerk, without PHI in the result',
      'mutation { setNick(patient: "p1", value: "n") { nick } }',
      clerk,
      [],
    ],
  ])(
    'is recorded as a pending intent and then as a permitted outcome: %s',
    async (_what, query, caller, released) => {
      const outcome = await attempt(graph, { query, caller });
      expect(outcome.errors).toEqual([]);
      expect(kinds(outcome.records)).toEqual(['intent pending', 'outcome permit']);
      expect(outcome.released).toEqual(released);
      expect(outcome.records[0]?.accesses).toEqual([]);
      expect(JSON.stringify(outcome.records)).not.toContain(NEW_SSN);
    },
  );

  it('has the patient that it names and the names of its input fields with directives in the records of both intent and outcome', async () => {
    const query = `mutation { setAll(input: { who: { patient: "p1" }, value: "${NEW_SSN}" }) { nick } }`;
    const { records } = await attempt(graph, { query, caller: p1 });
    for (const record of records)
      expect(record).toMatchObject({
        patients: ['p1'],
        arguments: ['Change.value', 'Who.patient'],
        operation: { kind: 'mutation' },
      });
  });

  it('runs and is recorded as permitted even if de-identification makes every field of its result null', async () => {
    const outcome = await attempt(graph, {
      query: 'mutation { setNick(patient: "p1", value: "n") { ssn born } }',
      caller: research,
    });
    expect(outcome).toMatchObject({
      data: { setNick: { ssn: null, born: null } },
      errors: [],
      released: ['Patient.ssn deidentified p1 p1'],
    });
    expect(kinds(outcome.records)).toEqual(['intent pending', 'outcome permit']);
  });

  it('runs even if it returns a patient that the caller may not access, and that patient is not released but recorded as denied', async () => {
    const outcome = await attempt(graph, { query: 'mutation { latest { nick } }', caller: p1 });
    expect(outcome).toMatchObject({ data: { latest: null }, errors: [], released: [] });
    expect(written).toEqual([['p2', 'latest']]);
    expect(outcome.records.at(-1)).toMatchObject({
      kind: 'outcome',
      denied: [{ coordinate: 'Patient', reason: 'reach', count: 1 }],
    });
  });

  it('gets SUBGRAPH_FAILED and the recorded outcome "error" if the subgraph failed', async () => {
    graph.tamper(() => JSON.stringify({ errors: [{ message: NEW_SSN }] }));
    const outcome = await attempt(graph, { query: 'mutation { ping }', caller: doctor });
    expect(outcome).toMatchObject({ data: { ping: null }, errors: ['SUBGRAPH_FAILED ping'] });
    expect(kinds(outcome.records)).toEqual(['intent pending', 'outcome error']);
  });
});

describe('a failure to write an audit record', () => {
  const QUERY = 'mutation { setNick(patient: "p1", value: "n") { nick ssn } }';
  const run = (
    failing: (kind: string) => boolean,
    query = QUERY,
    parts: Partial<ExecutionDependencies> = {},
  ) =>
    executeOperation(
      {
        ...graph.parts,
        ...parts,
        append: (record) =>
          failing(record.kind)
            ? Promise.reject(new GatewayError('AUDIT_UNAVAILABLE'))
            : Promise.resolve(),
      },
      {
        document: parse(query),
        queryHash: createHash('sha256').update(query).digest('hex'),
        operationName: null,
        reportsCost: false,
        variables: null,
        context: contextOf(doctor),
      },
      asObject,
    );

  it('before a mutation runs prevents it, with AUDIT_UNAVAILABLE', async () => {
    await expect(run((kind) => kind === 'intent')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(written).toEqual([]);
  });

  it('gives 503 AUDIT_UNAVAILABLE without data, with executed: true, if a record cannot be written after a mutation ran', async () => {
    const { data, errors } = await run((kind) => kind === 'outcome');
    expect(written).toEqual([['p1', 'n']]);
    expect(data).toBeUndefined();
    expect(errors?.map((error) => error.extensions)).toEqual([
      { code: 'AUDIT_UNAVAILABLE', executed: true, http: { status: 503 } },
    ]);
    // The log names the one write whose outcome is not recorded.
    expect(graph.lostOutcomes.splice(0)).toMatchObject([{ code: 'AUDIT_UNAVAILABLE' }]);
  });

  it.each([
    ['a coded fault', new GatewayError('REPORTS_UNAVAILABLE'), 'REPORTS_UNAVAILABLE'],
    [
      'a fault with the code of the ledger',
      new GatewayError('AUDIT_UNAVAILABLE'),
      'AUDIT_UNAVAILABLE',
    ],
    ['a bug', new TypeError('of ours'), 'INTERNAL_SERVER_ERROR'],
  ])(
    'does not happen, and the outcome "error" is recorded, if the release after a mutation fails with %s',
    async (_what, fault, code) => {
      const recorded: string[] = [];
      const note = (kind: string) => recorded.push(kind) > 9;
      const now = () => {
        throw fault;
      };
      const { data, errors } = await run(note, QUERY, { now });
      expect(data).toBeUndefined();
      expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ code, executed: true }]);
      expect(recorded).toEqual(['intent', 'outcome']);
      expect(graph.faults.splice(0)).toEqual([fault]);
      expect(graph.lostOutcomes).toEqual([]);
    },
  );

  it('is reported if the release after a mutation fails and the outcome "error" cannot be recorded', async () => {
    const fault = new TypeError('of ours');
    const now = () => {
      throw fault;
    };
    const { errors } = await run((kind) => kind === 'outcome', QUERY, { now });
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([{ executed: true }]);
    expect(graph.faults.splice(0)).toEqual([fault]);
    expect(graph.lostOutcomes.splice(0)).toMatchObject([{ code: 'AUDIT_UNAVAILABLE' }]);
  });

  it('gives 500 without data, with executed: true, after an unexpected exception once a mutation ran, and appends the outcome again', async () => {
    const bug = new TypeError('of ours');
    const recorded: string[] = [];
    const { data, errors } = await run((kind) => {
      recorded.push(kind);
      if (recorded.length === 2) throw bug;
      return false;
    });
    expect(written).toEqual([['p1', 'n']]);
    expect(recorded).toEqual(['intent', 'outcome', 'outcome']);
    expect(graph.faults.splice(0)).toEqual([bug]);
    expect(data).toBeUndefined();
    expect(errors?.map((error) => [error.message, error.extensions])).toEqual([
      [
        'The request failed.',
        { code: 'INTERNAL_SERVER_ERROR', executed: true, http: { status: 500 } },
      ],
    ]);
  });

  it('about a denied mutation gives AUDIT_UNAVAILABLE', async () => {
    await expect(run(() => true, 'mutation { close }')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
  });

  it('about a query gives AUDIT_UNAVAILABLE after the subgraph was asked', async () => {
    await expect(run(() => true, '{ patient(id: "p1") { ssn nick } }')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(graph.received).not.toEqual([]);
  });
});

describe('a mutation by a role that may access only its care-team patients', () => {
  let ward: InProcessGraph;
  const relationship = {
    careTeam: true,
    deniesActor: false,
    denies: new Set<never>(),
    permits: new Set<never>(),
  };
  beforeAll(async () => {
    ward = await createInProcessGraph(
      WARD,
      { ...AUTHORIZATION, reach: new Map([['doctor', 'care-team'] as const]) },
      {
        relationships: {
          relate: (_context, patients) =>
            Promise.resolve({
              relationships: new Map(
                patients.filter((id) => id === 'p1').map((id) => [id, relationship]),
              ),
              failed: false,
              rejectedOf: null,
            }),
          close: () => Promise.resolve(),
        },
      },
    );
  });
  afterAll(() => ward.close());

  it.each<[string, string]>([
    ['for a patient that the caller does not treat', 'setSsn(patient: "p2", value: "x") { nick }'],
    ['for two patients, if the caller treats one only', 'merge(from: "p1", into: ["p2"]) { nick }'],
    ['that takes PHI and names no patient', 'anySsn(value: "x")'],
    ['that returns PHI and names no patient', 'lastSsn'],
    ['that leaves out the argument for its patient', 'setNick(value: "x") { ssn }'],
  ])('is not sent and is recorded as a denial: %s', async (_what, field) => {
    const outcome = await attempt(ward, { query: `mutation { ${field} }`, caller: doctor });
    expect(outcome).toMatchObject({ data: null, asked: [], released: [] });
    expect(kinds(outcome.records)).toEqual(['denial deny']);
    expect(written).toEqual([]);
  });

  it('runs for a patient that the caller treats', async () => {
    const query = 'mutation { setSsn(patient: "p1", value: "x") { ssn } }';
    const outcome = await attempt(ward, { query, caller: doctor });
    expect(outcome).toMatchObject({ data: { setSsn: { ssn: 'x' } }, errors: [] });
    expect(kinds(outcome.records)).toEqual(['intent pending', 'outcome permit']);
    expect(written).toEqual([['p1', 'x']]);
  });
});
