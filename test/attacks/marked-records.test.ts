import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Relationship } from '../../directives/operation/relationship.ts';
import type { RelationshipSource } from '../../gateway/access/relationships/relationship-source.ts';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, doctorAndP1, p1 } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const HIV = '@phi(category: SEXUAL_HEALTH) @role(anyOf: ["self", "physician"])';
const SSN = '@phi(category: SSN) @role(anyOf: ["self", "physician"])';

const PATIENTS = ['p1', 'p2', 'p3'].map((id) => ({
  __typename: 'Patient',
  id,
  nickname: `nick of ${id}`,
}));
const [P1, P2] = PATIENTS;
const VISITS = ['p1', 'p2'].map((patient) => ({
  __typename: 'Visit',
  id: `v-${patient}`,
  patient: { __typename: 'Patient', id: patient },
}));
const CLINIC = { __typename: 'Clinic', id: 'c1' };

/** Fields that return patients and visits, and carry the marks that the patients and visits themselves don't have. */
const HOSPITAL: Readonly<Record<string, TestSubgraph>> = {
  hospital: {
    sdl: `
      type Query {
        hivPatients(first: Int): [Patient!] ${HIV}
        hivPatient(n: Int): Patient ${HIV}
        oneHivPatient: Patient! ${HIV}
        noHivPatients: [Patient!] ${HIV}
        gaps: [Patient] ${HIV}
        byDefault: [Patient!] @phi(category: SEXUAL_HEALTH)
        listed: [Patient!] @role(anyOf: ["self", "physician"])
        wards: [[Patient!]!] @role(anyOf: ["self", "physician"])
        connection: Connection @role(anyOf: ["self", "physician"])
        found: [Found!] @role(anyOf: ["self", "physician"])
        things: [Thing!] @role(anyOf: ["self", "physician"])
        clinic: Clinic
        bySsn(ssn: ID! ${SSN}): Patient
        search(ssn: String ${SSN}): [Patient!]
        p2: Patient
      }
      interface Thing { id: ID! }
      union Found = Patient | Clinic
      type Connection { totalCount: Int edges: [Edge!] }
      type Edge { cursor: String node: Patient }
      type Patient implements Thing @key(fields: "id") @key(fields: "ssn") @patient(id: "id") {
        id: ID!
        ssn: ID! ${SSN}
        nickname: String
        psychVisits: [Visit!] @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor"])
        contacts: [Patient!] ${HIV}
      }
      type Visit @key(fields: "id") @patient(id: "patient.id") { id: ID! patient: Patient }
      type Clinic implements Thing @key(fields: "id") {
        id: ID!
        psychVisits: [Visit!] @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor"])
      }
    `,
    resolvers: {
      Query: {
        hivPatients: () => PATIENTS,
        hivPatient: (_: unknown, { n }: { n: number }) => PATIENTS[n - 1],
        oneHivPatient: () => P2,
        noHivPatients: () => [],
        gaps: () => [P1, null, P2],
        byDefault: () => PATIENTS,
        listed: () => PATIENTS,
        wards: () => [PATIENTS, [P2]],
        connection: () => ({
          totalCount: 3,
          edges: PATIENTS.map((node) => ({ cursor: node.id, node })),
        }),
        found: () => [...PATIENTS, CLINIC],
        things: () => [...PATIENTS, CLINIC],
        clinic: () => CLINIC,
        bySsn: (_: unknown, { ssn }: { ssn: string }) =>
          PATIENTS.find(({ id }) => ssn === `ssn of ${id}`),
        search: () => PATIENTS,
        p2: () => P2,
      },
      Patient: {
        ssn: ({ id }: { id: string }) => `ssn of ${id}`,
        contacts: () => [P1],
        psychVisits: ({ id }: { id: string }) => VISITS.filter((one) => one.patient.id === id),
      },
      Clinic: { psychVisits: () => VISITS },
      Thing: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
      Found: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    },
  },
};

