import { describe, expect, it } from '@jest/globals';
import { problemLine, type Problem } from '../../directives/marks/problem.ts';
import { composeMarked, composeSdl, HEAD } from '../support/compose-subgraphs.ts';

type Expected = Pick<Problem, 'code' | 'subgraph' | 'coordinate' | 'line'>;

/** Each subgraph's text starts with the head unless it starts with `extend schema`; the first line after the head is line 8. */
function problemsOf(subgraphs: Readonly<Record<string, string>>): readonly Expected[] {
  const full = Object.entries(subgraphs).map(([name, sdl]) => [
    name,
    sdl.startsWith('extend schema') ? sdl : `${HEAD}${sdl}`,
  ]);
  const composed = composeSdl(Object.fromEntries(full));
  if (composed.ok) return [];
  // Formats print the two one after the other.
  for (const { message, fix } of composed.problems)
    expect([message, fix]).toEqual(Array(2).fill(expect.stringMatching(/.[.!?]$/)));
  return composed.problems.map(({ code, subgraph, coordinate, line }) => ({
    code,
    subgraph,
    coordinate,
    line,
  }));
}

type Case = readonly [rule: string, subgraphs: Readonly<Record<string, string>>, ...Expected[]];

function refuses(cases: readonly Case[]): void {
  it.each(
    cases.map(([rule, subgraphs, ...expected]) => ({
      rule,
      subgraphs,
      expected,
      outcome: [...new Set(expected.map(({ code }) => code))].join(' and ') || 'no problem',
    })),
  )('$rule: $outcome', ({ subgraphs, expected }) => {
    expect(problemsOf(subgraphs)).toEqual(expected);
  });
}

const OK = `type Query { ok: Int }`;
const LINE = 8;

function found(code: Problem['code'], coordinate: string): Expected {
  return { code, subgraph: 'a', coordinate, line: LINE };
}

describe('composition checks that a de-identification method fits its type', () => {
  it.each([
    ['YEAR', ['String', 'Int', 'Date', 'DateTime']],
    ['AGE_90_PLUS', ['Int', 'String']],
    ['ZIP3', ['String']],
    ['LAST4', ['String']],
    ['INITIALS', ['String']],
    ['PSEUDONYM', ['String', 'ID']],
    [
      'SUPPRESS',
      ['String', 'Int', 'Float', 'Boolean', 'ID', 'Date', 'DateTime', 'Other', 'Kind', 'T'],
    ],
  ])('accepts %s on the types %j and no others', (method, fits) => {
    const types = [
      'String',
      'Int',
      'Float',
      'Boolean',
      'ID',
      'Date',
      'DateTime',
      'Other',
      'Kind',
      'T',
    ];
    const accepted = types.filter(
      (type) =>
        problemsOf({
          a: `type Query { f: [${type}!] @phi(deidentify: ${method}) } scalar Date scalar DateTime scalar Other enum Kind { A } type T { a: Int }`,
        }).length === 0,
    );
    expect(accepted).toEqual(types.filter((type) => fits.includes(type)));
  });

  refuses([
    [
      'refuses YEAR on a custom scalar that is not a date',
      { a: `${OK} scalar Other @phi(deidentify: YEAR)` },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'Other', line: LINE },
    ],
    [
      'accepts YEAR on a scalar that a known specification of dates describes, and on a field of it',
      {
        a: `scalar LocalDate @phi(deidentify: YEAR) @specifiedBy(url: "https://scalars.graphql.org/andimarek/local-date")
          type Query { f: [LocalDate!] @phi(deidentify: YEAR) }`,
      },
    ],
    [
      'refuses YEAR on such a scalar if another subgraph describes it otherwise',
      {
        a: `type Query { f: LocalDate @phi(deidentify: YEAR) } scalar LocalDate @specifiedBy(url: "https://tools.ietf.org/html/rfc3339")`,
        b: `type Query { g: LocalDate } scalar LocalDate @specifiedBy(url: "https://example.test/other")`,
      },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'Query.f', line: LINE },
    ],
    [
      'refuses another method than YEAR on such a scalar',
      {
        a: `type Query { f: LocalDate @phi(deidentify: LAST4) } scalar LocalDate @specifiedBy(url: "https://tools.ietf.org/html/rfc3339")`,
      },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'Query.f', line: LINE },
    ],
    ['accepts YEAR on the scalar Date', { a: `${OK} scalar Date @phi(deidentify: YEAR)` }],
    [
      'refuses a method on an object type',
      { a: `${OK} type T @phi(deidentify: LAST4) { a: String }` },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'T', line: LINE },
    ],
    [
      'refuses a method that cannot apply to an enum',
      { a: `${OK} enum E @phi(deidentify: INITIALS) { A }` },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'E', line: LINE },
    ],
    [
      'refuses an unfit method on an interface field once, not again on each implementation',
      {
        a: `${OK} interface I { a: Float @phi(deidentify: LAST4) } type T implements I { a: Float }`,
      },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'I.a', line: LINE },
    ],
  ]);
});

