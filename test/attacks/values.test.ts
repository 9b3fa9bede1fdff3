import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../gateway/platform/caller.ts';
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
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const row = (id: string, owner: string, kind: unknown, others: readonly unknown[] = []) => ({
  id,
  owner,
  kind,
  kinds: [others, [kind]],
});

const CONDITIONS: Readonly<Record<string, TestSubgraph>> = {
  conditions: {
    sdl: `
      type Query { conditions: [Condition!]! common: Kind }
      type Mutation { touch: Condition }
      type Condition @key(fields: "id") @patient(id: "owner") {
        id: ID!
        owner: ID
        kind: Kind
        kinds: [[Kind]]
        label: String @phi @role(anyOf: ["doctor"])
      }
      enum Kind {
        FLU
        HIV @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"])
        SEALED @role(anyOf: ["clerk"])
      }
    `,
    resolvers: {
      Query: {
        conditions: () => [
          row('c1', 'p1', 'HIV', ['FLU', null]),
          row('c2', 'p2', 'FLU'),
          row('c3', 'p1', 'SEALED', ['HIV']),
          row('c4', 'p2', 'HIV'),
        ],
        common: () => 'HIV',
      },
      Mutation: { touch: () => row('c4', 'p2', 'HIV') },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(CONDITIONS, AUTHORIZATION);
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

const kindsOf = (data: unknown) =>
  (data as { conditions: { kind: unknown }[] }).conditions.map(({ kind }) => kind);

describe('an enum value that is PHI, in a field without directives', () => {
  it('is recorded for its patient with its category, not its text, when it is released; other values are not recorded', async () => {
    const outcome = await attempt(graph, { query: '{ conditions { kind } }', caller: doctor });
    expect(kindsOf(outcome.data)).toEqual(['HIV', 'FLU', null, 'HIV']);
    expect(outcome.released).toEqual(['Condition.kind full p1 c1', 'Condition.kind full p2 c4']);
    expect(outcome.records[0]?.accesses[0]?.fields).toMatchObject([
      { name: 'kind', categories: ['SEXUAL_HEALTH'], view: 'full', subgraphs: ['conditions'] },
    ]);
    expect(JSON.stringify(outcome.records)).not.toContain('HIV');
  });

  it('records an enum value in nested lists once for each object that has it', async () => {
    const outcome = await attempt(graph, { query: '{ conditions { x: kinds } }', caller: doctor });
    expect(outcome.released).toEqual([
      'Condition.kinds full p1 c1',
      'Condition.kinds full p1 c3',
      'Condition.kinds full p2 c4',
    ]);
  });

  // A value without @phi is denied with an error, one with @phi without a trace.
  it.each<[string, Caller, (string | null)[], string[]]>([
    [
      'a clerk sees values without @role and those for clerks',
      clerk,
      [null, 'FLU', 'SEALED', null],
      [],
    ],
    [
      'a researcher sees only values without @role',
      research,
      [null, 'FLU', null, null],
      ['UNAUTHORIZED_FIELD_OR_TYPE conditions.2.kind'],
    ],
    [
      'a patient sees it in their own record only',
      p1,
      ['HIV', null],
      ['UNAUTHORIZED_FIELD_OR_TYPE conditions.1.kind'],
    ],
    ['a caller without roles sees no record', callerWithoutRoles, [], []],
  ])('is authorized value by value: %s', async (_what, caller, kinds, errors) => {
    const outcome = await attempt(graph, { query: '{ conditions { kind } }', caller });
    expect(kindsOf(outcome.data)).toEqual(kinds);
    expect(outcome.errors).toEqual(errors);
    expect(outcome.released).toEqual(caller === p1 ? ['Condition.kind full p1 c1'] : []);
  });

  it('is left out of a list without an error for a role that may not see it, as null items are', async () => {
    const { data, errors, denied } = await attempt(graph, {
      query: '{ conditions { kinds } }',
      caller: clerk,
    });
    expect(data).toMatchObject({ conditions: [{ kinds: [['FLU'], []] }, {}, {}, {}] });
    expect(errors).toEqual([]);
    expect(denied).toEqual(['Condition.kinds role 3']);
  });

  it('releases an enum value in a root field without a patient to a role with access to all patients, and null to a patient', async () => {
    const own = await attempt(graph, { query: '{ common }', caller: p1 });
    expect(own).toMatchObject({ data: { common: null }, released: [] });
    const all = await attempt(graph, { query: '{ common }', caller: doctor });
    expect(all).toMatchObject({
      data: { common: 'HIV' },
      released: ['Query.common full null null'],
    });
  });

  it('makes a mutation that can return it denied to a patient and not sent; its release to a doctor is recorded', async () => {
    const query = 'mutation { touch { kind } }';
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({ data: null, sent: [] });
    expect((await attempt(graph, { query, caller: doctor })).released).toEqual([
      'Condition.kind full p2 c4',
    ]);
  });

  it.each([
    ['that is not in the schema', '"HIV"', '"EBOLA"'],
    ['that is not a string', '"HIV"', '7'],
    ['named like an Object.prototype property', '"HIV"', '"constructor"'],
  ])(
    'replaced in the response by a value %s becomes null and is not recorded',
    async (_what, from, to) => {
      graph.tamper((_name, body) => body.replaceAll(from, to));
      for (const caller of [doctor, clerk]) {
        const outcome = await attempt(graph, { query: '{ conditions { kind } }', caller });
        expect(kindsOf(outcome.data)[0]).toBeNull();
        expect(outcome.released.filter((line) => line.endsWith(' c1'))).toEqual([]);
      }
    },
  );
});

describe('patient and record ids that are equal when joined, such as "a b" + "c" and "a" + "b c"', () => {
  it('are recorded as separate releases', async () => {
    graph.tamper(() =>
      JSON.stringify({
        data: {
          conditions: [
            { __typename: 'Condition', id: 'c', owner: 'a b', label: '1' },
            { __typename: 'Condition', id: 'b c', owner: 'a', label: '2' },
            { __typename: 'Condition', id: '1', owner: '12', label: '3' },
            { __typename: 'Condition', id: '21', owner: '1', label: '4' },
          ],
        },
      }),
    );
    const outcome = await attempt(graph, { query: '{ conditions { label } }', caller: doctor });
    expect(outcome.released).toHaveLength(4);
  });
});

describe('numeric patient ids from a subgraph', () => {
  const PEOPLE: Readonly<Record<string, TestSubgraph>> = {
    people: {
      sdl: `
        scalar Long
        type Query { all: [Person!]! }
        type Person @key(fields: "mrn") @patient(id: "mrn") {
          mrn: Long!
          ssn: String @phi @role(anyOf: ["self", "doctor"])
        }
      `,
      resolvers: { Query: { all: () => [] } },
    },
  };
  const ROUNDED = '9007199254740992';
  const own = callerOf(['self'], {
    patients: new Map([['self', [ROUNDED]]]),
    ownPatient: ROUNDED,
  });
  let people: InProcessGraph;
  beforeAll(async () => {
    people = await createInProcessGraph(PEOPLE, AUTHORIZATION);
  });
  afterAll(() => people.close());

  const answer = (...ids: readonly string[]) => {
    const all = ids.map((id) => `{"__typename":"Person","mrn":${id},"ssn":"ssn of ${id}"}`);
    people.tamper(() => `{"data":{"all":[${all.join()}]}}`);
  };

  it.each([
    ['the patient whose id they round to', own],
    ['a doctor, who would be recorded with another patient', doctor],
  ])(
    'belong to no patient if they are not safe integers, so their PHI is not released to %s',
    async (_who, caller) => {
      answer(ROUNDED, '9007199254740993', '1e300', '1.5');
      const outcome = await attempt(people, { query: '{ all { ssn } }', caller });
      expect(JSON.stringify(outcome.data)).not.toContain('ssn of');
      expect(outcome.released).toEqual([]);
    },
  );

  it('are the ids of the recorded patients if they are safe integers', async () => {
    answer('9007199254740991', '7');
    const outcome = await attempt(people, { query: '{ all { ssn } }', caller: doctor });
    expect(outcome.released).toEqual([
      'Person.ssn full 7 7',
      'Person.ssn full 9007199254740991 9007199254740991',
    ]);
  });
});
