import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const GOODS = `type Query { shelf: Shelf } union Item = Book | Film
  type Shelf @key(fields: "id") { id: ID! top: Item low: Book `;
const BOOK = `type Book @key(fields: "id") { id: ID! price(of: String, gross: Boolean): Int next: Book `;
const FILM = `type Film @key(fields: "id") { id: ID! price(of: String): Int }`;

/** The problems of the schema, as `CODE coordinate`. */
function refused(computed: { shelf?: string; book?: string }): string[] {
  const sdl = `${GOODS} ${computed.shelf ?? ''} } ${BOOK} ${computed.book ?? ''} } ${FILM}`;
  const { problems } = compileSubgraphs([{ name: 'a', document: parse(HEAD + sdl) }]);
  return problems.map(({ code, coordinate }) => `${code} ${String(coordinate)}`);
}

const requires = (field: string, fields: string) =>
  `${field}: Int @requires(fields: ${JSON.stringify(fields)})`;

describe('computed fields that read one field of one object', () => {
  it.each<[string, { shelf?: string; book?: string }, string]>([
    [
      'with different arguments',
      { book: requires('x', 'price(of: "a")') + requires('y', 'price(of: "b")') },
      'Book.y',
    ],
    [
      'with and without an argument',
      { book: requires('x', 'price(of: "a")') + requires('y', 'price') },
      'Book.y',
    ],
    [
      'with and without an argument in one selection',
      { book: requires('x', 'price ... { price(of: "b") }') },
      'Book.x',
    ],
    [
      'through a parent object and from the object itself',
      { shelf: requires('x', 'low { price(of: "a") }'), book: requires('y', 'price(of: "b")') },
      'Book.y',
    ],
    [
      'through a type condition and from the object itself',
      {
        shelf: requires('x', 'top { ... on Item { ... on Book { price(of: "a") } } }'),
        book: requires('y', 'price(of: "b")'),
      },
      'Book.y',
    ],
    [
      'through a path of two objects and from the object between them',
      {
        shelf: requires('x', 'low { next { price(of: "a") } }'),
        book: requires('y', 'next { price(of: "b") }'),
      },
      'Book.y',
    ],
  ])('are refused: %s', (_how, computed, coordinate) => {
    expect(refused(computed)).toEqual([`REQUIRES_CONFLICT ${coordinate}`]);
  });

  it.each<[string, { shelf?: string; book?: string }]>([
    [
      'with equal arguments in another order',
      {
        book:
          requires('x', 'price(of: "a", gross: true)') +
          requires('y', 'price(gross: true, of: "a")'),
      },
    ],
    [
      'on different types',
      {
        shelf: requires(
          'x',
          'top { ... on Book { price(of: "a") } ... on Film { price(of: "b") } }',
        ),
      },
    ],
    [
      'on different objects',
      { shelf: requires('x', 'low { price(of: "a") } top { ... on Book { price(of: "b") } }') },
    ],
  ])('are accepted: %s', (_how, computed) => {
    expect(refused(computed)).toEqual([]);
  });

  it('are checked beside a selection of a missing field, which is refused for itself', () => {
    expect(refused({ shelf: requires('x', 'none { price } low { ... F }') })).toEqual([
      'FIELD_SET_INVALID Shelf.x',
    ]);
  });
});
