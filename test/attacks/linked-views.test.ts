import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1, research } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const RESEARCH = '@role(anyOf: ["doctor", "self"], deidentified: ["research"])';
const BIRTH = `@phi(category: DATE, deidentify: YEAR) ${RESEARCH}`;
const AGE = `@phi(category: DATE, deidentify: AGE_90_PLUS) ${RESEARCH}`;

/** Patients, one with a birthday today and one with a birthday tomorrow, and labs, some of them missing. */
const PEOPLE: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      input Page { limit: Int offset: Int }
      type Query {
        patients(first: Int = 9, skip: Int = 0, page: Page, gender: String): [Patient]
        pages(first: Int): Connection
        wards(first: Int): [Ward!]
        things: [Thing]
        labs(ids: [ID!]!): [Lab]
        nested: [[Lab]]
      }
      union Thing = Patient | Note
      type Connection { edges: [Edge] }
      type Edge { node: Patient }
      type Ward @key(fields: "id") { id: ID! }
      type Note @role(anyOf: ["doctor"]) { text: String }
      type Patient @key(fields: "id") @patient(id: "key") {
        key: ID!
        id: ID! @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) ${RESEARCH}
        gender: String
        age: Int ${AGE}
        current_age: String ${AGE}
        ageAtOnset: Int ${AGE}
        names: [String] @phi(category: NAME, deidentify: INITIALS) ${RESEARCH}
        labs: [Lab]
      }
      type Lab @key(fields: "id") @patient(id: "of") { id: ID! of: ID value: Int }
    `,
    resolvers: {
      Query: {
        patients: (_: unknown, { first, skip }: { first: number; skip: number }) =>
          PATIENTS.slice(skip, skip + first),
        pages: () => ({ edges: PATIENTS.map((node) => ({ node })) }),
        wards: () => [{ id: 'w2' }, { id: 'w1' }],
        things: () => [
          { __typename: 'Note', text: 'a' },
          ...PATIENTS.map((patient) => ({ __typename: 'Patient', ...patient })),
        ],
        labs: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map(labOf),
        nested: () => [[labOf('l1'), null], null, [null, labOf('l2')]],
      },
      Thing: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
      Patient: {
        __resolveReference: ({ id }: { id: string }) => PATIENTS.find((one) => one.id === id),
      },
      Lab: { __resolveReference: ({ id }: { id: string }) => labOf(id) },
    },
  },
  births: {
    sdl: `
      type Patient @key(fields: "id") { id: ID! @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) ${RESEARCH} birthDate: String ${BIRTH} }
    `,
    resolvers: {
      Patient: {
        __resolveReference: ({ id }: { id: string }) => {
          if (areBirthsDown) throw new Error('down');
          const found = PATIENTS.find((one) => one.id === id);
          return { id, birthDate: found?.birthDate ?? null };
        },
      },
    },
  },
};

/** 2026-01-01, by the graph's clock: the first had a birthday on that day, the second has one the day after. */
const PATIENTS = [
  {
    id: 'p1',
    key: 'p1',
    gender: 'f',
    birthDate: '1980-01-01',
    age: 46,
    names: ['Ada Vale', '', 'Bo'],
  },
  { id: 'p2', key: 'p2', gender: 'm', birthDate: '1980-01-02', age: 45, names: null },
  { id: 'p3', key: 'p3', gender: 'f', birthDate: '1936-12-31', age: 89, names: null },
  { id: 'p4', key: 'p4', gender: 'm', birthDate: null, age: 30, names: null },
  { id: 'p5', key: 'p5', gender: 'm', birthDate: '1999-05-05', age: 26, names: null },
].map((one) => ({ ...one, current_age: String(one.age), ageAtOnset: 12, labs: [] }));

let areBirthsDown = false;

function labOf(id: string): object | null {
  const owner = { l1: 'p1', l2: 'p2' }[id];
  return owner === undefined ? null : { id, of: owner, value: 1 };
}

const otherStudy = callerOf(['research'], { project: 'study-2' });

let graph: InProcessGraph;
let strict: InProcessGraph;
let asIs: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(PEOPLE, AUTHORIZATION);
  strict = await createInProcessGraph(PEOPLE, { ...AUTHORIZATION, lists: 'refuse-paging' });
  asIs = await createInProcessGraph(PEOPLE, { ...AUTHORIZATION, lists: 'as-is' });
});
afterAll(async () => {
  await Promise.all([graph.close(), strict.close(), asIs.close()]);
});

type Row = Readonly<Record<string, unknown>> | null;

async function rows(
  on: InProcessGraph,
  selection: string,
  caller = research,
): Promise<readonly Row[]> {
  const { data } = await attempt(on, { query: `{ patients ${selection} }`, caller });
  return (data as { patients: readonly Row[] }).patients;
}

describe('a de-identified age next to a year of birth', () => {
  it('is computed from the year, so it does not reveal whether the birthday has passed', async () => {
    const seen = await rows(asIs, '{ age current_age birthDate }');
    expect(seen).toEqual([
      { age: 46, current_age: '46', birthDate: '1980' },
      { age: 46, current_age: '46', birthDate: '1980' },
      { age: 90, current_age: '90+', birthDate: '1936' },
      { age: null, current_age: null, birthDate: null },
      { age: 27, current_age: '27', birthDate: '1999' },
    ]);
  });

  it('is the same value when the year is not selected', async () => {
    const seen = await rows(asIs, '{ years: age }');
    expect(seen.map((row) => row?.['years'])).toEqual([46, 46, 90, null, 27]);
  });

  it('is null with SUBGRAPH_FAILED, and recorded as failed, when the year cannot be fetched', async () => {
    areBirthsDown = true;
    const { data, denied, errors } = await attempt(asIs, {
      query: '{ patients(first: 1) { age } }',
      caller: research,
    });
    areBirthsDown = false;
    expect([data, errors, denied]).toEqual([
      { patients: [{ age: null }] },
      ['SUBGRAPH_FAILED patients.0.age'],
      ['Patient.age failed 1'],
    ]);
  });

  it('is not computed for an age at another point in time (ageAtOnset), which is released unchanged', async () => {
    expect((await rows(asIs, '{ ageAtOnset }'))[0]).toEqual({ ageAtOnset: 12 });
  });

  it('is not used for roles that see the age in full, which get the original age without a fetch of the birth date', async () => {
    const { data, asked } = await attempt(asIs, {
      query: '{ patients(first: 2) { age } }',
      caller: doctor,
    });
    expect(data).toEqual({ patients: [{ age: 46 }, { age: 45 }] });
    expect(asked.filter((field) => field.includes('birthDate'))).toEqual([]);
  });
});

function samePlaces(full: readonly Row[], seen: readonly Row[]): number {
  return seen.filter((row, index) => row?.['age'] === full[index]?.['age']).length;
}

function idsOf(all: readonly Row[]): readonly string[] {
  return all.map((row) => String(row?.['id']));
}

async function ownLabs(ids: string): Promise<unknown> {
  return (await attempt(graph, { query: `{ labs(ids: ${ids}) { id value } }`, caller: p1 })).data;
}

describe('the order of a list of objects with pseudonymized ids', () => {
  it('is the order of the pseudonyms, so it differs by project and from the order of the true ids', async () => {
    const full = await rows(graph, '{ id age gender }', doctor);
    const one = await rows(graph, '{ id age gender }');
    const other = await rows(graph, '{ id age gender }', otherStudy);
    expect(full.map((row) => row?.['id'])).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
    for (const seen of [one, other]) {
      expect(idsOf(seen)).toEqual(idsOf(seen).toSorted());
      expect(samePlaces(full, seen)).toBeLessThan(5);
    }
    expect(one.map((row) => row?.['age'])).not.toEqual(other.map((row) => row?.['age']));
  });

  it('is the order of the released values if the pseudonym is not selected', async () => {
    const seen = await rows(graph, '{ gender age }');
    const texts = seen.map((row) => JSON.stringify(row));
    expect(texts).toEqual(texts.toSorted());
  });

  it('is that of the pseudonyms in connection edges and in a list with objects of other types too, with nulls last', async () => {
    const { data, errors } = await attempt(graph, {
      query:
        '{ pages { edges { node { id } } } things { __typename ... on Patient { id } ... on Note { text } } }',
      caller: research,
    });
    const { pages, things } = data as {
      pages: { edges: { node: { id: string } }[] };
      things: ({ id: string } | null)[];
    };
    const ids = pages.edges.map(({ node }) => node.id);
    expect(ids).toEqual(ids.toSorted());
    expect(things.map((thing) => thing?.id)).toEqual([...ids, undefined]);
    expect(errors).toContain('UNAUTHORIZED_FIELD_OR_TYPE things.5');
  });

  it('does not change a list of values in such an object, except that suppressed values come last', async () => {
    const seen = await rows(graph, '{ id names }');
    expect(seen.find((row) => row?.['names'] !== null)?.['names']).toEqual(['A.V.', 'B.', null]);
  });

  it("is the subgraph's order for callers who see the ids, and with the setting lists: as-is", async () => {
    const labs = await rows(graph, '{ age }', doctor);
    expect(labs.map((row) => row?.['age'])).toEqual([46, 45, 89, 30, 26]);
    expect((await rows(asIs, '{ gender id }')).map((row) => row?.['gender'])).toEqual([
      'f',
      'm',
      'f',
      'm',
      'm',
    ]);
  });
});

describe('the setting lists: refuse-paging', () => {
  it.each([
    '{ patients(first: 1, skip: 3) { gender id } }',
    '{ patients(page: { limit: 1, offset: 3 }) { id } }',
    '{ patients(skip: 0) { gender } }',
    '{ pages(first: 1) { edges { node { gender } } } }',
    '{ pages(first: 1) { ... on Connection { edges { node { gender } } } } }',
  ])(
    'denies paging through objects with pseudonymized ids, without a subgraph request, to a caller who sees the pseudonyms: %s',
    async (query) => {
      const { data, asked, denied } = await attempt(strict, { query, caller: research });
      expect(Object.values(data as object)).toEqual([null]);
      expect(asked).toEqual([]);
      expect(denied).toEqual([expect.stringMatching(/^Query\.(patients|pages) input 1$/)]);
    },
  );

  it.each([
    ['for paging by a caller who sees the ids', '{ patients(first: 1) { gender id } }', doctor],
    [
      'for paging through objects without pseudonymized ids',
      '{ wards(first: 1) { id } }',
      research,
    ],
    [
      'for a list that is filtered and not paged',
      '{ patients(gender: "f") { gender id } }',
      research,
    ],
  ])('gives no error %s', async (_what, query, caller) => {
    const { errors } = await attempt(strict, { query, caller });
    expect(errors).toEqual([]);
  });
});

describe('a list of records requested by their ids', () => {
  it('is the same for a missing record as for a record of a patient out of reach: it leaves both out', async () => {
    const own = { labs: [{ id: 'l1', value: 1 }] };
    expect(await ownLabs('["l1", "l2"]')).toEqual(own);
    expect(await ownLabs('["l1", "none"]')).toEqual(own);
    expect(await ownLabs('["none", "l1"]')).toEqual(own);
  });

  it('keeps the positions of missing records for roles that may access every patient', async () => {
    const { data } = await attempt(graph, {
      query: '{ labs(ids: ["l1", "none"]) { id } nested { id } }',
      caller: doctor,
    });
    expect(data).toEqual({
      labs: [{ id: 'l1' }, null],
      nested: [[{ id: 'l1' }, null], null, [null, { id: 'l2' }]],
    });
  });

  it('omits missing records and those of patients out of reach from inner lists, but never an inner list', async () => {
    const { data } = await attempt(graph, { query: '{ nested { id } }', caller: p1 });
    expect(data).toEqual({ nested: [[{ id: 'l1' }], null, []] });
  });
});
