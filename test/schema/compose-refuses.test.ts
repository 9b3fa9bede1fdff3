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
  expect(composed.problems.every(({ message, mend }) => message !== '' && mend !== '')).toBe(true);
  return composed.problems.map(({ code, subgraph, coordinate, line }) => ({
    code,
    subgraph,
    coordinate,
    line,
  }));
}

type Case = readonly [rule: string, subgraphs: Readonly<Record<string, string>>, ...Expected[]];

function refuses(cases: readonly Case[]): void {
  it.each(cases.map(([rule, subgraphs, ...expected]) => ({ rule, subgraphs, expected })))(
    '$rule',
    ({ subgraphs, expected }) => {
      expect(problemsOf(subgraphs)).toEqual(expected);
    },
  );
}

const OK = `type Query { ok: Int }`;
const LINE = 8;

function found(code: Problem['code'], coordinate: string): Expected {
  return { code, subgraph: 'a', coordinate, line: LINE };
}

describe('composition refuses a method that its type cannot hold', () => {
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
  ])('%s goes with %j alone', (method, fits) => {
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
      'on a scalar that is not a date',
      { a: `${OK} scalar Other @phi(deidentify: YEAR)` },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'Other', line: LINE },
    ],
    ['though a date scalar may carry YEAR', { a: `${OK} scalar Date @phi(deidentify: YEAR)` }],
    [
      "on a type, whose fields it couldn't mean",
      { a: `${OK} type T @phi(deidentify: LAST4) { a: String }` },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'T', line: LINE },
    ],
    [
      'on an enum, one of which it cannot hold',
      { a: `${OK} enum E @phi(deidentify: INITIALS) { A }` },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'E', line: LINE },
    ],
    [
      "once, where an interface's field says it for its implementers",
      {
        a: `${OK} interface I { a: Float @phi(deidentify: LAST4) } type T implements I { a: Float }`,
      },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'I.a', line: LINE },
    ],
  ]);
});

describe('composition refuses two methods for one coordinate', () => {
  refuses([
    [
      'in one place',
      { a: `type Query { f: String @phi(deidentify: LAST4) @phi(deidentify: INITIALS) }` },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'Query.f', line: LINE },
    ],
    [
      'in two subgraphs',
      {
        a: `type Query { f: String @shareable @phi(deidentify: LAST4) }`,
        b: `type Query { f: String @shareable @phi(deidentify: SUPPRESS) }`,
      },
      { code: 'METHODS_DIFFER', subgraph: 'b', coordinate: 'Query.f', line: LINE },
    ],
    [
      'on a scalar',
      { a: `${OK} scalar Date @phi(deidentify: YEAR) @phi(deidentify: SUPPRESS)` },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'Date', line: LINE },
    ],
    [
      'on an enum, one of which it cannot hold',
      { a: `${OK} enum Sex @phi(deidentify: PSEUDONYM) @phi(deidentify: SUPPRESS) { F M }` },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'Sex', line: LINE },
      { code: 'METHOD_UNFIT', subgraph: 'a', coordinate: 'Sex', line: LINE },
    ],
    [
      "on an interface's field and its implementer's",
      {
        a: `${OK} interface I { f: String @phi(deidentify: LAST4) } type T implements I { f: String @phi(deidentify: INITIALS) }`,
      },
      { code: 'METHODS_DIFFER', subgraph: 'a', coordinate: 'T.f', line: LINE },
    ],
    [
      'though one that is named and one that is not go together',
      { a: `type Query { f: String @phi(deidentify: LAST4) @phi }` },
    ],
  ]);
});

