import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Category } from '../../directives/spec.ts';
import { attempt, type Attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1 } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const MARK = '@phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"])';

type Item = Readonly<Record<string, unknown>> | string | null;

/** A patient whose lists and fields hold `items` and `codes`; `main` and `status` are the last of them. */
function patient(id: string, items: readonly Item[], codes: readonly string[]) {
  return {
    id,
    items,
    codes,
    main: items.at(-1),
    status: codes.at(-1),
    edges: items.map((node, at) => ({ cursor: `${id}-${at}`, node })),
    total: items.length,
  };
}

const flu = { __typename: 'Flu', at: 'May' };
const hiv = { __typename: 'Hiv', count: 1, at: 'May' };
const visit = { __typename: 'Visit', id: 'v1', owner: { id: 'p1' }, at: 'May' };

/** The patient p1 with values that a clerk is denied, and with the same values without these. */
const WITH = patient(
  'p1',
  [hiv, flu, null, visit, hiv, { ...flu, at: null }, hiv],
  ['HIV', 'OK', 'HIV'],
);
const WITHOUT = {
  ...patient('p1', [flu, null, { ...flu, at: null }], ['OK']),
  main: null,
  status: null,
};

let stored: unknown = WITH;

const items = ({ items: all }: { readonly items: unknown }) => all;

