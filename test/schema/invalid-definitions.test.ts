import { describe } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { found, LINE, OK, refuses, type Expected } from './composition-cases.ts';

/** A problem in the second line of the subgraph `a`. */
const second = (coordinate: string | null): Expected => ({
  code: 'INVALID_SDL',
  subgraph: 'a',
  coordinate,
  line: LINE + 1,
});

const SPEC = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

describe('composition of a subgraph that defines something twice', () => {
  refuses([
    [
      'refuses a field that is defined twice',
      { a: `type Query { f: Int\nf: Int }` },
      second('Query.f'),
    ],
    [
      'refuses a field that an extension defines again',
      { a: `${OK}\nextend type Query { ok: Int }` },
      second('Query.ok'),
    ],
    [
      'refuses an argument that is defined twice, since composition would keep the marks of one',
      { a: `type Query { f(a: ID @phi\na: ID): Int }` },
      second('Query.f(a:)'),
    ],
    [
      'refuses an input field that is defined twice',
      { a: `type Query { f(i: I): Int } input I { a: ID\na: ID }` },
      second('I.a'),
    ],
    [
      'refuses an enum value that is defined twice',
      { a: `type Query { e: E } enum E { X\nX }` },
      second('E.X'),
    ],
    [
      'refuses a type that is defined twice, once for all of its members',
      { a: `${OK} type T { a: Int b(c: Int): Int }\ntype T { a: Int b(c: Int): Int }` },
      second('T'),
    ],
    ['refuses a type of two kinds', { a: `${OK} type T { a: Int }\nenum T { b }` }, second('T')],
    [
      'refuses a directive that is defined twice',
      { a: `${OK} directive @d on OBJECT\ndirective @d on OBJECT` },
      second(null),
    ],
    [
      'refuses a root type that is given twice',
      { a: `${OK} schema { query: Query\nquery: Query }` },
      second(null),
    ],
    [
      'refuses two schemas',
      { a: `${OK} schema { query: Query }\nschema { mutation: M } type M { a: Int }` },
      second(null),
    ],
    [
      'reports every duplicate in every subgraph',
      { a: `type Query { f: Int\nf: Int\nf: Int }`, b: `type T { g: Int\ng: Int }` },
      second('Query.f'),
      { ...second('Query.f'), line: LINE + 2 },
      { ...second('T.g'), subgraph: 'b' },
    ],
    [
      'accepts the definitions of the specification twice, since composition leaves them out',
      { a: `type Query { f: Int @phi }${SPEC}${SPEC}` },
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

const MANY = Array.from({ length: 1000 }, (_, index) => index + 1);

describe("Apollo's composition errors without a position", () => {
  const at = { ...found('COMPOSITION', null), line: LINE + 1 };
  refuses([
    [
      'are located at a directive in a place where it is not allowed',
      { a: `${OK}\ntype T @deprecated { a: Int }` },
      at,
    ],
    [
      "are located at federation's directive in a place where it is not allowed",
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
      'are located at a place each if they are equal',
      {
        a: `${OK} type A @deprecated { a: Int }\ntype B @deprecated { b: Int }`,
        b: `type C @deprecated { c: Int }`,
      },
      { ...at, line: LINE },
      at,
      { ...at, subgraph: 'b', line: LINE },
    ],
    [
      'are located in a schema with a thousand of them',
      { a: `${OK}${MANY.map((n) => `\ntype T${n} @deprecated { a: Int }`).join('')}` },
      ...MANY.map((n) => ({ ...at, line: LINE + n })),
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
      'have no position if they are about the whole graph',
      { a: `type T { a: Int }` },
      { ...found('COMPOSITION', null), subgraph: null, line: null },
    ],
  ]);
});
