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
  const { dispositions } = await graph.decide({ roles: { [role]: 'all' }, refusesPaging, query });
  return dispositions['it'];
};

describe('a list of objects that the caller identifies by pseudonyms only', () => {
  it.each(['first: 1', 'after: "c"', 'paging: {}', 'options: { page_size: 1 }'])(
    'is refused with the paging argument %s',
    async (given) => {
      expect(await fateOf(`people(${given}) { zip }`, 'research')).toBe('input');
    },
  );

  it.each([
    ['without a paging argument', 'people(since: "1", filter: { after: "1" }) { zip }', 'research'],
    ['for a role that sees the key in full', 'people(first: 1) { zip }', 'doctor'],
    ['with paging of objects that have no pseudonym', 'places(first: 1) { id }', 'research'],
    ['with a paging argument of a scalar', 'count(first: 1)', 'research'],
    [
      'with a paging argument if the selection contains no such object',
      'pages(first: 1) { __typename total }',
      'research',
    ],
    [
      'with a paging argument if such objects belong to another entity that is not paged',
      'none(first: 1) { total place { id } }',
      'research',
    ],
  ])('is fetched %s', async (_how, field, role) => {
    expect(await fateOf(field, role)).toBe('fetch');
  });

  it.each([
    'pages(first: 1) { __typename total edges { node { zip } } }',
    'either(first: 1) { ... on Found { edges { node { zip } } } }',
    'pages(first: 1) { ... on Pages { edges { ... on Edge { node { zip } } } } }',
  ])(
    'is refused with paging if the objects are nested in objects without a key: %s',
    async (field) => {
      expect(await fateOf(field, 'research')).toBe('input');
    },
  );

  it('is fetched with paging if configuration allows it', async () => {
    expect(await fateOf('people(first: 1) { zip }', 'research', false)).toBe('fetch');
  });

  it('is refused with paging below another field, and that other field is fetched', async () => {
    const { dispositions } = await graph.decide({
      roles: { research: 'all' },
      refusesPaging: true,
      query: '{ places(first: 1) { id people(first: 1) { zip } } }',
    });
    expect([dispositions['places'], dispositions['places.@.people']]).toEqual(['fetch', 'input']);
  });
});
