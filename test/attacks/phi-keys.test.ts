import { afterEach, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type PipelineExtras,
} from '../support/in-process-graph.ts';

const SSN = '999-12-3456';
const MARK = '@phi(category: SSN) @role(anyOf: ["doctor"])';
const PATIENT = { __typename: 'Patient', id: 'p1', ssn: SSN, name: 'Ada', of: { ssn: SSN } };

let graph: InProcessGraph | null = null;
afterEach(() => graph?.close());

/** The recorded accesses of one read of a patient with these keys. */
async function recorded(keys: string, extras: PipelineExtras = {}, more = '') {
  graph = await createInProcessGraph(
    {
      people: {
        sdl: `
          type Query { patient: Patient thing: Thing }
          type Patient ${keys} { id: ID! ssn: ID! ${MARK} name: String @phi @role(anyOf: ["doctor"]) of: Of }
          type Of { ssn: ID! ${MARK} }
          interface Thing { id: ID! name: String }
          ${more}
        `,
        resolvers: {
          Query: { patient: () => PATIENT, thing: () => ({ ...PATIENT, __typename: 'Item' }) },
          Thing: { __resolveType: () => 'Item' },
        },
      },
    },
    AUTHORIZATION,
    extras,
  );
  const outcome = await attempt(graph, { query: '{ patient { name } }', caller: doctor });
  expect(outcome.data).toEqual({ patient: { name: 'Ada' } });
  return { released: outcome.released, text: JSON.stringify(outcome.records) };
}

const ITEM = 'type Item implements Thing { id: ID! name: String }';
const HASH = /^Patient\.name full null hmac:[\w-]{22}$/;

describe('the recorded id of an entity with PHI in a @key', () => {
  it.each([
    ['PHI as the first of two keys', '@key(fields: "ssn") @key(fields: "id")'],
    ['PHI as the last of two keys', '@key(fields: "id") @key(fields: "ssn")'],
    ['PHI as a part of the first key', '@key(fields: "id ssn") @key(fields: "id")'],
    ['PHI below the first key', '@key(fields: "of { ssn }") @key(fields: "id")'],
  ])('is a key without PHI: %s', async (_what, keys) => {
    const { released, text } = await recorded(keys, {}, ITEM);
    expect(released).toEqual(['Patient.name full null p1']);
    expect(text).not.toContain(SSN);
  });

  it.each([
    ['PHI as the only key', '@key(fields: "ssn")'],
    ['PHI as a part of the only key', '@key(fields: "id ssn")'],
    ['PHI as all keys', '@key(fields: "ssn") @key(fields: "of { ssn }")'],
  ])(
    'is an HMAC with the pseudonym key, equal on each read, if every key has PHI: %s',
    async (_what, keys) => {
      const one = await recorded(keys, {}, ITEM);
      expect(one.released).toEqual([expect.stringMatching(HASH)]);
      expect(one.text).not.toContain(SSN);
      await graph?.close();
      expect((await recorded(keys, {}, ITEM)).released).toEqual(one.released);
      await graph?.close();
      const other = await recorded(keys, { pseudonymKey: Buffer.alloc(32, 8) }, ITEM);
      expect(other.released).toEqual([expect.stringMatching(HASH)]);
      expect(other.released).not.toEqual(one.released);
    },
  );

  it('is null if every key has PHI and no pseudonym key is configured', async () => {
    const { released, text } = await recorded('@key(fields: "ssn")', { pseudonymKey: null }, ITEM);
    expect(released).toEqual(['Patient.name full null null']);
    expect(text).not.toContain(SSN);
  });

  it('is the PHI key in plain text if @patient names that key as the id of the patient', async () => {
    const { released } = await recorded('@key(fields: "ssn") @patient(id: "ssn")', {}, ITEM);
    expect(released).toEqual([`Patient.name full ${SSN} ${SSN}`]);
  });
});

describe('a patient looked up by an argument that is PHI', () => {
  const PEOPLE = [
    { __typename: 'Patient', id: 'p1', ssn: SSN, pulse: 61 },
    { __typename: 'Patient', id: 'p2', ssn: '999-65-4321', pulse: 62 },
  ];
  const SELF = '@phi(category: SSN) @role(anyOf: ["self"])';
  const load = async () => {
    graph = await createInProcessGraph(
      {
        people: {
          sdl: `
            type Query { patientBySsn(ssn: ID! ${SELF}): Patient patientById(id: ID! ${SELF}): Patient }
            type Patient @key(fields: "ssn") @key(fields: "id") @patient(id: "id") {
              id: ID!
              ssn: ID! ${SELF}
              pulse: Int @phi @role(anyOf: ["self"])
            }
          `,
          resolvers: {
            Query: {
              patientBySsn: (_: unknown, { ssn }: { ssn: string }) =>
                PEOPLE.find((one) => one.ssn === ssn),
              patientById: (_: unknown, { id }: { id: string }) =>
                PEOPLE.find((one) => one.id === id),
            },
          },
        },
      },
      AUTHORIZATION,
    );
    return graph;
  };

  it.each([
    ['ssn', '{ patient: patientBySsn(ssn: "999-12-3456") { pulse } }'],
    ['id', '{ patient: patientById(id: "p1") { pulse } }'],
  ])(
    'is found by that patient, and recorded under the id without the SSN: looked up by %s',
    async (_key, query) => {
      const { data, released, records } = await attempt(await load(), { query, caller: p1 });
      expect(data).toEqual({ patient: { pulse: 61 } });
      expect(released).toEqual(['Patient.pulse full p1 p1']);
      expect(JSON.stringify(records)).not.toContain(SSN);
    },
  );

  it.each([
    ['ssn', '{ patient: patientBySsn(ssn: "999-65-4321") { pulse } }'],
    ['id', '{ patient: patientById(id: "p2") { pulse } }'],
  ])(
    'is null for another patient, and the SSN is not recorded: looked up by %s',
    async (_key, query) => {
      const { data, asked, records } = await attempt(await load(), { query, caller: p1 });
      expect(data).toEqual({ patient: null });
      expect(asked).not.toContain('people Patient.pulse');
      expect(JSON.stringify(records)).not.toContain('999-65-4321');
    },
  );
});
