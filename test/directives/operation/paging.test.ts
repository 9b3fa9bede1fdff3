import { describe, expect, it } from '@jest/globals';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  input Filter { after: String count: Int of: Paging }
  input Paging { page_size: Int }
  type Query {
    people(first: Int, after: String, filter: Filter, paging: Paging, options: Paging, since: String): [Person]
    places(first: Int): [Place]
    count(first: Int): Int
    pages(first: Int): Pages
    none(first: Int): Empty
    either(first: Int): Either
  }
  type Pages { total: Int edges: [Edge] }
  type Edge { node: Person }
  interface Either { total: Int }
  type Found implements Either { total: Int edges: [Edge] }
  type NotFound implements Either { total: Int }
  type Empty { total: Int place: Place }
  type Place @key(fields: "id") { id: ID people(first: Int): [Person] }
  type Person @key(fields: "id") {
    id: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["doctor"], deidentified: ["research"])
    zip: String
  }
`);

const fateOf = async (field: string, role: string, refusesPaging = true) => {
  const query = `{ it: ${field} }`;
  const { fates } = await graph.decide({ roles: { [role]: 'all' }, refusesPaging, query });
  return fates['it'];
};

describe('A field of objects behind pseudonyms', () => {
  it.each(['first: 1', 'after: "c"', 'paging: {}', 'options: { page_size: 1 }'])(
    'is refused with %s',
    async (given) => {
      expect(await fateOf(`people(${given}) { zip }`, 'research')).toBe('input');
    },
  );

  it.each([
    [
      'without an argument that pages',
      'people(since: "1", filter: { after: "1" }) { zip }',
      'research',
    ],
    ['for a role that sees the ids', 'people(first: 1) { zip }', 'doctor'],
    ['of other objects', 'places(first: 1) { id }', 'research'],
    ['of a number', 'count(first: 1)', 'research'],
    ['of a page without them', 'pages(first: 1) { __typename total }', 'research'],
    ['of objects of their own', 'none(first: 1) { total place { id } }', 'research'],
  ])('is fetched %s', async (_how, field, role) => {
    expect(await fateOf(field, role)).toBe('fetch');
  });

  it.each([
    'pages(first: 1) { __typename total edges { node { zip } } }',
    'either(first: 1) { ... on Found { edges { node { zip } } } }',
    'pages(first: 1) { ... on Pages { edges { ... on Edge { node { zip } } } } }',
  ])('is refused where the objects are below others without a key: %s', async (field) => {
    expect(await fateOf(field, 'research')).toBe('input');
  });

  it('is fetched where paging is not refused', async () => {
    expect(await fateOf('people(first: 1) { zip }', 'research', false)).toBe('fetch');
  });

  it('is refused below another field, which is fetched', async () => {
    const { fates } = await graph.decide({
      roles: { research: 'all' },
      refusesPaging: true,
      query: '{ places(first: 1) { id people(first: 1) { zip } } }',
    });
    expect([fates['places'], fates['places.@.people']]).toEqual(['fetch', 'input']);
  });
});
