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
  type Place @key(fields: "id") {
    id: ID
    name: String @phi(deidentify: INITIALS) @role(anyOf: ["doctor"], deidentified: ["research"])
    people(first: Int): [Person]
  }
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

describe('a field, where configuration refuses to page through objects that the caller sees under pseudonyms,', () => {
  it.each(['first: 1', 'after: "c"', 'paging: {}', 'options: { page_size: 1 }'])(
    'is refused if it returns such objects and has the paging argument %s',
    async (given) => {
      expect(await fateOf(`people(${given}) { zip }`, 'research')).toBe('input');
    },
  );

  it.each([
    [
      'if its arguments filter and do not page',
      'people(since: "1", filter: { after: "1" }) { zip }',
      'research',
    ],
    ['for a role that sees the key of the objects in full', 'people(first: 1) { zip }', 'doctor'],
    [
      'with a paging argument if its objects have de-identified fields and no pseudonym',
      'places(first: 1) { id }',
      'research',
    ],
    ['with a paging argument if it returns a scalar', 'count(first: 1)', 'research'],
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
    'is refused with a paging argument if such objects are nested in objects without a key: %s',
    async (field) => {
      expect(await fateOf(field, 'research')).toBe('input');
    },
  );

  it('is fetched with a paging argument and such objects if configuration allows that after all', async () => {
    expect(await fateOf('people(first: 1) { zip }', 'research', false)).toBe('fetch');
  });

  it('is refused with a paging argument below another field, and that other field is fetched', async () => {
    const { dispositions } = await graph.decide({
      roles: { research: 'all' },
      refusesPaging: true,
      query: '{ places(first: 1) { id people(first: 1) { zip } } }',
    });
    expect([dispositions['places'], dispositions['places.@.people']]).toEqual(['fetch', 'input']);
  });
});
