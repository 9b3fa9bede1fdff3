import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

const SHARED = `
  enum Status { OK HIV @phi @role(anyOf: ["doctor"]) }
`;

const RECORDS = {
  sdl: `${SHARED}
    type Query { patient: Patient plain: Patient }
    type Patient @key(fields: "id") @patient(id: "id") {
      id: ID!
      status: Status
      history: [Status!]
      last: Visit
      device: Device
      labs(kind: String @phi @role(anyOf: ["doctor"]), first: Int): Labs
      labsToo(kind: String @phi @role(anyOf: ["doctor"]), first: Int): Labs
      ranked(by: Order): Int
      rankedToo(by: Order): Int
      found(where: Where): Int
      foundToo(where: Where): Int
      silent(kind: String = "hiv" @phi @role(anyOf: ["doctor"])): Int
      quiet(where: Where = { code: "hiv" }): Int
    }
    type Labs { n: Int }
    enum Order { NEWEST RISK @phi @role(anyOf: ["doctor"]) }
    input Where { code: String @phi @role(anyOf: ["doctor"]) open: Boolean, deeper: Where }
    union Visit = Psych | Plain
    type Psych @phi @role(anyOf: ["doctor"]) { id: ID }
    type Plain { id: ID }
    interface Device { id: ID }
    type Pump implements Device @phi @role(anyOf: ["doctor"]) { id: ID }
    type Watch implements Device { id: ID }
  `,
  resolvers: {
    Query: { patient: () => ({ id: 'p1' }), plain: () => ({ id: 'p1' }) },
    Patient: {
      status: () => 'HIV',
      history: () => ['OK', 'HIV'],
      last: () => ({ __typename: 'Psych', id: 'v1' }),
      device: () => ({ __typename: 'Pump', id: 'd1' }),
      labs: () => ({ n: 3 }),
      labsToo: () => ({ n: 3 }),
      ranked: () => 7,
      rankedToo: () => 7,
      found: () => 8,
      foundToo: () => 8,
      silent: () => 9,
      quiet: () => 10,
    },
  },
};

const INSIGHT = {
  sdl: `${SHARED}
    type Patient @key(fields: "id") @patient(id: "id") {
      id: ID!
      status: Status @external
      history: [Status!] @external
      last: Visit @external
      device: Device @external
      labs(kind: String, first: Int): Labs @external
      labsToo(kind: String, first: Int): Labs @external
      ranked(by: Order): Int @external
      rankedToo(by: Order): Int @external
      found(where: Where): Int @external
      foundToo(where: Where): Int @external
      silent(kind: String = "hiv"): Int @external
      quiet(where: Where = { code: "hiv" }): Int @external
      fromStatus: String @requires(fields: "status")
      fromHistory: String @requires(fields: "history")
      kind: String @requires(fields: "last { __typename }")
      wasPlain: String @requires(fields: "last { ... on Plain { id } }")
      deviceId: String @requires(fields: "device { id }")
      hivLabs: String @requires(fields: "labs(kind: \\"hiv\\") { n }")
      allLabs: String @requires(fields: "labsToo(first: 5) { n }")
      byRisk: String @requires(fields: "ranked(by: RISK)")
      byAge: String @requires(fields: "rankedToo(by: NEWEST)")
      coded: String @requires(fields: "found(where: { open: true, deeper: { code: \\"hiv\\" } })")
      open: String @requires(fields: "foundToo(where: { open: true })")
      fromSilent: String @requires(fields: "silent")
      fromQuiet: String @requires(fields: "quiet")
      twice: String @requires(fields: "chained")
      chained: String @external
    }
    type Labs @shareable { n: Int }
    enum Order { NEWEST RISK }
    input Where { code: String open: Boolean, deeper: Where }
    union Visit = Psych | Plain
    type Psych @shareable { id: ID }
    type Plain @shareable { id: ID }
    interface Device { id: ID }
    type Pump implements Device @shareable { id: ID }
    type Watch implements Device @shareable { id: ID }
  `,
  resolvers: {
    Patient: Object.fromEntries(
      [
        'fromStatus',
        'fromHistory',
        'kind',
        'wasPlain',
        'deviceId',
        'hivLabs',
        'allLabs',
        'byRisk',
        'byAge',
        'coded',
        'open',
        'fromSilent',
        'fromQuiet',
        'twice',
      ].map((name) => [name, (source: object) => `from ${JSON.stringify(source)}`]),
    ),
  },
};

const CHAIN = {
  sdl: `${SHARED}
    type Patient @key(fields: "id") @patient(id: "id") {
      id: ID!
      status: Status @external
      chained: String @requires(fields: "status")
    }
  `,
  resolvers: { Patient: { chained: ({ status }: { status: string }) => `chained ${status}` } },
};

let graph: InProcessGraph;
beforeAll(async () => {
  const shareable = RECORDS.sdl
    .replace('type Labs', 'type Labs @shareable')
    .replace('type Psych', 'type Psych @shareable')
    .replace('type Plain', 'type Plain @shareable')
    .replace('type Pump implements Device', 'type Pump implements Device @shareable')
    .replace('type Watch implements Device', 'type Watch implements Device @shareable');
  graph = await createInProcessGraph(
    { records: { ...RECORDS, sdl: shareable }, insight: INSIGHT, chain: CHAIN },
    AUTHORIZATION,
  );
});
afterAll(() => graph.close());

describe('a field computed by @requires', () => {
  it.each([
    ['an enum with a @phi value', 'fromStatus'],
    ['a list of an enum with a @phi value', 'fromHistory'],
    ['the type name of a union with a @phi member', 'kind'],
    ['a field of the members without @phi of a union with a @phi member', 'wasPlain'],
    ['a field of an interface with a @phi implementer', 'deviceId'],
    ['a field with a @phi argument', 'hivLabs'],
    ['a field with a @phi enum value as its argument', 'byRisk'],
    ['a field with a @phi input field deep inside its argument', 'coded'],
    ['a field whose @phi argument has a default', 'fromSilent'],
    ['a field whose argument has a default that sets a @phi input field', 'fromQuiet'],
    ['a field that is itself computed from an enum with a @phi value', 'twice'],
  ])(
    'is UNAUTHORIZED_FIELD_OR_TYPE and not fetched for a clerk who may not see what it requires, but released to a doctor: %s',
    async (_what, field) => {
      const query = `{ patient { ${field} } }`;
      const { data, errors, asked } = await attempt(graph, { query, caller: clerk });
      expect({ data, errors, asked }).toEqual({
        data: { patient: { [field]: null } },
        errors: [`UNAUTHORIZED_FIELD_OR_TYPE patient.${field}`],
        asked: ['records Query.patient'],
      });
      const seen = await attempt(graph, { query, caller: doctor });
      expect(seen.errors).toEqual([]);
      expect(seen.data).toEqual({ patient: { [field]: expect.any(String) } });
      expect(seen.released).toEqual([`Patient.${field} full p1 p1`]);
    },
  );

  it.each([
    ['an argument without @phi of a field that has a @phi argument', 'allLabs'],
    ['a value without @phi of an enum that has a @phi value, as an argument', 'byAge'],
    ['an input field without @phi next to one with @phi', 'open'],
  ])(
    'is returned to a role without PHI access, not recorded as PHI, if it requires nothing with @phi: %s',
    async (_what, field) => {
      const query = `{ patient { ${field} } }`;
      const { data, errors, released } = await attempt(graph, { query, caller: clerk });
      expect(errors).toEqual([]);
      expect(data).toEqual({ patient: { [field]: expect.any(String) } });
      expect(released).toEqual([]);
    },
  );
});
