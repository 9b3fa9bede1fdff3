import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, constantFrom, subarray } from 'fast-check';
import { parseFhirUser } from '../../gateway/access/smart/fhir-user.ts';
import { readSmartAccess } from '../../gateway/access/smart/read-smart-access.ts';
import { smartSchema } from '../../gateway/access/smart/smart-config.ts';
import { packageFile } from '../../schema/package-file.ts';
import { AUTHORIZATION } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import { casesAtDepth } from '../support/depth.ts';
import { tokenFor } from '../support/edge.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';
import { secretKey } from '../support/secret-key.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';

const ISSUERS = `[{
  issuer: https://id.example, audience: phi, jwks: jwks.json,
  smart: {
    resources: {
      AllergyIntolerance: { types: [Allergy, AllergyReaction] },
      DocumentReference: { types: [Note] },
      "Condition?category=problem-list-item": { types: [MentalHealthRecord] }
    },
    mutations: { addNote: DocumentReference.c }
  }}]`;
const YAML = `authorization:
  reach: { patient: self, parent: { self: patient }, ward: { list: patient }, nurse: all, billing: all, researcher: all,
    privacy_officer: all, physician: care-team }
relationships:
  subgraph: encounters
  operation: ${packageFile('gateway/demo/care-team.graphql')}
  variables: { practitioner: practitioner }
breakGlass: { roles: [physician], key: "${secretKey()}" }
admin: { roles: [privacy_officer], everyMs: 100 }
`;

let served: ServedGateway;
/** Two patients of the graph, and a practitioner on the care team of the first. */
let patient: string;
let other: string;
let practitioner: string;
beforeAll(async () => {
  served = await startServedGateway(YAML, Date.now, ['patients', 'encounters', 'clinical'], {
    issuers: ISSUERS,
  });
  const query = '{ patients(first: 20) { id careTeam { practitioner { id } } } }';
  const { data } = await ask(token('nurse', 'user/*.rs'), query);
  const found = data?.['patients'] as readonly {
    readonly id: string;
    readonly careTeam: readonly { readonly practitioner: { readonly id: string } | null }[] | null;
  }[];
  const teamOf = (one: (typeof found)[number] | undefined) =>
    (one?.careTeam ?? []).flatMap((member) => member.practitioner?.id ?? []);
  for (const one of found) {
    const [member = ''] = teamOf(one);
    const seen = await ask(
      token('physician', 'user/*.rs', { practitioner: member }),
      named(one.id),
    );
    const outside = found.find((each) => !teamOf(each).includes(member));
    if (seen.data?.['patient'] == null || outside === undefined) continue;
    [patient, other, practitioner] = [one.id, outside.id, member];
    break;
  }
});
afterAll(() => served.close());

function token(role: string, scope: unknown, claims: Readonly<Record<string, unknown>> = {}) {
  return tokenFor(`app of ${role}`, { roles: [role], scope, ...claims });
}
const ask = (bearer: string, query: string) => served.send({ token: bearer, body: { query } });
const named = (id: string) => `{ patient(id: "${id}") { id name } }`;
const own = (id: string) => ({ fhirUser: `Patient/${id}` });

/** The reasons of the last record's denials, by coordinate. */
function lastDenied(): Readonly<Record<string, string>> {
  const { denied = [] } = served.leaves().at(-1) ?? {};
  return Object.fromEntries(denied.map(({ coordinate, reason }) => [coordinate, reason]));
}

