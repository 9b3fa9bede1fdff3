import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1 } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

const byReference = { __resolveReference: (reference: object) => reference };

/** Patients, visits within a site and kinds of animals, of which another subgraph has the notes. */
const PEOPLE = {
  people: {
    sdl: `
      scalar Any
      type Query { patients: [Patient!]! visits: [Visit!]! pets: [Pet!]! wards: [Ward!]! codes: [Code!]! notes: [Note!]! orders: [Order!]! }
      type Patient @key(fields: "id") @patient(id: "id") { id: ID! }
      type Visit @key(fields: "number site { code }") @patient(id: "owner") { number: Int! site: Site! owner: ID! }
      type Site { code: ID! @shareable }
      interface Pet { name: String }
      type Cat implements Pet @key(fields: "tag") @patient(id: "owner") { tag: ID! name: String owner: ID! }
      type Dog implements Pet @key(fields: "tag") @patient(id: "owner") { tag: Int! name: String owner: ID! }
      type Ward @key(fields: "id") { id: ID! }
      type Code @key(fields: "value") @patient(id: "owner") { value: Any! owner: ID! }
      interface Note @key(fields: "id") { id: ID! owner: ID! }
      type Letter implements Note @key(fields: "id") @patient(id: "owner") { id: ID! owner: ID! }
      type Memo implements Note @key(fields: "id") @patient(id: "owner") { id: ID! owner: ID! }
      type Order @key(fields: "items { id }") @patient(id: "owner") { items: [Item!]! owner: ID! }
      type Item { id: ID! @shareable count: Int }
    `,
    resolvers: {
      Query: {
        patients: () => [{ id: 'p1' }, { id: 'p2' }, { id: 'p1' }],
        visits: () =>
          ['1', '2'].map((owner) => ({ number: 7, site: { code: owner }, owner: `p${owner}` })),
        pets: () => [
          { __typename: 'Cat', tag: '1', owner: 'p1' },
          { __typename: 'Dog', tag: 1, owner: 'p2' },
        ],
        wards: () => [{ id: '1' }, { id: '2' }],
        codes: () => [
          { value: { a: 1, b: ['x'] }, owner: 'p1' },
          { value: { a: 2, b: ['x'] }, owner: 'p2' },
        ],
        notes: () => [
          { __typename: 'Letter', id: '1', owner: 'p1' },
          { __typename: 'Memo', id: '2', owner: 'p2' },
        ],
        orders: () =>
          ['1', '2'].map((id) => ({ items: [{ id: '0', count: 1 }, { id }], owner: `p${id}` })),
      },
    },
  },
  findings: {
    sdl: `
      scalar Any
      type Patient @key(fields: "id") { id: ID! finding: String @phi @role(anyOf: ["doctor", "self"]) }
      type Visit @key(fields: "number site { code }") { number: Int! site: Site! finding: String @phi @role(anyOf: ["doctor", "self"]) }
      type Site { code: ID! @shareable }
      type Cat @key(fields: "tag") { tag: ID! finding: String @phi @role(anyOf: ["doctor", "self"]) }
      type Dog @key(fields: "tag") { tag: Int! finding: String @phi @role(anyOf: ["doctor", "self"]) }
      type Ward @key(fields: "id") { id: ID! beds: Int }
      type Code @key(fields: "value") { value: Any! finding: String @phi @role(anyOf: ["doctor", "self"]) }
      type Order @key(fields: "items { id }") { items: [Item!]! finding: String @phi @role(anyOf: ["doctor", "self"]) }
      type Item { id: ID! @shareable }
      type Note @key(fields: "id") @interfaceObject { id: ID! finding: String @phi @role(anyOf: ["doctor", "self"]) }
    `,
    resolvers: {
      Patient: { ...byReference, finding: ({ id }: { id: string }) => `of ${id}` },
      Visit: {
        ...byReference,
        finding: ({ site }: { site: { code: string } }) => `of p${site.code}`,
      },
      Cat: { ...byReference, finding: () => 'of p1' },
      Dog: { ...byReference, finding: () => 'of p2' },
      Ward: { ...byReference, beds: ({ id }: { id: string }) => Number(id) },
      Code: { ...byReference, finding: ({ value }: { value: { a: number } }) => `of p${value.a}` },
      Order: {
        ...byReference,
        finding: ({ items }: { items: { id: string }[] }) => `of p${items[1]?.id}`,
      },
      Note: { ...byReference, finding: ({ id }: { id: string }) => `of p${id}` },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(PEOPLE, AUTHORIZATION);
});
afterAll(() => graph.close());
afterEach(() => graph.tamper(null));

type Entity = Readonly<Record<string, unknown>> | null;

/** Changes the entities that the second subgraph returns. */
function change(by: (entities: readonly Entity[]) => readonly Entity[]): void {
  graph.tamper((name, body) => {
    if (name !== 'findings') return body;
    const { data } = JSON.parse(body) as { data: { ['_entities']: Entity[] } };
    return JSON.stringify({ data: { _entities: by(data['_entities']) } });
  });
}

const QUERIES: readonly (readonly [string, string])[] = [
  ['a key of one field', '{ patients { finding } }'],
  ['a key that the client selects under another name', '{ patients { x: id finding } }'],
  ['a nested key', '{ visits { finding } }'],
  ['keys of several types', '{ pets { ... on Cat { finding } ... on Dog { finding } } }'],
  ['a key of a custom scalar', '{ codes { finding } }'],
  ['a key of a list of objects', '{ orders { items { count } finding } }'],
  ['an interface object', '{ notes { finding } }'],
];

describe.each(QUERIES)('entities with %s', (_what, query) => {
  it('are released to the caller who reaches their patients', async () => {
    const { data, errors, released } = await attempt(graph, { query, caller: doctor });
    const [records = []] = Object.values(data as Record<string, { finding: string }[]>);
    const findings = records.map(({ finding }) => finding);
    expect(errors).toEqual([]);
    expect(findings.slice(0, 2)).toEqual(['of p1', 'of p2']);
    expect(released.every((line) => line.includes('.finding full p'))).toBe(true);
  });

  it.each<[string, (entities: readonly Entity[]) => readonly Entity[]]>([
    ['in another order', (entities) => entities.toReversed()],
    ['with the first entity twice', ([first = null]) => [first, first]],
    [
      'with another type',
      (entities) => entities.map((entity) => ({ ...entity, __typename: 'Ward' })),
    ],
    [
      'without their types',
      (entities) => entities.map((entity) => ({ ...entity, __typename: undefined })),
    ],
    [
      'without their keys',
      (entities) =>
        entities.map((entity) => ({
          __typename: entity?.['__typename'],
          finding: entity?.['finding'],
        })),
    ],
    [
      'with null in place of their keys',
      (entities) =>
        entities.map((entity) =>
          Object.fromEntries(
            Object.entries(entity ?? {}).map(([key, value]) => [
              key,
              key === '__typename' || key === 'finding' ? value : null,
            ]),
          ),
        ),
    ],
    ['in lists', (entities) => entities.map((entity) => [entity] as never)],
  ])('are null with SUBGRAPH_FAILED if they are returned %s', async (_how, by) => {
    change(by);
    for (const caller of [doctor, p1]) {
      const { data, errors, released } = await attempt(graph, { query, caller });
      expect(JSON.stringify(data)).not.toContain('of p');
      expect(errors).not.toEqual([]);
      expect(errors.every((line) => line.startsWith('SUBGRAPH_FAILED'))).toBe(true);
      expect(released).toEqual([]);
    }
  });
});

describe('the keys that the gateway asks for to check entities', () => {
  it('are neither in the response nor in the record', async () => {
    const { data, sent, records } = await attempt(graph, {
      query: '{ visits { finding } }',
      caller: doctor,
    });
    expect(sent[1]?.query).toContain('site{code}');
    expect(data).toEqual({ visits: [{ finding: 'of p1' }, { finding: 'of p2' }] });
    expect(records[0]?.accesses.map(({ fields }) => fields.map(({ name }) => name))).toEqual([
      ['finding'],
    ]);
  });

  it("are the subgraph's own where it writes an ID as a number, or an object of a scalar in another order", async () => {
    change((entities) =>
      entities.map((entity) =>
        Object.fromEntries(
          Object.entries(entity ?? {}).map(([key, value]) => [
            key,
            key === 'value'
              ? { b: (value as { b: unknown }).b, a: (value as { a: unknown }).a }
              : value,
          ]),
        ),
      ),
    );
    expect(await attempt(graph, { query: '{ codes { finding } }', caller: doctor })).toMatchObject({
      data: { codes: [{ finding: 'of p1' }, { finding: 'of p2' }] },
      errors: [],
    });
  });

  it('are not asked for where a type holds no PHI and belongs to no patient', async () => {
    const { data, sent } = await attempt(graph, { query: '{ wards { beds } }', caller: doctor });
    expect(data).toEqual({ wards: [{ beds: 1 }, { beds: 2 }] });
    expect(sent[1]?.query).not.toContain('id');
  });
});

describe('an entity that does not exist', () => {
  it('is null without an error beside those that do', async () => {
    change(([first = null]) => [first, null]);
    expect(
      await attempt(graph, { query: '{ patients { finding } }', caller: doctor }),
    ).toMatchObject({
      data: { patients: [{ finding: 'of p1' }, { finding: null }, { finding: 'of p1' }] },
      errors: [],
    });
  });
});
