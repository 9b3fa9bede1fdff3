import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

/*
 * Fragments on types that an object can't have, and on interfaces beside an @interfaceObject. Apollo's planner
 * throws for the latter, and hidden selections of ours must not meet the former.
 */

const labs = [
  { __typename: 'Lab', id: 'l1', code: 'A', owner: 7, title: 'one', value: 1 },
  { __typename: 'Note', id: 'n1', code: 'B', owner: 'p1', title: 'two', text: 'note' },
];
const TAGS = [
  { id: 't1', name: 'a', color: 'red' },
  { id: 't2', name: 'b', color: 'blue' },
];
const byReference = ({ id }: { readonly id: string }) => labs.find((lab) => lab.id === id) ?? null;
const resolveType = ({ __typename }: { readonly __typename: string }) => __typename;

describe('a fragment with a type condition', () => {
  let graph: InProcessGraph;
  beforeAll(async () => {
    graph = await createInProcessGraph(
      {
        records: {
          sdl: `
            type Query { lab: Lab things: [Thing] boxes: [Holder] stored: [Item!] }
            interface Holder { tags: [Tag!] }
            interface Tagged { tags: [Tag!] }
            type Box implements Holder & Tagged { tags: [Tag!]! }
            type Jar implements Holder { tags: [Tag!] }
            type Tag @key(fields: "id") { id: ID! name: String }
            interface Item @key(fields: "id") { id: ID! code: String }
            interface Titled { title: String }
            union Thing = Lab | Note
            type Lab implements Item & Titled @key(fields: "id") @patient(id: "owner") {
              id: ID! code: String owner: Int title: String value: Int @phi @role(anyOf: ["doctor"])
            }
            type Note implements Item & Titled @key(fields: "id") @patient(id: "owner") {
              id: ID! code: String owner: ID title: String @phi @role(anyOf: ["doctor"]) text: String
            }`,
          resolvers: {
            Query: {
              lab: () => labs[0],
              things: () => labs,
              boxes: () => [{ tags: TAGS }],
              stored: () => labs,
            },
            Holder: { __resolveType: () => 'Box' },
            Tagged: { __resolveType: () => 'Box' },
            Item: { __resolveType: resolveType, __resolveReference: byReference },
            Titled: { __resolveType: resolveType },
            Thing: { __resolveType: resolveType },
            Lab: { __resolveReference: byReference },
            Note: { __resolveReference: byReference },
          },
        },
        grades: {
          sdl: `
            type Lab @key(fields: "id") { id: ID! grade: Int }
            type Tag @key(fields: "id") { id: ID! color: String }`,
          resolvers: {
            Lab: { __resolveReference: ({ id }: { id: string }) => ({ id, grade: 5 }) },
            Tag: {
              __resolveReference: ({ id }: { id: string }) => TAGS.find((tag) => tag.id === id),
            },
          },
        },
        stars: {
          sdl: `
            type Query { items: [Item!] }
            type Item @key(fields: "id") @interfaceObject {
              id: ID! stars: Int code: String @external worth: String @requires(fields: "code")
            }`,
          resolvers: {
            Query: { items: () => labs.map(({ id }) => ({ id, stars: 3 })) },
            Item: {
              __resolveReference: ({ id, code }: { id: string; code?: string }) => ({
                id,
                stars: 3,
                worth: () => {
                  if (code === undefined) throw new Error('worth is computed from a code');
                  return `worth ${code}`;
                },
              }),
            },
          },
        },
      },
      AUTHORIZATION,
    );
  });
  afterAll(() => graph.close());

  it('fetches nothing for a type that the object cannot have, even when nested in other types', async () => {
    const query = '{ lab { value ... on Thing { ... on Note { owner text } } } }';
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
      data: { lab: { value: 1 } },
      errors: [],
      asked: ['records Lab.id', 'records Lab.owner', 'records Lab.value', 'records Query.lab'],
      released: ['Lab.value full 7 l1'],
    });
  });

  it.each([
    '{ items { stars ... on Titled { title } } }',
    '{ items { stars ... on Thing { ... on Titled { title } } } }',
    '{ items { stars ... on Titled { ... on Lab { title } ... on Thing { ... on Note { title } } } } }',
  ])(
    'selects the fields of each object type by a fragment on an interface, next to fields of an @interfaceObject: %s',
    async (query) => {
      expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
        data: {
          items: [
            { stars: 3, title: 'one' },
            { stars: 3, title: 'two' },
          ],
        },
        errors: [],
        released: ['Note.title full p1 n1'],
      });
    },
  );

  it('adds the fields of a fragment on an object type only to objects of that type, next to fields of an @interfaceObject', async () => {
    const query = '{ items { stars ... on Lab { grade } ... on Titled { ... on Lab { title } } } }';
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
      data: { items: [{ stars: 3, grade: 5, title: 'one' }, { stars: 3 }] },
      errors: [],
    });
  });

  it('leaves the other types their fields of an @interfaceObject if a fragment selects a @requires field for one object type', async () => {
    const query = '{ stored { stars ... on Lab { worth } } }';
    const { data } = await attempt(graph, { query, caller: doctor });
    expect(data).toEqual({ stored: [{ stars: 3, worth: 'worth A' }, { stars: 3 }] });
  });

  it('sends a subgraph nothing of the other types if a fragment selects only a @requires field of its @interfaceObject, and all select the field that it is computed from', async () => {
    const query = '{ stored { code ... on Lab { worth } } }';
    const { data, errors, sent } = await attempt(graph, { query, caller: doctor });
    expect({ data, errors }).toEqual({
      data: { stored: [{ code: 'A', worth: 'worth A' }, { code: 'B' }] },
      errors: [],
    });
    expect(sent.filter(({ subgraph }) => subgraph === 'stars')).toMatchObject([
      { variables: { representations: [{ __typename: 'Item', id: 'l1', code: 'A' }] } },
    ]);
  });

  it('merges a fragment on a second interface into the same field, though the object type declares that field non-null', async () => {
    const query = '{ boxes { tags { name } ... on Tagged { tags { color } } } }';
    expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
      data: { boxes: [{ tags: TAGS.map(({ name, color }) => ({ name, color })) }] },
      errors: [],
    });
  });

  it('does not release a denied field of an object behind an @interfaceObject by a fragment on an interface', async () => {
    const query = '{ items { ... on Titled { title } ... on Lab { title } } }';
    expect(await attempt(graph, { query, caller: clerk })).toMatchObject({
      data: { items: [{ title: 'one' }, { title: null }] },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE items.@.title'],
      released: [],
    });
  });
});