describe('the patient of a launch context', () => {
  it.each<[string, string, () => Readonly<Record<string, unknown>>]>([
    ['a practitioner as the user', 'patient', () => ({ fhirUser: 'Practitioner/p' })],
    ['no user', 'patient', () => ({})],
    [
      'a patient of another server as the user',
      'patient',
      () => ({ fhirUser: `https://evil.example/Patient/${patient}` }),
    ],
    ['another patient as the user', 'patient', () => own(other)],
    ['a role that acts for the patient in the same claim', 'parent', () => ({})],
  ])('does not make the caller that patient: a token with %s', async (_what, role, claims) => {
    const bearer = token(role, 'patient/*.rs user/*.rs', { patient, ...claims() });
    expect((await ask(bearer, named(patient))).data).toEqual({ patient: null });
    const query = `{ events(first: 1, filter: { patient: "${patient}" }) { totalCount } }`;
    const read = await served.send({ path: '/admin/graphql', token: bearer, body: { query } });
    expect(read.data?.['events'] ?? { totalCount: 0 }).toEqual({ totalCount: 0 });
  });

  it('is not accessible to a role that takes its list of patients from the same claim', async () => {
    const listed = token('ward', 'patient/*.rs user/*.rs', { patient: [patient] });
    expect((await ask(listed, named(patient))).data).toEqual({ patient: null });
  });

  it('narrows patient/ scopes to that patient, for the patient, a care-team physician and a role with access to every patient', async () => {
    const callers = [
      token('patient', 'patient/*.rs', { patient, ...own(patient) }),
      token('physician', 'patient/*.rs', { patient, practitioner }),
      token('nurse', 'patient/*.rs', { patient }),
    ];
    for (const bearer of callers) {
      expect((await ask(bearer, named(patient))).data).toMatchObject({ patient: { id: patient } });
      expect((await ask(bearer, named(other))).data).toEqual({ patient: null });
      const { data } = await ask(bearer, '{ patients(first: 100) { id } }');
      expect(data).toEqual({ patients: [{ id: patient }] });
    }
  });

  it('gives patient/ scopes no access to any patient if the user may not access the patient of the launch context', async () => {
    const callers = [
      token('patient', 'patient/*.rs', { patient: other, ...own(patient) }),
      token('physician', 'patient/*.rs', { patient: other, practitioner }),
      token('physician', 'patient/*.rs', { patient: other }),
    ];
    for (const bearer of callers)
      for (const id of [patient, other])
        expect((await ask(bearer, named(id))).data).toEqual({ patient: null });
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['a list', ['p1']],
    ['an object', { id: 'p1' }],
    ['true', true],
  ])(
    'leaves patient/ scopes without effect, with the recorded reason scope, if it is %s',
    async (_what, launched) => {
      const bearer = token('nurse', 'patient/*.rs', { patient: launched });
      expect((await ask(bearer, named(patient))).data).toEqual({ patient: null });
      expect(lastDenied()['Query.patient']).toBe('scope');
    },
  );

  it('is refused with 401 if its id begins with a space', async () => {
    const bearer = token('nurse', 'patient/*.rs', { patient: ` ${patient}` });
    expect(await ask(bearer, named(patient))).toMatchObject({ status: 401 });
  });

  it('is the only patient that patient/ scopes give access to, even with a break-glass grant for another patient', async () => {
    const bearer = token('physician', 'patient/*.rs', { patient, practitioner });
    const started = await served.send({
      path: '/break-glass',
      token: bearer,
      body: { patient: other, reason: 'unconscious after a fall' },
    });
    expect(started.status).toBe(201);
    const { grant } = started.json as { readonly grant: string };
    const headers = [['x-break-glass', grant]] as const;
    const body = { query: named(other) };
    expect((await served.send({ token: bearer, headers, body })).data).toEqual({ patient: null });
  });
});

