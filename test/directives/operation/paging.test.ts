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

describe('the configured refusal to page through objects that the caller sees under pseudonyms', () => {
  it.each(['first: 1', 'after: "c"', 'paging: {}', 'options: { page_size: 1 }'])(
    'applies to a field that returns such objects with the paging argument %s',
    async (given) => {
      expect(await fateOf(`people(${given}) { zip }`, 'research')).toBe('input');
    },
  );

  it.each([
    [
      'to a field with arguments that filter and do not page',
      'people(since: "1", filter: { after: "1" }) { zip }',
      'research',
    ],
    ['to a role that sees the key of the objects in full', 'people(first: 1) { zip }', 'doctor'],
    [
      'to objects that have de-identified fields and no pseudonym',
      'places(first: 1) { id }',
      'research',
    ],
    ['to a paged field that returns a scalar', 'count(first: 1)', 'research'],
    [
      'to a paged field whose selection contains no such object',
      'pages(first: 1) { __typename total }',
      'research',
    ],
    [
      'to such objects of another entity that is not paged',
      'none(first: 1) { total place { id } }',
      'research',
    ],
  ])('does not apply %s, and the field is fetched', async (_how, field, role) => {
    expect(await fateOf(field, role)).toBe('fetch');
  });

  it.each([
    'pages(first: 1) { __typename total edges { node { zip } } }',
    'either(first: 1) { ... on Found { edges { node { zip } } } }',
    'pages(first: 1) { ... on Pages { edges { ... on Edge { node { zip } } } } }',
  ])('applies if such objects are nested in objects without a key: %s', async (field) => {
    expect(await fateOf(field, 'research')).toBe('input');
  });

  it('does not apply if it is switched off, and the field is fetched', async () => {
    expect(await fateOf('people(first: 1) { zip }', 'research', false)).toBe('fetch');
  });

  it('applies to a field below a paged field of other objects, which is fetched', async () => {
    const { dispositions } = await graph.decide({
      roles: { research: 'all' },
      refusesPaging: true,
      query: '{ places(first: 1) { id people(first: 1) { zip } } }',
    });
    expect([dispositions['places'], dispositions['places.@.people']]).toEqual(['fetch', 'input']);
  });
});