const RECORDS: Readonly<Record<string, TestSubgraph>> = {
  records: {
    sdl: `
      type Query { patients: [Patient!]!  all: [Condition!] first: Condition }
      type Patient @key(fields: "id") @patient(id: "id") {
        id: ID!
        conditions: [Condition]
        always: [Condition!]!
        grouped: [[Event]!]
        events: [Event]
        main: Condition
        mainEvent: Event
        mainAlways: Condition!
        status: Status
        statusAlways: Status!
        codes: [Status]
        codesAlways: [Status!]!
        vips: [Guest]
        found: Conditions
        rooms: Rooms
      }
      union Condition = Flu | Hiv | Visit
      interface Event { at: String }
      type Flu implements Event { at: String }
      type Hiv implements Event ${MARK} { count: Int at: String }
      type Visit implements Event @key(fields: "id") @patient(id: "owner.id") ${MARK} { id: ID! owner: Patient at: String }
      enum Status { OK HIV ${MARK} }
      union Guest = Plain | Vip
      type Plain { at: String }
      type Vip @role(anyOf: ["doctor"]) { at: String }
      type Conditions { nodes: [Condition!]! totalCount: Int ${MARK} pageInfo: PageInfo ${MARK} edges: [Edge] ${MARK} }
      type Edge { cursor: String node: Condition }
      type PageInfo { endCursor: String hasNextPage: Boolean }
      type Rooms { edges: [RoomEdge] }
      type RoomEdge { cursor: String ${MARK} node: Room }
      type Room { name: String }
    `,
    resolvers: {
      Query: {
        patients: () => [stored],
        all: () => [hiv, flu],
        first: () => hiv,
      },
      Patient: {
        conditions: items,
        always: ({ items: all }: { readonly items: readonly unknown[] }) =>
          all.filter((one) => one !== null),
        grouped: ({ items: all }: { readonly items: readonly unknown[] }) => [all, all],
        events: items,
        mainEvent: ({ main }: { readonly main: unknown }) => main,
        mainAlways: ({ main }: { readonly main: unknown }) => main,
        statusAlways: ({ status }: { readonly status: unknown }) => status,
        codesAlways: ({ codes }: { readonly codes: unknown }) => codes,
        vips: () => [
          { __typename: 'Vip', at: 'May' },
          { __typename: 'Plain', at: 'June' },
        ],
        found: ({ items: all, edges, total }: ReturnType<typeof patient>) => ({
          nodes: all.filter((one) => one !== null),
          totalCount: total,
          pageInfo: { endCursor: edges.at(-1)?.cursor, hasNextPage: false },
          edges,
        }),
        rooms: () => ({ edges: [{ cursor: 'r1', node: { name: 'Ward' } }] }),
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(RECORDS, AUTHORIZATION);
});
afterAll(() => graph.close());

function ask(selection: string, caller = clerk, on = graph): Promise<Attempt> {
  return attempt(on, { query: `{ patients { id ${selection} } }`, caller });
}

const NAMES = '{ __typename ... on Flu { at } }';

/** Places that hold denied objects or enum values of the patient. */
const PLACES: readonly (readonly [place: string, selection: string])[] = [
  ['a list of a union', `conditions ${NAMES}`],
  ['a list of a union whose denied types are not selected', 'conditions { ... on Flu { at } }'],
  [
    'a list of a union that is asked for the fields of a denied type',
    'conditions { ... on Hiv { count at } }',
  ],
  ['a list of non-null items', `always ${NAMES}`],
  ['a list of an interface', 'events { at __typename }'],
  ['a list of lists', 'grouped { at __typename }'],
  ['one list under two names', `a: conditions { __typename } b: conditions ${NAMES}`],
  ['a field of a union', `main ${NAMES}`],
  ['a field of an interface', 'mainEvent { at }'],
  ['a field of an enum', 'status'],
  ['a list of an enum', 'codes'],
  ['a list of non-null values of an enum', 'codesAlways'],
  ['the nodes of a connection', `found { nodes ${NAMES} }`],
  [
    'the marked count, cursors and edges of a connection',
    `found { nodes ${NAMES} totalCount pageInfo { endCursor hasNextPage } edges { cursor node { __typename } } }`,
  ],
];

describe('an object of a PHI type, or a PHI value of an enum, that is denied', () => {
  it.each(PLACES)(
    'gives the same response as a record without it: %s',
    async (_place, selection) => {
      const seen = async (record: unknown) => {
        stored = record;
        const { data, errors } = await ask(selection);
        return { data, errors };
      };
      expect(await seen(WITH)).toEqual(await seen(WITHOUT));
    },
  );

  it.each(PLACES)('is recorded as denied, and not as released: %s', async (_place, selection) => {
    stored = WITH;
    const { denied, released } = await ask(selection);
    expect(denied.join()).toMatch(/(Hiv|Visit|Patient\.\w+) role \d/);
    expect(released).toEqual([]);
  });

  it.each(['mainAlways { __typename }', 'statusAlways'])(
    'makes a non-null field fail as a null from its subgraph does: %s',
    async (selection) => {
      stored = WITH;
      const [field = ''] = selection.split(' ');
      expect(await ask(selection)).toMatchObject({
        data: null,
        errors: [`NULL_NOT_ALLOWED patients.0.${field}`],
        released: [],
      });
    },
  );

  it('is released to a caller with the role, and to the patient', async () => {
    stored = WITH;
    for (const caller of [doctor, p1]) {
      const { data, errors, released } = await ask(
        'always { __typename } codes main { __typename } found { totalCount }',
        caller,
      );
      expect(errors).toEqual([]);
      expect(data).toEqual({
        patients: [
          {
            id: 'p1',
            always: ['Hiv', 'Flu', 'Visit', 'Hiv', 'Flu', 'Hiv'].map((__typename) => ({
              __typename,
            })),
            codes: ['HIV', 'OK', 'HIV'],
            main: { __typename: 'Hiv' },
            found: { totalCount: 7 },
          },
        ],
      });
      expect(released).toContain('Hiv.__typename full p1 p1');
    }
  });

  it('shifts the paths of the errors of the items after it', async () => {
    stored = WITH;
    const { data, errors } = await ask('always { ... on Flu { at vip: __typename } }', clerk);
    expect({ data, errors }).toEqual({
      data: {
        patients: [
          {
            id: 'p1',
            always: [
              { at: 'May', vip: 'Flu' },
              { at: null, vip: 'Flu' },
            ],
          },
        ],
      },
      errors: [],
    });
  });

  it('looks absent to a caller whose role the consent of the patient closes', async () => {
    const denies = new Set<Category>(['SEXUAL_HEALTH']);
    const relationship = {
      careTeam: true,
      deniesActor: false,
      denies,
      permits: new Set<Category>(),
    };
    const strict = await createInProcessGraph(
      RECORDS,
      { ...AUTHORIZATION, consent: true },
      {
        relationships: {
          relate: () =>
            Promise.resolve({
              relationships: new Map([['p1', relationship]]),
              failed: false,
              rejectedOf: null,
            }),
          close: () => Promise.resolve(),
        },
      },
    );
    stored = WITH;
    const { data, errors, denied } = await ask('always { __typename } codes', doctor, strict);
    expect({ data, errors }).toEqual({
      data: {
        patients: [
          { id: 'p1', always: [{ __typename: 'Flu' }, { __typename: 'Flu' }], codes: ['OK'] },
        ],
      },
      errors: [],
    });
    expect(denied).toEqual(['Hiv consent 3', 'Patient.codes role 2', 'Visit consent 1']);
    await strict.close();
  });

  it.each([
    ['with its name', '{ all { __typename ... on Flu { at } } first { __typename } }'],
    ['without its name', '{ all { ... on Flu { at } } first { ... on Flu { at } } }'],
  ])('looks absent to a patient if it belongs to no known patient: %s', async (_how, query) => {
    expect(await attempt(graph, { query, caller: p1 })).toMatchObject({
      data: { all: [{ at: 'May' }], first: null },
      errors: [],
      denied: ['Hiv role 2'],
    });
  });
});

describe('an object of a type with @role and without @phi that is denied', () => {
  it('keeps its place in a list as null, with an error', async () => {
    stored = WITH;
    expect(await ask('vips { ... on Plain { at } }')).toMatchObject({
      data: { patients: [{ vips: [null, { at: 'June' }] }] },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE patients.0.vips.0'],
    });
  });
});

describe('a mark on a count, a cursor or the page information', () => {
  it('denies it to callers without the role, whatever the connection holds', async () => {
    stored = WITH;
    const query =
      'found { totalCount pageInfo { hasNextPage } edges { cursor } } rooms { edges { cursor node { name } } }';
    expect(await ask(query)).toMatchObject({
      data: {
        patients: [
          {
            found: { totalCount: null, pageInfo: null, edges: null },
            rooms: { edges: [{ cursor: null, node: { name: 'Ward' } }] },
          },
        ],
      },
      errors: [
        'UNAUTHORIZED_FIELD_OR_TYPE patients.@.found.totalCount',
        'UNAUTHORIZED_FIELD_OR_TYPE patients.@.found.pageInfo',
        'UNAUTHORIZED_FIELD_OR_TYPE patients.@.found.edges',
        'UNAUTHORIZED_FIELD_OR_TYPE patients.@.rooms.edges.@.cursor',
      ],
    });
    const full = await ask(query, p1);
    expect(full.data).toMatchObject({ patients: [{ found: { totalCount: 7 } }] });
    expect(full.released).toContain('Conditions.totalCount full p1 p1');
  });
});

describe('a denied object or enum value in the other modes of authorization', () => {
  it.each(PLACES.slice(0, -1))(
    'refuses the operation with mode reject: %s',
    async (_place, selection) => {
      const strict = await createInProcessGraph(RECORDS, { ...AUTHORIZATION, mode: 'reject' });
      stored = WITH;
      const { data, errors } = await ask(selection, clerk, strict);
      expect(data).toBeNull();
      expect(errors.join()).toMatch(/UNAUTHORIZED_FIELD_OR_TYPE/);
      await strict.close();
    },
  );

  it('is served by a dry run, and recorded with the denial', async () => {
    const dryRun = await createInProcessGraph(RECORDS, { ...AUTHORIZATION, mode: 'dry-run' });
    stored = WITH;
    const { data, denied } = await ask('conditions { __typename } codes', clerk, dryRun);
    expect(data).toMatchObject({ patients: [{ codes: ['HIV', 'OK', 'HIV'] }] });
    expect(denied).toEqual(['Hiv role 3', 'Patient.codes role 2', 'Visit role 1']);
    await dryRun.close();
  });
});