describe('a token of an issuer with a table of SMART scopes', () => {
  it.each<[string, unknown]>([
    ['no scope claim', undefined],
    ['an empty scope', ''],
    ['scopes of other kinds', 'openid fhirUser launch launch/patient offline_access'],
    ['a scope in capitals', 'USER/*.RS'],
    ['permission letters out of order', 'user/*.sr'],
    ['a resource that the table does not have', 'user/Claim.rs'],
    ['search parameters that the table does not have', 'user/Patient.rs?name=x'],
    ['search parameters on every resource', 'user/*.rs?category=x'],
    ['scopes in an object', { scope: 'user/*.rs' }],
    ['several scopes in one string of a list', ['user/*.rs user/*.rs']],
    ['a scope for systems, although the token is of a user', 'system/*.cruds'],
  ])(
    'denies every field, unmarked ones included, with the recorded reason scope if it has %s',
    async (_what, scope) => {
      served.received.length = 0;
      const bearer = token('nurse', scope, { fhirUser: 'Practitioner/1' });
      const { data } = await ask(
        bearer,
        `{ patient(id: "${patient}") { id } practitioners(first: 1) { id } }`,
      );
      expect(data).toBeNull();
      expect(served.received).toEqual([]);
      expect(lastDenied()).toEqual({ 'Query.patient': 'scope', 'Query.practitioners': 'scope' });
    },
  );

  it.each<[string, unknown]>([
    ['a user of another server', 'https://evil.example/Practitioner/1'],
    ['a version of a user', 'Practitioner/1/_history/2'],
    ['a user of another type', 'Group/1'],
    ['an empty user', ''],
    ['a list of users', ['Practitioner/1']],
    ['an object as the user', { reference: 'Practitioner/1' }],
  ])(
    'denies every field, with the recorded reason scope, if it has a scope for systems and %s',
    async (_what, fhirUser) => {
      const bearer = token('nurse', 'system/*.cruds', { fhirUser });
      expect((await ask(bearer, named(patient))).data).toEqual({ patient: null });
      expect(lastDenied()).toEqual({ 'Query.patient': 'scope' });
    },
  );

  const CHART = `{ name observations(first: 2) { code value } conditions(first: 2) { code } notes { text } }`;

  it('gives access to exactly the granted resources, and no others are fetched', async () => {
    served.received.length = 0;
    const bearer = token('nurse', 'patient/Observation.rs', { patient });
    const { data } = await ask(bearer, `{ patient(id: "${patient}") ${CHART} }`);
    const chart = data?.['patient'] as Record<string, unknown>;
    expect(chart).toMatchObject({ name: null, conditions: null, notes: null });
    expect(chart['observations']).toMatchObject([{ code: expect.any(String) }, {}]);
    expect(served.received.join('\n')).not.toMatch(/conditions|notes|\bname\b/);
  });

  it('gives access only to the part of a resource that the table lists for the search parameters of the scope', async () => {
    const scope = 'user/Condition.rs?category=problem-list-item';
    const bearer = token('physician', scope, { practitioner });
    const { data } = await ask(
      bearer,
      `{ patient(id: "${patient}") { conditions { code } mentalHealthRecords { code } } }`,
    );
    expect(data).toMatchObject({
      patient: { conditions: null, mentalHealthRecords: expect.any(Array) },
    });
  });

  it('does not extend the resources of its patient/ scopes to the patients of its user/ scopes', async () => {
    const bearer = token('nurse', 'patient/*.rs user/Patient.rs', { patient });
    const chartOf = async (id: string) => {
      const { data } = await ask(bearer, `{ patient(id: "${id}") ${CHART} }`);
      return data?.['patient'] as Record<string, unknown>;
    };
    expect((await chartOf(patient))['observations']).not.toBeNull();
    expect(await chartOf(other)).toMatchObject({
      name: expect.any(String),
      observations: null,
      conditions: null,
      notes: null,
    });
  });

  it('never gives more access than the roles of the user', async () => {
    const bearer = token('billing', 'user/*.cruds');
    const { data } = await ask(bearer, `{ patient(id: "${patient}") ${CHART} }`);
    expect(data).toMatchObject({
      patient: { name: expect.any(String), conditions: null, notes: null },
    });
    expect(lastDenied()['Patient.notes']).toBe('role');
  });

  it('is recorded with the scopes that the table knows, and fields outside them are recorded as denied', async () => {
    const scope = 'openid patient/Observation.s patient/Observation.r user/Claim.rs';
    await ask(token('nurse', scope, { patient }), `{ patient(id: "${patient}") ${CHART} }`);
    const { actor, denied = [] } = served.leaves().at(-1) ?? {};
    expect(actor).toMatchObject({ roles: ['nurse'], scopes: ['patient/Observation.rs'] });
    expect(denied).toContainEqual({ coordinate: 'Patient.conditions', reason: 'scope', count: 1 });
  });
});

/** Writes a note by the app of a nurse, and returns whether the subgraph got the mutation. */
async function addNote(scope: string, id: string) {
  served.received.length = 0;
  const query = `mutation { addNote(patientId: "${id}", text: "seen") { id text } }`;
  const { data, codes } = await ask(token('nurse', scope, { patient }), query);
  const isSent = served.received.some((sent) => sent.includes('mutation'));
  return { note: data?.['addNote'] ?? null, codes: [...new Set(codes)], isSent };
}

