import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';
import { secretKey } from '../support/secret-key.ts';

/** Looks ids up as many systems do, ignoring case, white space and Unicode forms. */
const loosely = (id: string): string => id.normalize('NFKC').trim().toLowerCase();

const PULSES = new Map([
  ['p1', 61],
  ['p2', 62],
  ['café', 63],
]);

const MARK = '@phi @role(anyOf: ["doctor", "self"])';

/** A subgraph that looks patients up loosely, and returns data with and without a patient path. */
const LOOSE: TestSubgraph = {
  sdl: `
    type Query {
      pulse(patientId: ID! @patient): Int ${MARK}
      vital(patientId: ID! @patient): Vital
      named(patientId: ID! @patient): NamedVital
      patient(id: ID! @patient): Patient
      patients(ids: [ID!]! @patient): [Patient]
      anyone(id: ID!): Patient
    }
    type Mutation { note(patientId: ID! @patient, text: String): Patient }
    type Vital { pulse: Int ${MARK} }
    type NamedVital @patient(id: "patientId") { patientId: ID pulse: Int ${MARK} }
    type Patient @key(fields: "id") @patient(id: "id") { id: ID! pulse: Int ${MARK} nick: String }
  `,
  resolvers: {
    Query: {
      pulse: (_: never, { patientId }: { patientId: string }) => PULSES.get(loosely(patientId)),
      vital: (_: never, { patientId }: { patientId: string }) => vitalOf(patientId),
      named: (_: never, { patientId }: { patientId: string }) => vitalOf(patientId),
      patient: (_: never, { id }: { id: string }) => patientOf(loosely(id)),
      patients: (_: never, { ids }: { ids: string[] }) => ids.map((id) => patientOf(loosely(id))),
      anyone: (_: never, { id }: { id: string }) => patientOf(id),
    },
    Mutation: {
      note: (_: never, { patientId }: { patientId: string }) => patientOf(loosely(patientId)),
    },
  },
};

function vitalOf(id: string) {
  return { patientId: loosely(id), pulse: PULSES.get(loosely(id)) };
}

function patientOf(id: string) {
  return { id, pulse: PULSES.get(loosely(id)), nick: `nick of ${loosely(id)}` };
}

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph({ loose: LOOSE }, AUTHORIZATION);
});
afterAll(() => graph.close());

const OTHER_SPELLINGS: readonly (readonly [string, string])[] = [
  ['a trailing space', 'p2 '],
  ['a leading space', ' p2'],
  ['a tab', 'p2\t'],
  ['a line feed', 'p2\n'],
  ['a no-break space', 'p2\u00a0'],
  ['an ideographic space', '\u3000p2'],
  ['a zero-width space', 'p\u200b2'],
  ['a byte order mark', '\ufeffp2'],
  ['a soft hyphen', 'p\u00ad2'],
  ['a combining grapheme joiner', 'p\u034f2'],
  ['a decomposed letter', 'cafe\u0301'],
  ['a lone surrogate', 'p2\ud800'],
  ['the empty string', ''],
  ['129 characters', 'p'.repeat(129)],
];

describe('a patient id in an argument', () => {
  it.each(OTHER_SPELLINGS)(
    'refuses an invalid patient id in a variable with BAD_USER_INPUT and sends nothing to a subgraph: %s',
    async (_what, id) => {
      for (const query of [
        'query($id: ID!) { pulse(patientId: $id) }',
        'query($id: ID!) { vital(patientId: $id) { pulse } }',
        'query($id: ID!) { patient(id: $id) { pulse } }',
        'query($id: ID!) { patients(ids: ["p1", $id]) { pulse } }',
        'mutation($id: ID!) { note(patientId: $id) { pulse } }',
      ])
        expect(await attempt(graph, { query, variables: { id }, caller: doctor })).toMatchObject(
          refusedWith('BAD_USER_INPUT'),
        );
    },
  );

  it('refuses a patient id in a literal with a trailing space with BAD_USER_INPUT', async () => {
    const query = '{ pulse(patientId: "p2 ") }';
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject(
      refusedWith('BAD_USER_INPUT'),
    );
  });

  it('is accepted and recorded with punctuation, accented or Cyrillic letters, a space inside, or 128 characters', async () => {
    for (const id of ['urn:oid:1.2.3', 'MRN 12-34', 'Пациент-7', 'café', 'p'.repeat(128)]) {
      const query = 'query($id: ID!) { pulse(patientId: $id) }';
      const { refused, records } = await attempt(graph, {
        query,
        variables: { id },
        caller: doctor,
      });
      expect([refused, records[0]?.patients]).toEqual([null, [id]]);
    }
  });
});