const lookup = (ssn: string) => `{ bySsn(ssn: "${ssn}") { nickname psychVisits { id } } }`;

const physician = callerOf(['physician']);
const reach = new Map([...AUTHORIZATION.reach, ['physician', 'all'] as const]);

describe('a mark on a field that returns records', () => {
  let graph: InProcessGraph;
  beforeAll(async () => {
    graph = await createInProcessGraph(HOSPITAL, { ...AUTHORIZATION, reach });
  });
  afterAll(() => graph.close());

  it.each([
    ['a list with @phi', '{ hivPatients { id } }', { hivPatients: [{ id: 'p1' }] }],
    ['a list with @role alone', '{ listed { id } }', { listed: [{ id: 'p1' }] }],
    ['unmarked fields', '{ listed { nickname } }', { listed: [{ nickname: 'nick of p1' }] }],
    ['the name of the type', '{ hivPatients { __typename } }', { hivPatients: [{}] }],
    ['lists of lists', '{ wards { id } }', { wards: [[{ id: 'p1' }], []] }],
    [
      'the nodes of a connection',
      '{ connection { edges { node { id } } } }',
      { connection: { edges: [{ node: { id: 'p1' } }, { node: null }, { node: null }] } },
    ],
    [
      'members of a union',
      '{ found { ... on Patient { id } ... on Clinic { id } } }',
      { found: [{ id: 'p1' }, { id: 'c1' }] },
    ],
    ['objects of an interface', '{ things { id } }', { things: [{ id: 'p1' }, { id: 'c1' }] }],
    [
      'an alias',
      '{ a: hivPatients(first: 9) { id } b: hivPatients { id } }',
      { a: [{ id: 'p1' }], b: [{ id: 'p1' }] },
    ],
    ['a list with nulls', '{ gaps { id } }', { gaps: [{ id: 'p1' }] }],
    ['one record', '{ hivPatient(n: 1) { id } }', { hivPatient: { id: 'p1' } }],
    ['one record of another patient', '{ hivPatient(n: 2) { id } }', { hivPatient: null }],
  ])(
    'counts for each record only by the roles that reach its patient: %s',
    async (_what, query, data) => {
      // The doctor role reaches everybody and is not named by the marks; the self role is, and reaches p1.
      const outcome = await attempt(graph, { query, caller: doctorAndP1 });
      expect(outcome).toMatchObject({ data, errors: [] });
      expect(JSON.stringify(outcome.data)).not.toMatch(/p[23]/);
      expect(outcome.released.filter((line) => !line.includes(' p1 '))).toEqual([]);
    },
  );

  it('records each removed record as a denial of the field', async () => {
    const { denied } = await attempt(graph, {
      query: '{ hivPatients { id } }',
      caller: doctorAndP1,
    });
    expect(denied).toEqual(['Query.hivPatients role 2']);
  });

  it('gives the same answer for a record that it removes as for one that does not exist', async () => {
    const answers = await Promise.all(
      [2, 9].map((n) =>
        attempt(graph, { query: `{ hivPatient(n: ${n}) { id nickname } }`, caller: doctorAndP1 }),
      ),
    );
    const [removed, missing] = answers.map(({ data, errors, asked }) => ({ data, errors, asked }));
    expect(removed).toEqual(missing);
  });

  it('gives the same error for a non-null record that it removes as for a null one', async () => {
    const { data, errors } = await attempt(graph, {
      query: '{ oneHivPatient { id } }',
      caller: doctorAndP1,
    });
    expect([data, errors]).toEqual([null, ['NULL_NOT_ALLOWED oneHivPatient']]);
  });

  it('on a patient’s field also counts by the roles that reach that patient', async () => {
    const { data, errors } = await attempt(graph, {
      query: '{ p2 { id contacts { id } } }',
      caller: doctorAndP1,
    });
    expect([data, errors]).toEqual([
      { p2: { id: 'p2', contacts: null } },
      ['UNAUTHORIZED_FIELD_OR_TYPE p2.contacts'],
    ]);
  });

  it('is not asked for from a subgraph if no role that reaches a patient sees it', async () => {
    for (const caller of [clerk, doctor, callerOf(['clerk', 'self'])])
      expect(await attempt(graph, { query: '{ hivPatients { id } }', caller })).toMatchObject({
        data: { hivPatients: null },
        errors: ['UNAUTHORIZED_FIELD_OR_TYPE hivPatients'],
        sent: [],
      });
  });

  it.each([
    ['a list', '{ hivPatients { id } }', ['p1', 'p2', 'p3']],
    ['a list without ids', '{ hivPatients { nickname } }', ['p1', 'p2', 'p3']],
    ['a list of names of the type', '{ hivPatients { __typename } }', ['p1', 'p2', 'p3']],
    ['one record', '{ hivPatient(n: 2) { nickname } }', ['p2']],
    ['two lists', '{ a: hivPatient(n: 2) { id } hivPatient(n: 3) { id } }', null],
    ['no record', '{ noHivPatients { id } }', ['null']],
    ['a missing record', '{ hivPatient(n: 9) { id } }', ['null']],
  ])('is recorded for the patient of each returned record: %s', async (_what, query, patients) => {
    const { released } = await attempt(graph, { query, caller: physician });
    const named = released.map((line) => line.split(' ')[2]);
    expect(named).toEqual(patients ?? ['p2', 'p3']);
  });

  it('is recorded for the patient above and for the patients of the returned records', async () => {
    const { released } = await attempt(graph, {
      query: '{ p2 { contacts { nickname } } }',
      caller: physician,
    });
    expect(released).toEqual(['Patient.contacts full p1 null', 'Patient.contacts full p2 p2']);
  });

  it('is recorded with the roles that it names', async () => {
    for (const query of ['{ hivPatients { id } }', '{ noHivPatients { id } }']) {
      const { records } = await attempt(graph, { query, caller: doctorAndP1 });
      const rules = records.flatMap(({ accesses }) => accesses.map(({ rule }) => rule.roles));
      expect(rules).toEqual([['self']]);
    }
  });

  it('is recorded with all roles that count if it names no roles, so that default roles decide', async () => {
    const defaults = await createInProcessGraph(HOSPITAL, {
      ...AUTHORIZATION,
      reach,
      defaultRoles: ['doctor'],
    });
    const query = '{ byDefault { id } }';
    const { records } = await attempt(defaults, { query, caller: doctorAndP1 });
    await defaults.close();
    expect(records[0]?.accesses.map(({ objects, rule }) => [objects.length, rule.roles])).toEqual([
      [1, ['doctor', 'self']],
      [2, ['doctor']],
    ]);
  });

  it('returns no record whose patient is unknown', async () => {
    graph.tamper((_subgraph, body) => body.replaceAll(/"id":"p\d"/g, '"id":{}'));
    const { data, errors, released } = await attempt(graph, {
      query: '{ hivPatients { nickname } }',
      caller: physician,
    });
    graph.tamper(null);
    expect([data, released]).toEqual([{ hivPatients: null }, []]);
    expect(errors).toEqual(['SUBGRAPH_FAILED hivPatients.0']);
  });

  it('serves everything in a dry run, and records for each patient what would be denied', async () => {
    const dry = await createInProcessGraph(HOSPITAL, { ...AUTHORIZATION, reach, mode: 'dry-run' });
    const { data, records } = await attempt(dry, {
      query: '{ hivPatients { id } }',
      caller: doctorAndP1,
    });
    await dry.close();
    expect(data).toEqual({ hivPatients: PATIENTS.map(({ id }) => ({ id })) });
    expect(records[0]?.accesses.map(({ objects, rule }) => [objects, rule.wouldDeny])).toEqual([
      [[['p1', null]], []],
      [
        [
          ['p2', null],
          ['p3', null],
        ],
        ['role'],
      ],
    ]);
  });
});

