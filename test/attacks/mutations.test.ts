import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';
import { createWardGraph } from './ward-graph.ts';

const { subgraphs, written } = createWardGraph();
let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(subgraphs, AUTHORIZATION);
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
      what: string,
      query: string,
      who: readonly string[] | 'p1',
      path: string,
      denial: string,
      variables?: Record<string, unknown>,
    ]
  >([
    [
      'if an argument is denied to the role',
      `mutation { setSsn(patient: "p1", value: "${NEW_SSN}") { nick } }`,
      ['clerk'],
      'setSsn',
      'Mutation.setSsn input 1',
    ],
    [
      'if the denied argument is a variable',
      'mutation($v: String) { setSsn(patient: "p1", value: $v) { nick } }',
      ['clerk'],
      'setSsn',
      'Mutation.setSsn input 1',
      { v: NEW_SSN },
    ],
    [
      'if a field of the result is denied',
      'mutation { setNick(patient: "p1", value: "n") { nick ssn } }',
      ['clerk'],
      'setNick.ssn',
      'Patient.ssn role 1',
    ],
    [
      'if another field of the operation is denied',
      'mutation { ping close setNick(patient: "p1", value: "n") { nick } }',
      ['doctor'],
      'close',
      'Mutation.close role 1',
    ],
    [
      'if the last of several fields is denied, aliased and in a fragment',
      'mutation { a: setNick(patient: "p1") { nick } ...F } fragment F on Mutation { b: setNick(patient: "p1") { x: ssn } }',
      ['clerk'],
      'b.x',
      'Patient.ssn role 1',
    ],
    [
      'if a patient names another patient',
      'mutation { setNick(patient: "p2", value: "n") { nick } }',
      'p1',
      'setNick',
      'Mutation.setNick reach 1',
    ],
    [
      'if a patient names another patient in a variable',
      'mutation($p: ID!) { setSsn(patient: $p, value: "x") { ssn } }',
      'p1',
      'setSsn',
      'Mutation.setSsn reach 1',
      { p: 'p2' },
    ],
    [
      'if a patient names another patient in the default of a variable',
      'mutation($p: ID! = "p2") { setSsn(patient: $p, value: "x") { ssn } }',
      'p1',
      'setSsn',
      'Mutation.setSsn reach 1',
    ],
    [
      'if a patient names another patient in an input object',
      'mutation($i: Change!) { setAll(input: $i) { nick } }',
      'p1',
      'setAll',
      'Mutation.setAll reach 1',
      { i: { who: { patient: 'p2' }, value: 'x' } },
    ],
    [
      'if a patient names another patient in addition to their own id in an input object',
      'mutation { setAll(input: { who: { patient: "p1", also: [{ patient: "p1" }, { also: [{ patient: "p2" }] }] } }) { nick } }',
      'p1',
      'setAll',
      'Mutation.setAll reach 1',
    ],
    [
      'if a patient names another patient in addition to their own id in a list',
      'mutation { merge(from: "p1", into: ["p1", "p2"]) { nick } }',
      'p1',
      'merge',
      'Mutation.merge reach 1',
    ],
    [
      'if a patient passes PHI and names no patient',
      'mutation { anySsn(value: "x") }',
      'p1',
      'anySsn',
      'Mutation.anySsn input 1',
    ],
    [
      'if a patient selects a PHI result and names no patient',
      'mutation { lastSsn }',
      'p1',
      'lastSsn',
      'Mutation.lastSsn reach 1',
    ],
    [
      'if a patient selects PHI below the result and names no patient',
      'mutation { latest { ssn } }',
      'p1',
      'latest',
      'Mutation.latest reach 1',
    ],
    [
      'if a patient leaves out the argument that names the patient',
      'mutation { setNick(value: "n") { ssn } }',
      'p1',
      'setNick',
      'Mutation.setNick reach 1',
    ],
    [
      'if a patient passes null for the argument that names the patient',
      'mutation { setNick(patient: null, value: "n") { ssn } }',
      'p1',
      'setNick',
      'Mutation.setNick reach 1',
    ],
    [
      'if a patient names another patient and an empty list of patients',
      'mutation { merge(from: "p2", into: []) { ssn } }',
      'p1',
      'merge',
      'Mutation.merge reach 1',
    ],
    [
      'if a patient passes a PHI enum value and names no patient',
      'mutation { kind(kind: SECRET) }',
      'p1',
      'kind',
      'Mutation.kind input 1',
    ],
    [
      'if the caller has no role',
      'mutation { setNick(patient: "p1", value: "n") { nick } }',
      [],
      'setNick',
      'Mutation.setNick reach 1',
    ],
  ])(
    'gets UNAUTHORIZED_FIELD_OR_TYPE, is not sent and is recorded as a denial: %s',
    async (...row) => {
      const [, query, who, path, denial, variables = {}] = row;
      const caller = who === 'p1' ? p1 : callerOf(who);
      const outcome = await attempt(graph, { query, variables, caller });
      expect(outcome).toMatchObject({
        data: null,
        errors: [`${DENIED} ${path}`],
        sent: [],
      });
      expect(outcome.denied).toEqual(expect.arrayContaining([denial]));
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
      subgraphs,
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
