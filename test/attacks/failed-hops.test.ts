import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, type Attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, doctorAndP1, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

/** Only another subgraph knows the patient of a lab result. The first visit fails, the last has no subject. */
const LABS: Readonly<Record<string, TestSubgraph>> = {
  labs: {
    sdl: `
      type Query { labs: [Lab] }
      type Lab @key(fields: "id") @patient(id: "visit.subject.id") {
        id: ID!
        code: String @phi @role(anyOf: ["doctor", "self"])
        plain: String
        grade: String @role(anyOf: ["self"], deidentified: ["doctor"])
        shaky: String
        detail: Detail
        visit: Visit
      }
      type Detail { text: String @phi @role(anyOf: ["doctor", "self"]) plain: String }
      type Visit @key(fields: "id", resolvable: false) { id: ID! }
    `,
    resolvers: {
      Query: {
        labs: () =>
          ['v1', 'v2', 'v3'].map((id) => ({
            id,
            code: `code ${id}`,
            plain: `plain ${id}`,
            grade: `grade ${id}`,
            shaky: () => (id === 'v1' ? Promise.reject(new Error('shaky')) : null),
            detail: { text: `detail ${id}`, plain: 'x' },
            visit: { id },
          })),
      },
    },
  },
  visits: {
    sdl: `
      type Visit @key(fields: "id") { id: ID! subject: Subject }
      type Subject { id: ID! }
    `,
    resolvers: {
      Visit: {
        subject: ({ id }: { id: string }) => {
          if (id === 'v1') throw new Error('the index of patients is down');
          return id === 'v2' ? { id: 'p1' } : null;
        },
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(LABS, AUTHORIZATION);
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

const QUERY = '{ labs { id code plain detail { text plain } } }';
const ask = (caller = doctor, query = QUERY): Promise<Attempt> => attempt(graph, { query, caller });

/** Replaces what the subgraph of visits answers. */
function visitsAnswer(answer: unknown): void {
  graph.tamper((name, body) => (name === 'visits' ? JSON.stringify(answer) : body));
}

const withheld = (...ids: readonly string[]) =>
  ids.map((id) => ({ id, code: null, plain: `plain ${id}`, detail: { text: null, plain: 'x' } }));
const given = (id: string) => ({
  id,
  code: `code ${id}`,
  plain: `plain ${id}`,
  detail: { text: `detail ${id}`, plain: 'x' },
});

describe('a @patient path that a subgraph failed to resolve for one object', () => {
  it("withholds the object's PHI with SUBGRAPH_FAILED, even from roles that may access every patient", async () => {
    const outcome = await ask();
    expect(outcome.data).toEqual({ labs: [...withheld('v1'), given('v2'), given('v3')] });
    expect(outcome.errors).toEqual([
      'SUBGRAPH_FAILED labs.0.code',
      'SUBGRAPH_FAILED labs.0.detail.text',
    ]);
    expect(outcome.released).toEqual([
      'Detail.text full null v3',
      'Detail.text full p1 v2',
      'Lab.code full null v3',
      'Lab.code full p1 v2',
    ]);
    expect(outcome.denied).toEqual(['Detail.text failed 1', 'Lab.code failed 1']);
  });

  it('gives SUBGRAPH_FAILED on the PHI in addition to the error of another field of the object', async () => {
    const outcome = await ask(doctor, '{ labs { shaky code } }');
    expect(outcome.data).toEqual({
      labs: [
        { shaky: null, code: null },
        { shaky: null, code: 'code v2' },
        { shaky: null, code: 'code v3' },
      ],
    });
    expect(outcome.errors).toEqual(['SUBGRAPH_FAILED labs.0.shaky', 'SUBGRAPH_FAILED labs.0.code']);
  });

  it('nulls the whole object with SUBGRAPH_FAILED for a role limited to some patients', async () => {
    const outcome = await ask(p1);
    // The last result has no subject: roles that reach every patient see its PHI, and every caller its unmarked fields.
    expect(outcome.data).toEqual({ labs: [null, given('v2'), ...withheld('v3')] });
    expect(outcome.errors).toContain('SUBGRAPH_FAILED labs.0');
    expect(outcome.denied).toEqual(['Detail.text role 1', 'Lab failed 1', 'Lab.code role 1']);
  });

  it("withholds only that object's PHI and nulls no object if one of the caller's roles may access every patient", async () => {
    const outcome = await ask(doctorAndP1);
    expect(outcome.data).toEqual({ labs: [...withheld('v1'), given('v2'), given('v3')] });
  });

  it("gives SUBGRAPH_FAILED on a value that one of the caller's roles sees and another sees suppressed, and no error if all see it suppressed", async () => {
    const outcome = await ask(doctorAndP1, '{ labs { grade } }');
    expect(outcome.data).toEqual({
      labs: [{ grade: null }, { grade: 'grade v2' }, { grade: 'grade v3' }],
    });
    expect(outcome.errors).toEqual(['SUBGRAPH_FAILED labs.0.grade']);
    expect(outcome.denied).toEqual(['Lab.grade failed 1']);
    // The view of this caller is suppressed for every patient, so the failure decides nothing.
    expect(await ask(doctor, '{ labs { grade } }')).toMatchObject({ errors: [] });
  });

  it('is not fetched and gives no error for a caller who may access every patient and selects no PHI of the object', async () => {
    const outcome = await ask(clerk, '{ labs { id plain } }');
    expect(outcome).toMatchObject({ errors: [], records: [] });
    expect(outcome.asked).not.toContain('visits Visit.subject');
    expect((await ask(doctor, '{ labs { code } }')).asked).toContain('visits Visit.subject');
  });
});

describe('a @patient path that a subgraph failed to resolve for all objects', () => {
  const nulls = [1, 2, 3].map(() => ({ subject: null }));

  it.each<[string, unknown]>([
    ['no JSON', 'not json'],
    ['an error without data', { errors: [{ message: 'down' }] }],
    [
      'nulls, and an error without a path',
      { data: { _entities: nulls }, errors: [{ message: 'x' }] },
    ],
    [
      'nulls, and an error with a path that does not exist',
      { data: { _entities: nulls }, errors: [{ message: 'x', path: ['a', 0, 'b'] }] },
    ],
    [
      'nulls, and an error with a path to none of them',
      { data: { _entities: nulls }, errors: [{ message: 'x', path: ['_entities', 9, 'subject'] }] },
    ],
    [
      'null entities with their errors',
      {
        data: { _entities: [null, null, null] },
        errors: [0, 1, 2].map((index) => ({ message: 'x', path: ['_entities', index] })),
      },
    ],
    [
      'null ids of the patients with their errors',
      {
        data: {
          _entities: [1, 2, 3].map(() => ({ subject: { __typename: 'Subject', id: null } })),
        },
        errors: [0, 1, 2].map((index) => ({
          message: 'x',
          path: ['_entities', index, 'subject', 'id'],
        })),
      },
    ],
  ])(
    'withholds all PHI from a doctor and nulls the objects for a patient if the subgraph sends %s',
    async (_what, answer) => {
      visitsAnswer(answer);
      const outcome = await ask();
      expect(outcome.data).toEqual({ labs: withheld('v1', 'v2', 'v3') });
      expect(outcome.released).toEqual([]);
      const own = await ask(p1);
      expect(own.data).toEqual({ labs: [null, null, null] });
    },
  );
});

describe('a @patient path that is null', () => {
  it('leaves PHI visible to roles that may access every patient, and denies it to a role limited to one patient', async () => {
    visitsAnswer({ data: { _entities: [1, 2, 3].map(() => ({ subject: null })) } });
    const outcome = await ask();
    expect(outcome.data).toEqual({ labs: ['v1', 'v2', 'v3'].map(given) });
    expect(outcome.released).toContain('Lab.code full null v1');
    const own = await ask(p1);
    expect(own.data).toEqual({ labs: withheld('v1', 'v2', 'v3') });
    expect(own.denied).toEqual(['Detail.text role 3', 'Lab.code role 3']);
  });
});

const lab = (id: string) => ({ plain: `plain ${id}`, code: `c${id}`, size: 1 });

describe('a @patient path through an entity whose key a subgraph failed to resolve', () => {
  let isDown = false;
  let chained: InProcessGraph;
  beforeAll(async () => {
    chained = await createInProcessGraph(
      {
        labs: {
          sdl: `
            type Query { labs: [Lab] }
            type Lab @key(fields: "id") { id: ID! plain: String }`,
          resolvers: {
            Query: { labs: () => ['1', '2'].map((id) => ({ id, plain: `plain ${id}` })) },
          },
        },
        numbers: {
          sdl: 'type Lab @key(fields: "id") @key(fields: "number") { id: ID! number: ID }',
          resolvers: {
            Lab: {
              number: ({ id }: { id: string }) => {
                if (isDown && id === '2') throw new Error('down');
                return id;
              },
            },
          },
        },
        subjects: {
          sdl: `
            type Lab @key(fields: "number") @patient(id: "subject") {
              number: ID subject: ID code: String @phi @role(anyOf: ["doctor", "self"]) size: Int
            }`,
          resolvers: {
            Lab: {
              __resolveReference: ({ number }: { number: string | null }) =>
                number === null
                  ? null
                  : { number, subject: `p${number}`, code: `c${number}`, size: 1 },
            },
          },
        },
      },
      AUTHORIZATION,
    );
  });
  afterAll(() => chained.close());

  const query = '{ labs { plain code size } }';

  it('nulls the object with SUBGRAPH_FAILED for a role limited to some patients', async () => {
    isDown = false;
    expect((await attempt(chained, { query, caller: p1 })).data).toEqual({ labs: [lab('1')] });
    isDown = true;
    expect(await attempt(chained, { query, caller: p1 })).toMatchObject({
      data: { labs: [lab('1'), null] },
      errors: ['SUBGRAPH_FAILED labs.1'],
    });
  });

  it('nulls only the fields behind the entity, with SUBGRAPH_FAILED, for a role that reaches every patient, and does not fetch them', async () => {
    isDown = true;
    expect(await attempt(chained, { query, caller: doctor })).toMatchObject({
      data: { labs: [lab('1'), { plain: 'plain 2', code: null, size: null }] },
      errors: ['SUBGRAPH_FAILED labs.1.code', 'SUBGRAPH_FAILED labs.1.size'],
      released: ['Lab.code full p1 1'],
      sent: [
        { subgraph: 'labs' },
        { subgraph: 'numbers' },
        { variables: { representations: [{ __typename: 'Lab', number: '1' }] } },
      ],
    });
  });
});

describe('a list whose fields come from two subgraphs', () => {
  let shared: InProcessGraph;
  let visits: () => unknown;
  beforeAll(async () => {
    const patient = `type Patient @key(fields: "id") @patient(id: "id") {
      id: ID! visits: [Visit] @shareable
    }`;
    shared = await createInProcessGraph(
      {
        front: {
          sdl: `type Query { patients: [Patient] } ${patient}
            type Visit { day: String @phi @role(anyOf: ["doctor"]) }`,
          resolvers: {
            Query: { patients: () => [{ id: 'p1', visits: [{ day: '1' }, { day: '2' }] }] },
          },
        },
        ward: {
          sdl: `${patient} type Visit { note: String @phi @role(anyOf: ["doctor"]) }`,
          resolvers: { Patient: { visits: () => visits() } },
        },
      },
      AUTHORIZATION,
    );
  });
  afterAll(() => shared.close());

  const failing = [
    'SUBGRAPH_FAILED patients.0.visits.0.note',
    'SUBGRAPH_FAILED patients.0.visits.1.note',
  ];
  it.each<[string, () => unknown, (string | null)[], string[]]>([
    [
      'has the fields of both if both subgraphs return lists of the same length',
      () => [{ note: 'a' }, { note: null }],
      ['a', null],
      [],
    ],
    [
      'has null and SUBGRAPH_FAILED at each field of a subgraph that fails',
      () => {
        throw new Error('down');
      },
      [null, null],
      failing,
    ],
    [
      'has null and SUBGRAPH_FAILED at each field of a subgraph that returns no list',
      () => null,
      [null, null],
      failing,
    ],
    [
      'has null and SUBGRAPH_FAILED at each field of a subgraph that returns a list of another length',
      () => [{ note: 'a' }],
      [null, null],
      failing,
    ],
  ])('%s', async (_what, answer, notes, errors) => {
    visits = answer;
    const found = await attempt(shared, {
      query: '{ patients { id visits { day note } } }',
      caller: doctor,
    });
    const [first = null, second = null] = notes;
    expect(found).toMatchObject({
      data: {
        patients: [
          {
            id: 'p1',
            visits: [
              { day: '1', note: first },
              { day: '2', note: second },
            ],
          },
        ],
      },
      errors,
    });
    expect(found.released.filter((line) => line.startsWith('Visit.note'))).toHaveLength(
      errors.length === 0 ? 1 : 0,
    );
  });
});
