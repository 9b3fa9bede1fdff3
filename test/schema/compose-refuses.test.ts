import { describe, expect, it } from '@jest/globals';
import { problemLine } from '../../directives/marks/problem.ts';
import { composeMarked } from '../support/compose-subgraphs.ts';
import { found, LINE, OK, refuses, type Expected } from './composition-cases.ts';

describe('composition checks that a @patient path leads to one id', () => {
  refuses([
    [
      'refuses a path that names a missing field',
      { a: `${OK} type T @patient(id: "p.id") { p: P } type P { other: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses a path through a list',
      { a: `${OK} type T @patient(id: "p.id") { p: [P] } type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses a path through a field with arguments',
      { a: `${OK} type T @patient(id: "p.id") { p(a: Int): P } type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses a path that ends at an object',
      { a: `${OK} type T @patient(id: "p") { p: P } type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses a path that ends at a union',
      { a: `${OK} type T @patient(id: "p") { p: U } union U = P type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses an empty path on a type',
      { a: `${OK} type T @patient { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses a path that continues after a scalar',
      { a: `${OK} type T @patient(id: "id.id") { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'refuses a path with invalid syntax',
      { a: `${OK} type T @patient(id: "p..id") { p: ID }` },
      found('MARK_INVALID', 'T'),
    ],
    [
      'refuses two paths for one type',
      {
        a: `${OK} type T @patient(id: "x") @shareable { x: ID y: ID }`,
        b: `type T @patient(id: "y") @shareable { x: ID y: ID }`,
      },
      { code: 'PATIENT_PATHS_DIFFER', subgraph: 'b', coordinate: 'T', line: LINE },
    ],
    [
      'refuses a path on a type that differs from the path on its interface',
      {
        a: `${OK} interface I @patient(id: "x") { x: ID } type T implements I @patient(id: "y") { x: ID y: ID }`,
      },
      found('PATIENT_PATHS_DIFFER', 'T'),
    ],
    [
      'refuses a path on an argument',
      { a: `type Query { f(a: ID @patient(id: "b")): Int }` },
      found('PATIENT_PATH_INVALID', 'Query.f(a:)'),
    ],
    [
      'accepts an empty path on an argument',
      { a: `type Query { f(a: ID @patient(id: "")): Int }` },
    ],
    [
      'refuses @patient on an argument that takes an input object',
      { a: `type Query { f(a: I @patient): Int } input I { b: ID }` },
      found('PATIENT_PATH_INVALID', 'Query.f(a:)'),
    ],
    [
      'refuses @patient on an input field that takes an input object',
      { a: `type Query { f(a: I): Int } input I { b: I @patient }` },
      found('PATIENT_PATH_INVALID', 'I.b'),
    ],
    [
      'accepts a path that ends at a custom scalar',
      { a: `${OK} type T @patient(id: "mrn") { mrn: Mrn } scalar Mrn` },
    ],
    [
      'accepts a path through an interface and another subgraph',
      {
        a: `type Query { t: T } type T @patient(id: "s.owner.id") { s: S } interface S { owner: P } type X implements S { owner: P } type P @key(fields: "key") { key: ID }`,
        b: `type P @key(fields: "key") { key: ID id: ID }`,
      },
    ],
  ]);
});

describe('composition with invalid marks', () => {
  const at = found('MARK_INVALID', 'Query.f');
  refuses([
    ['refuses an unknown category', { a: `type Query { f: Int @phi(category: SOCIAL) }` }, at],
    ['refuses a category in quotes', { a: `type Query { f: Int @phi(category: "SSN") }` }, at],
    ['refuses an unknown method', { a: `type Query { f: Int @phi(deidentify: BLUR) }` }, at],
    ['refuses @role without anyOf', { a: `type Query { f: Int @role }` }, at],
    [
      'refuses roles that are not strings',
      { a: `type Query { f: Int @role(anyOf: [admin]) }` },
      at,
    ],
    [
      'refuses de-identified roles that are not strings',
      { a: `type Query { f: Int @role(anyOf: [], deidentified: 1) }` },
      at,
    ],
    ['refuses an unknown argument of @phi', { a: `type Query { f: Int @phi(kind: SSN) }` }, at],
    [
      'refuses an unknown argument of @patient',
      { a: `type Query { f: Int @patient(path: "id") }` },
      at,
    ],
    [
      'refuses an unknown argument of @role',
      { a: `type Query { f: Int @role(allOf: ["x"]) }` },
      at,
    ],
    [
      'refuses an argument given twice',
      { a: `type Query { f: Int @role(anyOf: ["x"], anyOf: ["y"]) }` },
      at,
    ],
    ['refuses a path that is not a string', { a: `type Query { f: Int @patient(id: 1) }` }, at],
  ]);
});
describe('composition with access-control directives that can be bypassed', () => {
  const composition: Expected = {
    code: 'COMPOSITION',
    subgraph: null,
    coordinate: null,
    line: null,
  };
  const scopes = '@requiresScopes(scopes: [["x"]])';
  refuses([
    [
      'refuses @requiresScopes on an interface but not on its implementation',
      { a: `type Query { i: I } interface I ${scopes} { a: Int } type P implements I { a: Int }` },
      found('MARK_INVALID', 'I'),
    ],
    [
      'refuses a scope list that Apollo composition accepts and Apollo Router ignores',
      { a: `type Query { a: Int @requiresScopes(scopes: ["x"]) }` },
      found('MARK_INVALID', 'Query.a'),
    ],
    [
      'refuses @requiresScopes on a source of a computed field but not on the computed field',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${scopes} }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
      },
      { ...composition, subgraph: 'b', line: LINE },
    ],
    [
      'refuses @requiresScopes that one subgraph renames',
      {
        a: `type Query { a: Int ${scopes} }`,
        b: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@requiresScopes", as: "@scoped" }])
          type Query { b: Int @scoped(scopes: [["x"]]) }`,
      },
      composition,
    ],
  ]);

  it('says to put the access control of the source on the computed field too if it lacks it', () => {
    const composed = composeMarked({
      a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${scopes} }`,
      b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
    });
    expect(composed.ok ? [] : composed.problems.map(problemLine)).toEqual([
      expect.stringMatching(
        /^subgraph b, line 8: .*"P\.b".*"P\.a".* Add the access control of the fields that it is computed from to the computed field\. \[COMPOSITION\]$/,
      ),
    ]);
  });
});

it.each([
  ['@key(feilds: "id")', 'The directive has no field set: '],
  ['@key(fields: "id {")', "The field set can't be parsed, "],
])('says what is wrong with %s', (key, message) => {
  const composed = composeMarked({ a: `type Query { p: P } type P ${key} { id: ID! }` });
  expect(composed.ok ? [] : composed.problems.map(problemLine)).toEqual([
    expect.stringContaining(`subgraph a, line 8, P: ${message}`),
  ]);
});

describe('composition of a graph that the gateway cannot serve', () => {
  const CONTEXT = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])\n`;
  refuses([
    [
      'refuses @context and @fromContext with one problem for each',
      {
        a: `${CONTEXT}type Query { p: P } type P @key(fields: "id") @context(name: "c") { id: ID! n: String c: C } type C @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$c { n }")): Int }`,
      },
      { code: 'NOT_SUPPORTED', subgraph: 'a', coordinate: 'P', line: 2 },
      { code: 'NOT_SUPPORTED', subgraph: 'a', coordinate: 'C.f(a:)', line: 2 },
    ],
    [
      'refuses a subgraph of Apollo Connectors',
      {
        a: `extend schema @link(url: "https://specs.apollo.dev/connect/v0.1", import: ["@connect"])\ntype Query { n: Int @connect(http: { GET: "https://rest.test/n" }, selection: "$") }`,
      },
      { code: 'NOT_SUPPORTED', subgraph: 'a', coordinate: null, line: 1 },
    ],
    [
      'refuses names that start with the private prefix _phi_',
      { a: `type Query { _phi_a: Int b(_phi_c: Int): _phi_T } type _phi_T { d: Int }` },
      found('PRIVATE_NAME', '_phi_a'),
      found('PRIVATE_NAME', '_phi_c'),
      found('PRIVATE_NAME', '_phi_T'),
    ],
    [
      'refuses fields that are computed from one another',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! b: Int @external a: Int @requires(fields: "b") }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
      },
      found('FIELD_SET_INVALID', 'P.a'),
      { code: 'FIELD_SET_INVALID', subgraph: 'b', coordinate: 'P.b', line: LINE },
    ],
    [
      'refuses a @requires that cannot be parsed, or with a missing field, a fragment or an unknown argument',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int @requires(fields: "b {") c: Int @requires(fields: "d") e: Int @requires(fields: "id ... F") g: Int @requires(fields: "h(x: 1)") h: Int }`,
      },
      found('FIELD_SET_INVALID', 'P.a'),
      found('FIELD_SET_INVALID', 'P.c'),
      found('FIELD_SET_INVALID', 'P.e'),
      found('FIELD_SET_INVALID', 'P.g'),
    ],
    [
      'refuses a schema with a syntax error and reports the line',
      { a: `type Query { a: Int }\ntype {`, b: OK },
      { code: 'INVALID_SDL', subgraph: 'a', coordinate: null, line: LINE + 1 },
    ],
    [
      'refuses what Apollo composition refuses and reports the line',
      { a: `type Query { a: Int }`, b: `type Query { a: Int }` },
      found('COMPOSITION', null),
    ],
  ]);
});