describe('an argument that looks records up by PHI', () => {
  let graph: InProcessGraph;
  beforeAll(async () => {
    graph = await createInProcessGraph(HOSPITAL, { ...AUTHORIZATION, reach });
  });
  afterAll(() => graph.close());

  it('finds a record that is reached by a role of the argument', async () => {
    for (const caller of [p1, doctorAndP1])
      expect((await attempt(graph, { query: lookup('ssn of p1'), caller })).data).toMatchObject({
        bySsn: { nickname: 'nick of p1' },
      });
  });

  it.each([
    ['a patient', p1],
    ['a doctor who is a patient too', doctorAndP1],
  ])(
    'finds no other record, with the requests of a record that does not exist: %s',
    async (_who, caller) => {
      const [other, missing] = [
        await attempt(graph, { query: lookup('ssn of p2'), caller }),
        await attempt(graph, { query: lookup('no ssn'), caller }),
      ];
      for (const { data, errors, denied, records } of [other, missing]) {
        expect([data, errors]).toEqual([{ bySsn: null }, []]);
        expect(denied).toEqual(['Query.bySsn reach 1']);
        expect(records[0]).toMatchObject({ kind: 'denial', arguments: ['Query.bySsn(ssn:)'] });
      }
      const shape = ({ sent }: typeof other) =>
        sent.map(({ query }) => query.replace(/"[^"]*"/, '""'));
      expect(shape(other)).toEqual(shape(missing));
    },
  );

  it('is accepted from no caller without a role that reaches a patient', async () => {
    const query = lookup('ssn of p1');
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
      data: { bySsn: null },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE bySsn'],
      sent: [],
    });
  });
});

