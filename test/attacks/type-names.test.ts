import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const hiv = { __typename: 'Hiv', count: 1 };

/** The type of a condition says what the patient has. */
const CONDITIONS: Readonly<Record<string, TestSubgraph>> = {
  conditions: {
    sdl: `
      type Query {
        patients: [Patient!]!
        latest: Condition
        latestOf(patient: ID! @patient): Condition
        problemsOf(patient: ID! @patient): [Problem]!
      }
      type Mutation { diagnose(code: String): Condition }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! conditions: [Condition]! problems: [Problem]! }
      union Condition = Flu | Hiv
      type Flu { note: String }
      type Hiv @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"]) { count: Int note: String lost: Int }
      interface Problem { at: String }
      type Cold implements Problem { at: String }
      type Syphilis implements Problem @key(fields: "id") @patient(id: "owner") @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"]) { id: ID! owner: ID at: String }
    `,
    resolvers: {
      Query: {
        patients: () => [
          {
            id: 'p1',
            conditions: [{ __typename: 'Flu' }, hiv],
            problems: [{ __typename: 'Syphilis', id: 's1', owner: 'p1' }, { __typename: 'Cold' }],
          },
        ],
        latest: () => hiv,
        latestOf: () => hiv,
        problemsOf: () => [
          { __typename: 'Syphilis', id: 's1', owner: 'p1' },
          { __typename: 'Cold' },
        ],
      },
      Mutation: { diagnose: () => hiv },
      Hiv: {
        lost: () => {
          throw new Error('lost');
        },
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(CONDITIONS, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('the name of a PHI type of a union or an interface', () => {
  it.each([
    [
      'of an object without a key',
      '{ patients { conditions { __typename } } }',
      ['Hiv.__typename full p1 p1'],
    ],
    [
      'under an alias, in a fragment on the type',
      '{ patients { conditions { ... on Hiv { what: __typename } } } }',
      ['Hiv.__typename full p1 p1'],
    ],
    [
      'of an object with a patient of its own',
      '{ patients { problems { __typename } } }',
      ['Syphilis.__typename full p1 s1'],
    ],
    [
      'of a patient that an argument names',
      '{ latestOf(patient: "p1") { __typename } }',
      ['Hiv.__typename full p1 null'],
    ],
    ['of no known patient', '{ latest { __typename } }', ['Hiv.__typename full null null']],
    [
      'not besides other PHI of the object, whose record has the type',
      '{ patients { conditions { __typename ... on Hiv { count } } } }',
      ['Hiv.count full p1 p1'],
    ],
    ['not if it is not selected', '{ patients { conditions { ... on Flu { note } } } }', []],
  ])('is recorded as released: %s', async (_what, query, released) => {
    const outcome = await attempt(graph, { query, caller: doctor });
    expect(outcome.errors).toEqual([]);
    expect(outcome.released).toEqual(released);
  });

  it('is recorded if the other PHI of the object could not be fetched', async () => {
    const query = '{ patients { conditions { __typename ... on Hiv { lost } } } }';
    const outcome = await attempt(graph, { query, caller: doctor });
    expect(outcome.data).toEqual({
      patients: [{ conditions: [{ __typename: 'Flu' }, { __typename: 'Hiv', lost: null }] }],
    });
    expect(outcome.released).toEqual(['Hiv.__typename full p1 p1']);
  });

  it('is withheld from an object of another patient than the arguments name', async () => {
    const query = '{ problemsOf(patient: "p2") { __typename } }';
    const outcome = await attempt(graph, { query, caller: doctor });
    expect(outcome).toMatchObject({
      data: { problemsOf: [null, { __typename: 'Cold' }] },
      errors: ['SUBGRAPH_FAILED problemsOf.0'],
      released: [],
      denied: ['Syphilis failed 1'],
    });
  });

  it('makes a mutation that names no patient refused for a caller who may not access every patient', async () => {
    const query = 'mutation { diagnose { __typename } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({ data: null, sent: [] });
    expect((await attempt(graph, { query, caller: doctor })).released).toEqual([
      'Hiv.__typename full null null',
    ]);
  });

  it('is recorded with the category of the type', async () => {
    const query = '{ patients { conditions { __typename } } }';
    const { records } = await attempt(graph, { query, caller: doctor });
    expect(records[0]?.accesses[0]).toMatchObject({
      type: 'Hiv',
      fields: [{ name: '__typename', categories: ['SEXUAL_HEALTH'], subgraphs: ['conditions'] }],
    });
  });

  it('is released to the patient, and not to a role that may not see the type', async () => {
    const query = '{ patients { conditions { __typename } } }';
    const own = await attempt(graph, { query, caller: p1 });
    expect(own.data).toEqual({
      patients: [{ conditions: [{ __typename: 'Flu' }, { __typename: 'Hiv' }] }],
    });
    const other = await attempt(graph, { query, caller: clerk });
    expect(other.data).toEqual({ patients: [{ conditions: [{ __typename: 'Flu' }] }] });
    expect(other).toMatchObject({ errors: [], released: [], denied: ['Hiv role 1'] });
  });

  it('is recorded in a dry run with the denial that it would get', async () => {
    const dryRun = await createInProcessGraph(CONDITIONS, { ...AUTHORIZATION, mode: 'dry-run' });
    const query = '{ patients { conditions { __typename } } latest { __typename } }';
    const { records } = await attempt(dryRun, { query, caller: clerk });
    const accesses = records.flatMap((record) => record.accesses);
    expect(accesses.map(({ objects, rule }) => [objects, rule.wouldDeny])).toEqual([
      [
        [
          ['p1', 'p1'],
          [null, null],
        ],
        ['role'],
      ],
    ]);
    await dryRun.close();
  });

  it('is not released to a patient if it belongs to no known patient', async () => {
    const outcome = await attempt(graph, { query: '{ latest { __typename } }', caller: p1 });
    expect(outcome).toMatchObject({
      data: { latest: null },
      errors: [],
      denied: ['Hiv role 1'],
      released: [],
    });
  });
});