describe('PHI that a subgraph returns for a query with a patient id', () => {
  it.each([
    ['an entity', '{ patient(id: "P2") { pulse } }', { patient: { pulse: null } }, 'patient.pulse'],
    [
      'an object without a key',
      '{ named(patientId: "P2") { pulse } }',
      { named: { pulse: null } },
      'named.pulse',
    ],
    [
      'one object of a list',
      '{ patients(ids: ["p1", "P2"]) { pulse } }',
      { patients: [{ pulse: 61 }, { pulse: null }] },
      'patients.1.pulse',
    ],
    [
      'the result of a mutation',
      'mutation { note(patientId: "P2") { pulse } }',
      { note: { pulse: null } },
      'note.pulse',
    ],
  ])(
    'is null with SUBGRAPH_FAILED, and recorded as denied, if the argument is "P2" and the patient id in the response "p2": %s',
    async (_what, query, data, place) => {
      const outcome = await attempt(graph, { query, caller: doctor });
      expect(outcome).toMatchObject({ data, errors: [`SUBGRAPH_FAILED ${place}`] });
      expect(outcome.released.filter((line) => line.includes('p2'))).toEqual([]);
      expect(outcome.denied.some((line) => line.includes('pulse failed 1'))).toBe(true);
    },
  );

  it('is released if its patient id equals the argument', async () => {
    const query = '{ patient(id: "p2") { pulse } named(patientId: "p2") { pulse } }';
    const { data, errors, released } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({ patient: { pulse: 62 }, named: { pulse: 62 } });
    expect(errors).toEqual([]);
    expect(released).toEqual(['NamedVital.pulse full p2 null', 'Patient.pulse full p2 p2']);
  });
});

describe('an invalid patient id in a subgraph response', () => {
  it.each(OTHER_SPELLINGS)(
    'makes the PHI of its object null with SUBGRAPH_FAILED, recorded as failed and not as released: %s',
    async (_what, id) => {
      const query = 'query($id: ID!) { anyone(id: $id) { pulse } }';
      const outcome = await attempt(graph, { query, variables: { id }, caller: doctor });
      expect(outcome).toMatchObject({
        data: { anyone: { pulse: null } },
        errors: ['SUBGRAPH_FAILED anyone.pulse'],
        released: [],
        denied: ['Patient.pulse failed 1'],
      });
    },
  );
});

describe('a gateway with the configured pattern [0-9a-f-]{36} of patient ids', () => {
  const ID = '956a4d3f-0d3b-4b4e-9c3e-0f5f8a3c1d2e';
  let served: ServedGateway;
  beforeAll(async () => {
    served = await startServedGateway(
      `
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }
breakGlass: { roles: [physician], key: "${secretKey()}" }
admin: { roles: [auditor], everyMs: 100 }
`,
      Date.now,
      ['patients'],
      { identity: "patientIds: { pattern: '[0-9a-f-]{36}' }" },
    );
  });
  afterAll(() => served.close());

  const query = 'query($id: ID!) { patient(id: $id) { name } }';
  const ask = (id: string) =>
    served.send({ token: tokenOf(['billing']), body: { query, variables: { id } } });
  const breakGlass = (patient: string) =>
    served.send({
      path: '/break-glass',
      token: tokenOf(['physician']),
      body: { patient, reason: 'unconscious after a fall' },
    });
  const own = (patient: string) =>
    served.send({ token: tokenOf(['patient'], { patient }), body: { query: '{ __typename }' } });

  const disclose = (patient: string) =>
    served.send({
      path: '/admin/graphql',
      token: tokenOf(['auditor']),
      body: {
        query: `mutation ($p: String!) { disclose(disclosure: {
          patient: $p, date: "2026-01-01T00:00:00Z", recipient: "x", description: "x", purpose: "x"
        }) { leaf problems } }`,
        variables: { p: patient },
      },
    });

  it('accepts a matching id in an argument, a break-glass request, a token and a disclosure', async () => {
    expect((await ask(ID)).status).toBe(200);
    expect((await breakGlass(ID)).status).toBe(201);
    expect((await own(ID)).status).toBe(200);
    expect((await disclose(ID)).data).toMatchObject({ disclose: { problems: [] } });
  });

  it.each([
    ['in upper case', ID.toUpperCase()],
    ['with a trailing space', `${ID} `],
    ['with a leading no-break space', `\u00a0${ID}`],
    ['of 35 characters', ID.slice(1)],
  ])(
    'refuses an id that does not match as argument (400), for break-glass (400), in a token (401) and in a disclosure, and records nothing: %s',
    async (_what, id) => {
      const before = served.leaves().length;
      served.received.length = 0;
      const asked = await ask(id);
      expect([asked.status, asked.codes]).toEqual([400, ['BAD_USER_INPUT']]);
      expect(asked.text).toContain('1 to 128 visible characters');
      expect(asked.text).not.toContain(id);
      const broken = await breakGlass(id);
      expect([broken.status, broken.codes]).toEqual([400, ['BREAK_GLASS_INCOMPLETE']]);
      const known = await own(id);
      expect([known.status, known.codes]).toEqual([401, ['UNAUTHENTICATED']]);
      const entered = await disclose(id);
      expect(entered.data).toEqual({
        disclose: { leaf: null, problems: [expect.stringContaining('1 to 128 visible')] },
      });
      expect(entered.text).not.toContain(id);
      expect([served.received, served.leaves().length]).toEqual([[], before]);
    },
  );
});