describe('the consent of the patient of a returned record', () => {
  const says = new Map<string, Partial<Relationship>>();
  const source: RelationshipSource = {
    relate: (_context, patients) => {
      const nothing = {
        careTeam: false,
        deniesActor: false,
        denies: new Set(),
        permits: new Set(),
      };
      const relationships = new Map(
        patients.map((one) => [one, { ...nothing, ...says.get(one) } as Relationship]),
      );
      return Promise.resolve({ relationships, failed: false, rejectedOf: null });
    },
    close: () => Promise.resolve(),
  };
  let graph: InProcessGraph;
  beforeAll(async () => {
    graph = await createInProcessGraph(
      HOSPITAL,
      { ...AUTHORIZATION, reach, consent: true },
      { relationships: source },
    );
  });
  afterAll(() => graph.close());
  beforeEach(() => {
    says.clear();
    says.set('p2', { denies: new Set(['MENTAL_HEALTH', 'SSN', 'SEXUAL_HEALTH']) });
  });

  it.each([
    ['a field of the patient', '{ p2 { psychVisits { id } } }', { p2: { psychVisits: null } }],
    [
      'a field of a record without a patient',
      '{ clinic { psychVisits { id } } }',
      { clinic: { psychVisits: [{ id: 'v-p1' }] } },
    ],
  ])('closes the mark: %s', async (_what, query, data) => {
    expect((await attempt(graph, { query, caller: doctor })).data).toEqual(data);
  });

  it('closes a list of records', async () => {
    const outcome = await attempt(graph, { query: '{ hivPatients { id } }', caller: physician });
    expect(outcome).toMatchObject({
      data: { hivPatients: [{ id: 'p1' }, { id: 'p3' }] },
      errors: [],
    });
    expect(outcome.denied).toEqual(['Query.hivPatients consent 1']);
  });

  it.each([
    ['a lookup by a key', '{ bySsn(ssn: "ssn of p2") { nickname } }', { bySsn: null }],
    ['a search', '{ search(ssn: "1") { id } }', { search: [{ id: 'p1' }, { id: 'p3' }] }],
    [
      'a search without the argument',
      '{ search { id } }',
      { search: PATIENTS.map(({ id }) => ({ id })) },
    ],
  ])('closes an argument that finds the record: %s', async (_what, query, data) => {
    expect((await attempt(graph, { query, caller: physician })).data).toEqual(data);
  });
});
