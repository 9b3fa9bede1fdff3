import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  RelationshipLookup,
  RelationshipSource,
} from '../../../gateway/access/relationships/relationship-source.ts';
import type { AuditRecord } from '../../../gateway/audit/record/record.ts';
import type { RoleLimits } from '../../../gateway/pipeline/limits/limits-config.ts';
import type { Caller } from '../../../gateway/platform/caller.ts';
import { attempt } from '../../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1 } from '../../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../../support/in-process-graph.ts';

const PATIENT = { id: 'p1', ssn: '999', note: 'n' };

/** What the source of relationships has looked up for each patient, or what it throws. */
let lookup: RelationshipLookup | Error;
const relationships: RelationshipSource = {
  relate: () => (lookup instanceof Error ? Promise.reject(lookup) : Promise.resolve(lookup)),
  close: () => Promise.resolve(),
};
const RELATED: RelationshipLookup = {
  relationships: new Map([
    ['p1', { careTeam: true, deniesActor: false, denies: new Set(), permits: new Set() }],
  ]),
  failed: false,
  rejectedOf: null,
};
const REJECTED: RelationshipLookup = {
  relationships: new Map(),
  failed: true,
  rejectedOf: 'teams',
};

/** Reaches the patients of a care team. */
const nurse = callerOf(['nurse']);