describe('composition refuses SUPPRESS on a field that is never null, if somebody sees it de-identified', () => {
  const ROLE = '@role(anyOf: ["x"], deidentified: ["r"])';
  refuses([
    [
      'by its own mark',
      { a: `type Query { f: String! @phi ${ROLE} }` },
      found('SUPPRESS_NON_NULL', 'Query.f'),
    ],
    [
      "by its type's mark",
      { a: `${OK} type T @phi ${ROLE} { f: [Int]! g: Int }` },
      found('SUPPRESS_NON_NULL', 'T.f'),
    ],
    [
      'by what it is computed from',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! b: String @external f: Int! @requires(fields: "b") }`,
        b: `type P @key(fields: "id") { id: ID! b: String @phi(deidentify: LAST4) ${ROLE} }`,
      },
      found('SUPPRESS_NON_NULL', 'P.f'),
    ],
    ['though it may be null', { a: `type Query { f: String @phi ${ROLE} }` }],
    [
      'though it may have a method',
      { a: `type Query { f: String! @phi(deidentify: LAST4) ${ROLE} }` },
    ],
    [
      'though nobody may see it de-identified',
      { a: `type Query { f: String! @phi @role(anyOf: ["x"]) }` },
    ],
    [
      'though it may hold objects, whose fields decide',
      { a: `type Query { f: T! @phi ${ROLE} } type T { a: Int }` },
    ],
    [
      'though one subgraph may leave it nullable',
      {
        a: `type Query { f: String! @shareable @phi ${ROLE} }`,
        b: `type Query { f: String @shareable }`,
      },
    ],
  ]);
});

describe('composition refuses @patient paths that do not lead to one id', () => {
  refuses([
    [
      'that name no field',
      { a: `${OK} type T @patient(id: "p.id") { p: P } type P { other: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that cross a list',
      { a: `${OK} type T @patient(id: "p.id") { p: [P] } type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that cross arguments',
      { a: `${OK} type T @patient(id: "p.id") { p(a: Int): P } type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that end in an object',
      { a: `${OK} type T @patient(id: "p") { p: P } type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that end in a union',
      { a: `${OK} type T @patient(id: "p") { p: U } union U = P type P { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that are empty',
      { a: `${OK} type T @patient { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that go on after a leaf',
      { a: `${OK} type T @patient(id: "id.id") { id: ID }` },
      found('PATIENT_PATH_INVALID', 'T'),
    ],
    [
      'that are no paths',
      { a: `${OK} type T @patient(id: "p..id") { p: ID }` },
      found('MARK_INVALID', 'T'),
    ],
    [
      'of which a type has two',
      {
        a: `${OK} type T @patient(id: "x") @shareable { x: ID y: ID }`,
        b: `type T @patient(id: "y") @shareable { x: ID y: ID }`,
      },
      { code: 'PATIENT_PATHS_DIFFER', subgraph: 'b', coordinate: 'T', line: LINE },
    ],
    [
      'of which an interface has another',
      {
        a: `${OK} interface I @patient(id: "x") { x: ID } type T implements I @patient(id: "y") { x: ID y: ID }`,
      },
      found('PATIENT_PATHS_DIFFER', 'T'),
    ],
    [
      'on an argument, which holds the id itself',
      { a: `type Query { f(a: ID @patient(id: "b")): Int }` },
      found('PATIENT_PATH_INVALID', 'Query.f(a:)'),
    ],
    [
      'though not an empty one on an argument',
      { a: `type Query { f(a: ID @patient(id: "")): Int }` },
    ],
    [
      'on an argument that holds an object',
      { a: `type Query { f(a: I @patient): Int } input I { b: ID }` },
      found('PATIENT_PATH_INVALID', 'Query.f(a:)'),
    ],
    [
      'on an input field that holds an object',
      { a: `type Query { f(a: I): Int } input I { b: I @patient }` },
      found('PATIENT_PATH_INVALID', 'I.b'),
    ],
    [
      'though they may end in a scalar of the graph’s own',
      { a: `${OK} type T @patient(id: "mrn") { mrn: Mrn } scalar Mrn` },
    ],
    [
      'though they may cross an interface and another subgraph',
      {
        a: `type Query { t: T } type T @patient(id: "s.owner.id") { s: S } interface S { owner: P } type X implements S { owner: P } type P @key(fields: "key") { key: ID }`,
        b: `type P @key(fields: "key") { key: ID id: ID }`,
      },
    ],
  ]);
});

describe('composition refuses an input for an identifier that is a pseudonym to somebody', () => {
  const ID =
    'id: ID! @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) @role(anyOf: ["x", "y"], deidentified: ["r"])';
  const MARK = '@phi(category: RECORD_NUMBER) @role(anyOf: ["x", "y"])';
  refuses([
    [
      'as an argument of its name',
      { a: `type Query { p(id: ID!): P } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.p(id:)'),
    ],
    [
      'as an argument of a list',
      { a: `type Query { ps(id: [ID!]): [P!]! } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.ps(id:)'),
    ],
    [
      'as an argument of a union or an interface',
      {
        a: `type Query { u(id: ID): U i(id: ID): I } union U = P interface I { id: ID! } type P implements I { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Query.u(id:)'),
      found('PSEUDONYM_ARGUMENT', 'Query.i(id:)'),
    ],
    [
      'as an input field, however deep',
      {
        a: `type Query { ps(where: W): [P] } input W { and: V more: W } input V { id: ID } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'V.id'),
    ],
    [
      'as a @patient argument of another name',
      {
        a: `type Query { notes(of: ID! @patient): [N] } type N @patient(id: "p.id") { text: String p: P } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Query.notes(of:)'),
    ],
    [
      'as a @patient input field',
      {
        a: `type Query { n: N } type Mutation { add(note: Add): Int } input Add { of: ID! @patient } type N @patient(id: "p.id") { p: P } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Add.of'),
    ],
    [
      'with a mark that lets more roles in',
      { a: `type Query { p(id: ID! @role(anyOf: ["x", "z"])): P } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.p(id:)'),
    ],
    [
      'though not with the same mark',
      { a: `type Query { p(id: ID! ${MARK}): P } type P { ${ID} }` },
    ],
    [
      'though not with a stricter mark',
      { a: `type Query { p(id: ID! @role(anyOf: ["y"])): P } type P { ${ID} }` },
    ],
    [
      'though not where it chooses something else',
      { a: `type Query { n(id: ID!): N p: P } type N { id: ID text: String } type P { ${ID} }` },
    ],
    [
      'though not where nobody sees a pseudonym',
      { a: `type Query { p(id: ID!): P } type P { ${ID.replace(', deidentified: ["r"]', '')} }` },
    ],
  ]);
});

describe('composition refuses what the gateway cannot serve', () => {
  const CONTEXT = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])\n`;
  refuses([
    [
      '@context and @fromContext, in one clear line each',
      {
        a: `${CONTEXT}type Query { p: P } type P @key(fields: "id") @context(name: "c") { id: ID! n: String c: C } type C @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$c { n }")): Int }`,
      },
      { code: 'NOT_SUPPORTED', subgraph: 'a', coordinate: 'P', line: 2 },
      { code: 'NOT_SUPPORTED', subgraph: 'a', coordinate: 'C.f(a:)', line: 2 },
    ],
    [
      'names with our private prefix',
      { a: `type Query { _phi_a: Int b(_phi_c: Int): _phi_T } type _phi_T { d: Int }` },
      { code: 'PRIVATE_NAME', subgraph: 'a', coordinate: '_phi_a', line: LINE },
      { code: 'PRIVATE_NAME', subgraph: 'a', coordinate: '_phi_c', line: LINE },
      { code: 'PRIVATE_NAME', subgraph: 'a', coordinate: '_phi_T', line: LINE },
    ],
    [
      'fields that are computed from one another',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! b: Int @external a: Int @requires(fields: "b") }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
      },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.a', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'b', coordinate: 'P.b', line: LINE },
    ],
    [
      'a @requires that cannot be read, or reads what does not exist',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int @requires(fields: "b {") c: Int @requires(fields: "d") e: Int @requires(fields: "id ... F") g: Int @requires(fields: "h(x: 1)") h: Int }`,
      },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.a', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.c', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.e', line: LINE },
      { code: 'FIELD_SET_INVALID', subgraph: 'a', coordinate: 'P.g', line: LINE },
    ],
    [
      'text that is no schema, with its line',
      { a: `type Query { a: Int }\ntype {`, b: OK },
      { code: 'INVALID_SDL', subgraph: 'a', coordinate: null, line: LINE + 1 },
    ],
    [
      "what Apollo's composition refuses, with its place",
      { a: `type Query { a: Int }`, b: `type Query { a: Int }` },
      { code: 'COMPOSITION', subgraph: 'a', coordinate: null, line: LINE },
    ],
  ]);
});

describe('composition refuses access control that would leave a way around', () => {
  const composition: Expected = {
    code: 'COMPOSITION',
    subgraph: null,
    coordinate: null,
    line: null,
  };
  const scopes = '@requiresScopes(scopes: [["x"]])';
  refuses([
    [
      'on an interface',
      { a: `type Query { i: I } interface I ${scopes} { a: Int } type P implements I { a: Int }` },
      found('MARK_INVALID', 'I'),
    ],
    [
      "in a form that Apollo Router takes for nothing at all, though Apollo's composition takes it",
      { a: `type Query { a: Int @requiresScopes(scopes: ["x"]) }` },
      found('MARK_INVALID', 'Query.a'),
    ],
    [
      'on what a field is computed from, but not on the field',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${scopes} }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
      },
      composition,
    ],
    [
      'under a name of its own in one subgraph',
      {
        a: `type Query { a: Int ${scopes} }`,
        b: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@requiresScopes", as: "@scoped" }])
          type Query { b: Int @scoped(scopes: [["x"]]) }`,
      },
      composition,
    ],
  ]);

  it('and says what to do about a computed field', () => {
    const composed = composeMarked({
      a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${scopes} }`,
      b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
    });
    expect(composed.ok ? [] : composed.problems.map(problemLine)).toEqual([
      expect.stringMatching(
        /^supergraph: .*"P\.b".*"P\.a".* Put the access control of what it is computed from on the computed field too\. \[COMPOSITION\]$/,
      ),
    ]);
  });
});

describe('composition refuses marks that cannot be read', () => {
  const at: Expected = { code: 'MARK_INVALID', subgraph: 'a', coordinate: 'Query.f', line: LINE };
  refuses([
    ['an unknown category', { a: `type Query { f: Int @phi(category: SOCIAL) }` }, at],
    ['a category in quotes', { a: `type Query { f: Int @phi(category: "SSN") }` }, at],
    ['an unknown method', { a: `type Query { f: Int @phi(deidentify: BLUR) }` }, at],
    ['a role without roles', { a: `type Query { f: Int @role }` }, at],
    ['roles that are no strings', { a: `type Query { f: Int @role(anyOf: [admin]) }` }, at],
    [
      'de-identified roles that are no strings',
      { a: `type Query { f: Int @role(anyOf: [], deidentified: 1) }` },
      at,
    ],
    ['an unknown argument of @phi', { a: `type Query { f: Int @phi(kind: SSN) }` }, at],
    ['an unknown argument of @patient', { a: `type Query { f: Int @patient(path: "id") }` }, at],
    ['an unknown argument of @role', { a: `type Query { f: Int @role(allOf: ["x"]) }` }, at],
    [
      'an argument given twice',
      { a: `type Query { f: Int @role(anyOf: ["x"], anyOf: ["y"]) }` },
      at,
    ],
    ['a path that is no text', { a: `type Query { f: Int @patient(id: 1) }` }, at],
  ]);
});