describe('composition with two @phi marks for one coordinate', () => {
  refuses([
    [
      'refuses two methods on one field',
      { a: `type Query { f: String @phi(deidentify: LAST4) @phi(deidentify: INITIALS) }` },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'Query.f', line: LINE },
    ],
    [
      'refuses different methods on a field in two subgraphs',
      {
        a: `type Query { f: String @shareable @phi(deidentify: LAST4) }`,
        b: `type Query { f: String @shareable @phi(deidentify: SUPPRESS) }`,
      },
      { code: 'METHODS_DIFFER', subgraph: 'b', coordinate: 'Query.f', line: LINE },
    ],
    [
      'refuses two methods on a scalar',
      { a: `${OK} scalar Date @phi(deidentify: YEAR) @phi(deidentify: SUPPRESS)` },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'Date', line: LINE },
    ],
    [
      'refuses two methods on an enum, and reports the one that cannot apply to an enum',
      { a: `${OK} enum Sex @phi(deidentify: PSEUDONYM) @phi(deidentify: SUPPRESS) { F M }` },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'Sex', line: LINE },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'Sex', line: LINE },
    ],
    [
      'refuses different methods on an interface field and on its implementation',
      {
        a: `${OK} interface I { f: String @phi(deidentify: LAST4) } type T implements I { f: String @phi(deidentify: INITIALS) }`,
      },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'T.f', line: LINE },
    ],
    [
      'accepts two @phi marks when only one names a method',
      { a: `type Query { f: String @phi(deidentify: LAST4) @phi }` },
    ],
  ]);
});