describe('a mutation by a SMART app', () => {
  it('runs with the scope of the table for the launch patient, and with user/*.cruds for every patient of the role', async () => {
    const written = { note: { text: 'seen' }, codes: [], isSent: true };
    expect(await addNote('patient/DocumentReference.crs', patient)).toMatchObject(written);
    expect(await addNote('user/*.cruds', other)).toMatchObject(written);
  });

  it.each<[string, string]>([
    ['read scopes only', 'patient/*.rs user/*.rs'],
    ['a scope without the letter c', 'user/DocumentReference.rud'],
    ['a scope of another resource', 'user/Observation.cruds'],
    ['a write scope without a read scope', 'user/DocumentReference.c'],
    ['a scope for the launch patient alone', 'patient/DocumentReference.crs'],
    [
      'a scope for the launch patient and another to read every patient',
      'patient/DocumentReference.crs user/*.rs',
    ],
  ])(
    'is refused before it is sent, for a patient other than the launch patient with %s: %s',
    async (_what, scope) => {
      expect(await addNote(scope, other)).toEqual({
        note: null,
        codes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
        isSent: false,
      });
    },
  );
});

/** The error codes of a report that an app reads. */
async function reportCodes(role: string, scope: string, claims = {}) {
  const body = { query: '{ events(first: 1) { totalCount } }' };
  const bearer = token(role, scope, claims);
  return (await served.send({ path: '/admin/graphql', token: bearer, body })).codes;
}

describe('reports read by a SMART app', () => {
  it('start a verification only with the scope user/AuditEvent.crs, and otherwise give UNAUTHORIZED_FIELD_OR_TYPE', async () => {
    const body = { query: 'mutation { verify { state } }' };
    const codesOf = async (scope: string) => {
      const bearer = token('privacy_officer', scope);
      return (await served.send({ path: '/admin/graphql', token: bearer, body })).codes;
    };
    expect(await codesOf('user/AuditEvent.rs')).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await codesOf('user/AuditEvent.c user/*.rs')).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await codesOf('user/AuditEvent.crs')).toEqual([]);
  });

  it('take a question of a patient only with the scope patient/AuditEvent.crs', async () => {
    const body = { query: 'mutation { ask(event: "0-0") { time } }' };
    const codesOf = async (scope: string) => {
      const bearer = token('patient', scope, { patient, ...own(patient) });
      return (await served.send({ path: '/admin/graphql', token: bearer, body })).codes;
    };
    expect(await codesOf('patient/AuditEvent.rs')).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(await codesOf('patient/AuditEvent.crs')).toEqual(['EVENT_UNKNOWN']);
  });

  it('need the scope AuditEvent.rs in addition to the role', async () => {
    const denied = ['UNAUTHORIZED_FIELD_OR_TYPE'];
    expect(await reportCodes('privacy_officer', 'user/AuditEvent.rs')).toEqual([]);
    expect(await reportCodes('privacy_officer', 'user/Patient.rs')).toEqual(denied);
    expect(await reportCodes('privacy_officer', 'user/AuditEvent.r')).toEqual(denied);
    expect(await reportCodes('privacy_officer', 'user/*.cruds')).toEqual(denied);
    const launched = { patient };
    expect(await reportCodes('privacy_officer', 'patient/AuditEvent.rs', launched)).toEqual(denied);
    expect(await reportCodes('nurse', 'user/AuditEvent.rs')).toEqual(denied);
    const self = { patient, ...own(patient) };
    expect(await reportCodes('patient', 'patient/AuditEvent.rs', self)).toEqual([]);
    expect(await reportCodes('patient', 'patient/Observation.rs', self)).toEqual(denied);
  });
});

