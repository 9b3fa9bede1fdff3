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
  return problemsOf({ a: sdl });
}

function problemsOf(subgraphs: Readonly<Record<string, string>>): string[] {
  const { problems } = compileSubgraphs(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, document: parse(HEAD + sdl) })),
  );
  return problems.map(({ code, coordinate }) => `${code} ${String(coordinate)}`);
}

const requires = (field: string, fields: string) =>
  `${field}: Int @requires(fields: ${JSON.stringify(fields)})`;

describe('computed fields that read the same field', () => {
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
      'with and without an argument in one @requires selection',
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
  ])(
    'are refused with REQUIRES_CONFLICT if their arguments for the same object differ: %s',
    (_how, computed, coordinate) => {
      expect(refused(computed)).toEqual([`REQUIRES_CONFLICT ${coordinate}`]);
    },
  );

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
      'with different arguments on different types',
      {
        shelf: requires(
          'x',
          'top { ... on Book { price(of: "a") } ... on Film { price(of: "b") } }',
        ),
      },
    ],
    [
      'with different arguments on different objects',
      { shelf: requires('x', 'low { price(of: "a") } top { ... on Book { price(of: "b") } }') },
    ],
  ])('are accepted without a conflict: %s', (_how, computed) => {
    expect(refused(computed)).toEqual([]);
  });

  it('are accepted if one of them selects an object without any of its fields, and another selects a field of the object', () => {
    const computed = requires('x', 'low') + requires('y', 'low { price }');
    expect(refused({ shelf: computed })).toEqual([]);
  });

  it('with different arguments are refused with REQUIRES_CONFLICT on each implementer of an @interfaceObject', () => {
    const subgraphs = {
      a: `type Query { media: Media } interface Media @key(fields: "id") { id: ID! price(of: String): Int }
        type Book implements Media @key(fields: "id") { id: ID! price(of: String): Int }
        type Film implements Media @key(fields: "id") { id: ID! price(of: String): Int }`,
      b: `type Media @interfaceObject @key(fields: "id") { id: ID! price(of: String): Int @external
        ${requires('x', 'price(of: "a")')} ${requires('y', 'price(of: "b")')} }`,
    };
    expect(problemsOf(subgraphs)).toEqual(['REQUIRES_CONFLICT Book.y', 'REQUIRES_CONFLICT Film.y']);
  });

  it('are not compared with a field of the same name that @fromContext reads from an outer object', () => {
    const shelf = 'price(of: String): Int';
    const book = 'y(p: Int @federation__fromContext(field: "$shelf { price }")): Int';
    const sdl = `type Query { shelf: Shelf }
      type Shelf @federation__context(name: "shelf") { low: Book ${shelf} }
      ${BOOK} ${requires('x', 'price(of: "a")')} ${book} }`;
    expect(problemsOf({ a: sdl })).toEqual([]);
  });

  it('give only FIELD_SET_INVALID for a selection with a missing field, a fragment spread and a missing type', () => {
    const selection = 'none { price } low { ... F ... on None { price } }';
    expect(refused({ shelf: requires('x', selection) })).toEqual(['FIELD_SET_INVALID Shelf.x']);
  });
});