/** The limits of the role `limited`, to which no PHI may be released. */
const LIMITED: RoleLimits = {
  depth: Infinity,
  cost: Number.MAX_VALUE,
  values: Number.MAX_VALUE,
  listSize: 20,
  releasedFields: 0,
  requestsPerMinute: Infinity,
  costPerMinute: null,
};
const limited = (caller: Caller): Caller => ({ ...caller, roles: [...caller.roles, 'limited'] });

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(
    {
      people: {
        sdl: `
          type Query {
            patient(id: ID! @patient): Patient
            patients(ssn: String @phi @role(anyOf: ["doctor", "nurse"])): [Patient!]!
            plain: String
          }
          type Mutation {
            setSsn(id: ID! @patient, ssn: String @phi @role(anyOf: ["clerk"])): Patient
            setEverySsn(ssn: String @phi @role(anyOf: ["clerk"])): Patient
          }
          type Patient @key(fields: "id") @patient(id: "id") {
            id: ID!
            ssn: String @phi @role(anyOf: ["doctor", "clerk", "nurse", "self"])
          }
        `,
        resolvers: {
          Query: {
            patient: (_root: object, { id }: { readonly id: string }) =>
              id === 'p1' ? PATIENT : null,
            patients: () => [PATIENT],
            plain: () => 'plain',
          },
          Mutation: { setSsn: () => PATIENT, setEverySsn: () => PATIENT },
        },
      },
      notes: {
        sdl: `
          type Query { noted(id: ID! @patient): Patient }
          type Patient @key(fields: "id") {
            id: ID!
            note: String @phi @role(anyOf: ["doctor", "clerk", "self"])
          }
        `,
        resolvers: { Query: { noted: () => PATIENT }, Patient: { note: () => 'n' } },
      },
    },
    { ...AUTHORIZATION, reach: new Map([...AUTHORIZATION.reach, ['nurse', 'care-team']]) },
    { relationships, limits: { roles: new Map([['limited', LIMITED]]) } },
  );
});
beforeEach(() => {
  lookup = RELATED;
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

/** Makes the gateway reject the responses of a subgraph: all of them, or the first ones. */
function rejectResponses(subgraph: string, count = Infinity): void {
  let left = count;
  graph.tamper((name, body) => {
    if (name !== subgraph || left === 0) return body;
    left -= 1;
    return null;
  });
}

async function ask(query: string, caller: Caller = doctor): Promise<readonly AuditRecord[]> {
  const { records } = await attempt(graph, { query, caller });
  return records;
}

const FAILED = { kind: 'access', outcome: 'error', reason: 'SUBGRAPH_FAILED', accesses: [] };

describe('the record of a request for which the response of a subgraph was rejected', () => {
  it('names the subgraph as rejectedResponses, in addition to the fields that were released from another subgraph', async () => {
    rejectResponses('notes');
    const records = await ask('{ patient(id: "p1") { ssn note } }');
    expect(records).toMatchObject([
      {
        kind: 'access',
        outcome: 'permit',
        reason: null,
        accesses: [{ type: 'Patient', fields: [{ name: 'ssn' }] }],
        details: { rejectedResponses: 'notes' },
      },
    ]);
  });

  it.each<[string, string, Caller]>([
    ['a lookup', '{ patient(id: "p1") { ssn } }', doctor],
    ['a lookup whose patient is found first', '{ patient(id: "p1") { ssn } }', p1],
    ['a query of no PHI', '{ plain }', doctor],
  ])(
    'has the outcome error and names the subgraph if nothing was released: %s',
    async (_what, query, caller) => {
      rejectResponses('people');
      expect(await ask(query, caller)).toMatchObject([
        { ...FAILED, details: { rejectedResponses: 'people' } },
      ]);
    },
  );

  it('has the outcome error and names the subgraph for a mutation, after the record of the intent', async () => {
    rejectResponses('people');
    const records = await ask('mutation { setSsn(id: "p1", ssn: "1") { ssn } }', clerk);
    expect(records).toMatchObject([
      { kind: 'intent', details: null },
      { kind: 'outcome', outcome: 'error', details: { rejectedResponses: 'people' } },
    ]);
  });

  it('has no rejectedResponses if every response was accepted', async () => {
    const records = await ask('{ patient(id: "p1") { ssn note } }');
    expect(records).toMatchObject([{ kind: 'access', details: null }]);
  });

  it('names the subgraph of the relationships, beside what was released without them', async () => {
    lookup = REJECTED;
    const both = callerOf(['nurse', 'doctor']);
    expect(await ask('{ patient(id: "p1") { ssn } }', both)).toMatchObject([
      { kind: 'access', outcome: 'permit', details: { rejectedResponses: 'teams' } },
    ]);
  });

  it('names the subgraph of the relationships in the denial of a patient that the caller does not reach without them', async () => {
    lookup = REJECTED;
    expect(await ask('{ patient(id: "p1") { ssn } }', nurse)).toMatchObject([
      { kind: 'denial', outcome: 'deny', details: { rejectedResponses: 'teams' } },
    ]);
  });

  it('names the subgraph of the relationships in intent and outcome of a mutation', async () => {
    lookup = REJECTED;
    const caller = callerOf(['nurse', 'clerk']);
    expect(await ask('mutation { setSsn(id: "p1", ssn: "1") { ssn } }', caller)).toMatchObject([
      { kind: 'intent', details: { rejectedResponses: 'teams' } },
      { kind: 'outcome', outcome: 'permit', details: { rejectedResponses: 'teams' } },
    ]);
  });
});

describe('the record of a response with too many PHI fields', () => {
  const OVER_LIMIT = { outcome: 'deny', reason: 'OPERATION_TOO_COMPLEX', accesses: [] };

  it('names the subgraph of which a response was rejected', async () => {
    rejectResponses('notes');
    const records = await ask('{ patient(id: "p1") { ssn note } }', limited(doctor));
    expect(records).toMatchObject([
      { ...OVER_LIMIT, kind: 'denial', details: { rejectedResponses: 'notes' } },
    ]);
  });

  it('names the subgraph of which the response to a lookup fetched first was rejected', async () => {
    rejectResponses('notes', 1);
    const query = '{ patient(id: "p1") { ssn } noted(id: "p1") { note } }';
    expect(await ask(query, limited(p1))).toMatchObject([
      { ...OVER_LIMIT, kind: 'denial', details: { rejectedResponses: 'notes' } },
    ]);
  });

  it('names the subgraph in the outcome of a mutation', async () => {
    rejectResponses('notes');
    const query = 'mutation { setSsn(id: "p1", ssn: "1") { ssn note } }';
    expect(await ask(query, limited(clerk))).toMatchObject([
      { kind: 'intent', details: null },
      { ...OVER_LIMIT, kind: 'outcome', details: { rejectedResponses: 'notes' } },
    ]);
  });
});

describe('the record of a mutation whose outcome is unknown', () => {
  it('names the subgraph of which a response was rejected', async () => {
    rejectResponses('notes');
    lookup = new TypeError('a bug of the source');
    const query = 'mutation { setEverySsn(ssn: "1") { ssn note } }';
    expect(await ask(query, callerOf(['nurse', 'clerk']))).toMatchObject([
      { kind: 'intent', details: null },
      { kind: 'outcome', outcome: 'error', details: { rejectedResponses: 'notes' } },
    ]);
    expect(graph.faults.splice(0)).toEqual([lookup]);
  });
});

describe('the record of a lookup that returned no PHI', () => {
  const search = '{ patients(ssn: "999") { ssn } }';

  it.each<[string, string, (body: string) => string]>([
    ['no GraphQL response', '{ patient(id: "p1") { ssn } }', () => '<html>'],
    ['null and an error', '{ patient(id: "p1") { ssn } }', () => ERROR],
    ['no GraphQL response to a search', search, () => '<html>'],
  ])('has the outcome error if the subgraph gave %s', async (_what, query, change) => {
    graph.tamper((name, body) => (name === 'people' ? change(body) : body));
    expect(await ask(query)).toMatchObject([{ ...FAILED, details: null }]);
  });

  it('has the outcome permit if the subgraph answered that there is no such patient', async () => {
    expect(await ask('{ patient(id: "p2") { ssn } }')).toMatchObject([
      { kind: 'access', outcome: 'permit', reason: null, accesses: [], patients: ['p2'] },
    ]);
  });

  it('does not exist for a list without PHI in its arguments whose subgraph failed', async () => {
    graph.tamper(() => '<html>');
    expect(await ask('{ patients { ssn } }')).toEqual([]);
  });
});

const ERROR = '{"data":{"patient":null},"errors":[{"message":"down","path":["patient"]}]}';
