import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { selectedCoordinates } from '../../../directives/policy/selected-coordinates.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const { graph, hierarchy } = compileSubgraphs([
  {
    name: 'a',
    document: parse(`${HEAD}
      type Query { t: T }
      type T { id: ID kind: Kind item: Item }
      enum Kind { OPEN SEALED }
      union Item = Book | Film
      type Book { title: String }
      type Film { title: String }
    `),
  },
]);

it.each([
  ['the coordinate of a field', 'id', ['T.id']],
  ['a field and all values of its enum', 'kind', ['T.kind', 'Kind.OPEN', 'Kind.SEALED']],
  [
    'a field and all types that its object can have',
    'item { __typename ... on Book { title } }',
    ['T.item', 'Book', 'Film', 'Book', 'Book.title'],
  ],
  ['the fields of a fragment without a type', '... { id }', ['T.id']],
  ['a coordinate that exists in no schema, for a named fragment', '...id', ['...id']],
])('a @requires selection reads %s: { %s }', (_what, text, expected) => {
  const selection = parseFieldSet(text);
  const type = graph.types.get('T');
  if (!selection || !type) throw new TypeError('no selection');
  expect(selectedCoordinates(type, selection, hierarchy)).toEqual(expected);
});