// A denied non-null field empties the object above, so each of them stands apart.
const chartOf = (id: string) => `
  ${id}: patient(id: "${id}") { name ssn nick rating risk home { city zip } doctor { id name license }
    records { code ... on Lab { patient { name } } ... on Note { text } } latest { code } }
  ${id}_born: patient(id: "${id}") { id born }
  ${id}_friends: patient(id: "${id}") { friends { name } }
  ${id}_labs: patient(id: "${id}") { labs(n: 2) { code value } }`;

describe('any part of the scopes of a token', () => {
  const SCOPES = [
    'patient/Patient.r',
    'patient/Observation.rs',
    'patient/*.s',
    'user/Patient.s',
    'user/Observation.rs',
    'user/Observation.rs?category=note',
    'user/Practitioner.read',
    'user/*.rs',
    'system/*.cruds',
    'user/Patient.cud',
    'patient/Observation.sr',
    'launch/patient',
  ];
  const CONFIG = smartSchema().parse({
    resources: {
      Observation: { types: ['Lab'], categories: ['CLINICAL', 'GENETIC'] },
      'Observation?category=note': { types: ['Note'], categories: ['MENTAL_HEALTH'] },
      Practitioner: { types: ['Doctor'], categories: ['NAME'] },
    },
  });
  const QUERY = `{
    ${chartOf('p1')}
    p2: patient(id: "p2") { id name records { code } }
    beings { name rating ... on Patient { ssn } ... on Doctor { license treats { name } } }
    node(id: "p1") { id ... on Patient { nick } }
    things { ... on Doctor { name } ... on Patient { name } }
    records { id code ... on Lab { value } ... on Note { text } }
    count
  }`;
  let graph: InProcessGraph;
  beforeAll(async () => {
    if (CONFIG === null) throw new Error('no settings');
    const scopes = new Map([['https://idp.test', CONFIG]]);
    graph = await createInProcessGraph(CLINIC, { ...AUTHORIZATION, scopes });
  });
  afterAll(() => graph.close());

  /** Every value in a response to these scopes, and every field of a record that was released. */
  async function seen(scopes: readonly string[], claims: { launch: string | null; user: string }) {
    if (CONFIG === null) throw new Error('no settings');
    const user = parseFhirUser(claims.user, null);
    const roles = ['doctor', 'self'];
    const smart = readSmartAccess(scopes, { launchPatient: claims.launch, user, roles }, CONFIG);
    const ownPatient = user?.type === 'Patient' ? user.id : null;
    const caller = callerOf(smart.levels.length > 0 ? roles : [], {
      smart,
      ownPatient,
      patients: new Map(ownPatient === null ? [] : [['self', [ownPatient]]]),
    });
    graph.records.length = 0;
    const { data } = await graph.run({ query: QUERY, caller });
    const released = graph.records.flatMap(({ accesses }) =>
      accesses.flatMap(({ type, fields, objects }) =>
        fields.flatMap(({ name }) => objects.map((ids) => `${type}.${name} ${ids.join(' ')}`)),
      ),
    );
    return { values: new Set(valuesIn(data)), released: new Set(released) };
  }

  it('shows no value and releases no field that all scopes of the token together do not', async () => {
    const claims = constantFrom(
      { launch: 'p1', user: 'Patient/p1' },
      { launch: 'p2', user: 'Practitioner/d1' },
      { launch: 'p2', user: 'Patient/p1' },
      { launch: null, user: 'Practitioner/d1' },
      { launch: 'p3', user: 'nobody' },
    );
    let found = 0;
    await assert(
      asyncProperty(
        subarray(SCOPES, { minLength: 1 }).chain((all) =>
          subarray(all).map((part) => ({ all, part })),
        ),
        claims,
        async ({ all, part }, who) => {
          const whole = await seen(all, who);
          const some = await seen(part, who);
          found += some.values.size;
          expect([...some.values].filter((value) => !whole.values.has(value))).toEqual([]);
          expect([...some.released].filter((field) => !whole.released.has(field))).toEqual([]);
        },
      ),
      casesAtDepth(8, 2_000),
    );
    expect(found).toBeGreaterThan(0);
  });
});

/** The values in a response, without null. */
function valuesIn(data: unknown): readonly unknown[] {
  if (data === null || data === undefined) return [];
  return typeof data === 'object' ? Object.values(data).flatMap(valuesIn) : [data];
}
