import { describe } from '@jest/globals';
import { found, LINE, OK, refuses, type Expected } from './composition-cases.ts';

/** A problem in the second line of the subgraph `a`. */
const second = (coordinate: string | null): Expected => ({
  code: 'INVALID_SDL',
  subgraph: 'a',
  coordinate,
  line: LINE + 1,
});

describe('composition of a subgraph that defines something twice', () => {
  refuses([
    ['refuses a field', { a: `type Query { f: Int\nf: Int }` }, second('Query.f')],
    [
      'refuses a field that an extension defines again',
      { a: `${OK}\nextend type Query { ok: Int }` },
      second('Query.ok'),
    ],
    [
      'refuses an argument, of which composition would take one with its marks',
      { a: `type Query { f(a: ID @phi\na: ID): Int }` },
      second('Query.f(a:)'),
    ],
    [
      'refuses an input field',
      { a: `type Query { f(i: I): Int } input I { a: ID\na: ID }` },
      second('I.a'),
    ],
    ['refuses an enum value', { a: `type Query { e: E } enum E { X\nX }` }, second('E.X')],
    ['refuses a type', { a: `${OK} type T { a: Int }\ntype T { b: Int }` }, second('T')],
    ['refuses a type of two kinds', { a: `${OK} type T { a: Int }\nenum T { b }` }, second('T')],
    [
      'refuses a directive',
      { a: `${OK} directive @d on OBJECT\ndirective @d on OBJECT` },
      second(null),
    ],
    ['refuses a root type', { a: `${OK} schema { query: Query\nquery: Query }` }, second(null)],
    [
      'refuses two schemas',
      { a: `${OK} schema { query: Query }\nschema { mutation: M } type M { a: Int }` },
      second(null),
    ],
    [
      'reports each, in every subgraph',
      { a: `type Query { f: Int\nf: Int\nf: Int }`, b: `type T { g: Int\ng: Int }` },
      second('Query.f'),
      { ...second('Query.f'), line: LINE + 2 },
      { ...second('T.g'), subgraph: 'b' },
    ],
  ]);
});

describe('composition of a subgraph that extends a type', () => {
  refuses([
    [
      'refuses to extend it as another kind',
      { a: `${OK} type T { a: Int } extend enum T { X }` },
      found('INVALID_SDL', 'T'),
    ],
    [
      'refuses two extensions of different kinds',
      { a: `${OK} extend type T { a: Int } extend input T { b: Int }`, b: `type T { c: Int }` },
      found('INVALID_SDL', 'T'),
    ],
    [
      'accepts extensions of a type that only another subgraph defines',
      {
        a: `${OK} extend type T @key(fields: "id") { id: ID! } extend type T { a: Int }`,
        b: `type T @key(fields: "id") { id: ID! }`,
      },
    ],
  ]);
});

describe("Apollo's composition errors without a position", () => {
  const at = { ...found('COMPOSITION', null), line: LINE + 1 };
  refuses([
    [
      'are located at a directive where it may not be',
      { a: `${OK}\ntype T @deprecated { a: Int }` },
      at,
    ],
    [
      "are located at federation's directive where it may not be",
      { a: `type Query { t: T } type T { \nid: ID! @key(fields: "id") }` },
      at,
    ],
    [
      'are located at an unknown argument of a directive',
      { a: `${OK} type T {\na: Int @deprecated(why: "old") }` },
      at,
    ],
    [
      'are located at a directive without a required argument',
      { a: `${OK} directive @d(a: Int!) on OBJECT\ntype T @d { a: Int }` },
      at,
    ],
    [
      'are located at a directive given twice',
      { a: `${OK} directive @d on OBJECT type T\n@d\n@d { a: Int }` },
      { ...at, line: LINE + 2 },
    ],
    [
      'are located at an extension of a type without a definition',
      { a: `${OK}\nextend enum E { X }` },
      at,
    ],
    [
      'are located at a field that no query plan can reach',
      {
        a: `type Query { t: T } type T @key(fields: "id") { id: ID! }`,
        b: `type T {\nb: Int }`,
      },
      { ...at, subgraph: 'b' },
    ],
    [
      'have none where the graph as a whole is meant',
      { a: `type T { a: Int }` },
      { ...found('COMPOSITION', null), subgraph: null, line: null },
    ],
  ]);
});