describe('composition checks SUPPRESS on non-null fields that a role sees de-identified', () => {
  const ROLE = '@role(anyOf: ["x"], deidentified: ["r"])';
  refuses([
    [
      'refuses a field whose own mark has no method',
      { a: `type Query { f: String! @phi ${ROLE} }` },
      found('SUPPRESS_NON_NULL', 'Query.f'),
    ],
    [
      'refuses a field whose object type has the mark, without a method',
      { a: `${OK} type T @phi ${ROLE} { f: [Int]! g: Int }` },
      found('SUPPRESS_NON_NULL', 'T.f'),
    ],
    [
      'refuses a field computed from a marked field, whose method it does not have',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! b: String @external f: Int! @requires(fields: "b") }`,
        b: `type P @key(fields: "id") { id: ID! b: String @phi(deidentify: LAST4) ${ROLE} }`,
      },
      found('SUPPRESS_NON_NULL', 'P.f'),
    ],
    ['accepts a nullable field', { a: `type Query { f: String @phi ${ROLE} }` }],
    [
      'accepts a non-null field with another method',
      { a: `type Query { f: String! @phi(deidentify: LAST4) ${ROLE} }` },
    ],
    [
      'accepts a non-null field without de-identified roles',
      { a: `type Query { f: String! @phi @role(anyOf: ["x"]) }` },
    ],
    [
      'accepts a non-null field that returns an object',
      { a: `type Query { f: T! @phi ${ROLE} } type T { a: Int }` },
    ],
    [
      'accepts a field that another subgraph declares nullable',
      {
        a: `type Query { f: String! @shareable @phi ${ROLE} }`,
        b: `type Query { f: String @shareable }`,
      },
    ],
  ]);
});

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

describe('composition checks inputs that take an identifier which a role sees as a pseudonym', () => {
  const ID =
    'id: ID! @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) @role(anyOf: ["x", "y"], deidentified: ["r"])';
  const MARK = '@phi(category: RECORD_NUMBER) @role(anyOf: ["x", "y"])';
  refuses([
    [
      'refuses an unmarked argument with the name of the identifier',
      { a: `type Query { p(id: ID!): P } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.p(id:)'),
    ],
    [
      'refuses an unmarked argument of a field that returns a list',
      { a: `type Query { ps(id: [ID!]): [P!]! } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.ps(id:)'),
    ],
    [
      'refuses an unmarked argument of a field that returns a union or an interface',
      {
        a: `type Query { u(id: ID): U i(id: ID): I } union U = P interface I { id: ID! } type P implements I { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Query.u(id:)'),
      found('PSEUDONYM_ARGUMENT', 'Query.i(id:)'),
    ],
    [
      'refuses an unmarked input field at any depth',
      {
        a: `type Query { ps(where: W): [P] } input W { and: V more: W } input V { id: ID } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'V.id'),
    ],
    [
      'refuses a @patient argument with another name',
      {
        a: `type Query { notes(of: ID! @patient): [N] } type N @patient(id: "p.id") { text: String p: P } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Query.notes(of:)'),
    ],
    [
      'refuses a @patient input field with another name',
      {
        a: `type Query { n: N } type Mutation { add(note: Add): Int } input Add { of: ID! @patient } type N @patient(id: "p.id") { p: P } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Add.of'),
    ],
    [
      'refuses an argument whose mark admits more roles than the identifier',
      { a: `type Query { p(id: ID! @role(anyOf: ["x", "z"])): P } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.p(id:)'),
    ],
    [
      'accepts an argument with the same mark as the identifier',
      { a: `type Query { p(id: ID! ${MARK}): P } type P { ${ID} }` },
    ],
    [
      'accepts an argument with a stricter mark than the identifier',
      { a: `type Query { p(id: ID! @role(anyOf: ["y"])): P } type P { ${ID} }` },
    ],
    [
      'accepts an argument that selects an object without the identifier',
      { a: `type Query { n(id: ID!): N p: P } type N { id: ID text: String } type P { ${ID} }` },
    ],
    [
      'accepts an argument when no role sees a pseudonym',
      { a: `type Query { p(id: ID!): P } type P { ${ID.replace(', deidentified: ["r"]', '')} }` },
    ],
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
      { code: 'PRIVATE_NAME', subgraph: 'a', coordinate: '_phi_a', line: LINE },
      { code: 'PRIVATE_NAME', subgraph: 'a', coordinate: '_phi_c', line: LINE },
      { code: 'PRIVATE_NAME', subgraph: 'a', coordinate: '_phi_T', line: LINE },
    ],
    [
      'refuses fields that are computed from one another',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! b: Int @external a: Int @requires(fields: "b") }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
      },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.a', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'b', coordinate: 'P.b', line: LINE },
    ],
    [
      'refuses a @requires that cannot be parsed, or with a missing field, a fragment or an unknown argument',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int @requires(fields: "b {") c: Int @requires(fields: "d") e: Int @requires(fields: "id ... F") g: Int @requires(fields: "h(x: 1)") h: Int }`,
      },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.a', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.c', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.e', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.g', line: LINE },
    ],
    [
      'refuses a schema with a syntax error and reports the line',
      { a: `type Query { a: Int }\ntype {`, b: OK },
      { code: 'INVALID_SDL', subgraph: 'a', coordinate: null, line: LINE + 1 },
    ],
    [
      'refuses what Apollo composition refuses and reports the line',
      { a: `type Query { a: Int }`, b: `type Query { a: Int }` },
      { code: 'COMPOSITION', subgraph: 'a', coordinate: null, line: LINE },
    ],
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
      composition,
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
        /^supergraph: .*"P\.b".*"P\.a".* Add the access control of the fields that it is computed from to the computed field\. \[COMPOSITION\]$/,
      ),
    ]);
  });
});

describe('composition with invalid marks', () => {
  const at: Expected = { code: 'MARK_INVALID', subgraph: 'a', coordinate: 'Query.f', line: LINE };
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
