import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

const MARK = '@phi(category: SSN) @role(anyOf: ["x", "y"])';
const P = `type P @key(fields: "key") { key: ID code: String ${MARK} plain: Int }`;

function found(a: string): readonly string[] {
  return toldOf('PHI_FILTER_UNMARKED', lintMarked({ a: `${a}\n${P}` }));
}

describe('an input that filters or orders by PHI without its mark is reported', () => {
  it.each<[string, string, string[]]>([
    ['as an argument of its name', 'type Query { p(code: String): P }', ['Query.p(code:) @ a:1']],
    [
      'with an operator',
      'type Query { p(code_in: [String], minCode: Int, codeNotStartsWith: String): [P] }',
      ['Query.p(code_in:) @ a:1', 'Query.p(minCode:) @ a:1', 'Query.p(codeNotStartsWith:) @ a:1'],
    ],
    [
      'with an operator of Hasura, Prisma or PostGraphile',
      'type Query { p(code_nilike: String, code_not_in: [String], codeGreaterThanOrEqualTo: String): [P] }',
      [
        'Query.p(code_nilike:) @ a:1',
        'Query.p(code_not_in:) @ a:1',
        'Query.p(codeGreaterThanOrEqualTo:) @ a:1',
      ],
    ],
    [
      'written as one word',
      'type Query { r(birthdate_gt: String): R } type R { key: ID birthDate: String @phi }',
      ['Query.r(birthdate_gt:) @ a:1'],
    ],
    [
      'as an input field, however deep, and once',
      'type Query { a(where: W): P b(where: W): P }\ninput W { and: [W] is: V }\ninput V { code: F }\ninput F { eq: String }',
      ['V.code @ a:3'],
    ],
    [
      'as a value of an enum by which it is ordered',
      'type Query { p(orderBy: O): P }\nenum O { CODE_ASC CODE_DESC PLAIN_ASC }',
      ['O.CODE_ASC @ a:2', 'O.CODE_DESC @ a:2'],
    ],
    [
      'in an input with an enum',
      'type Query { p(sort: S): P }\ninput S { by: O } enum O { code }',
      ['O.code @ a:2'],
    ],
    [
      'as text that may be any condition',
      'type Query { p(search: String): P }',
      ['Query.p(search:) @ a:1'],
    ],
    [
      'as an order in free text',
      'type Query { p(orderBy: [String]): P }',
      ['Query.p(orderBy:) @ a:1'],
    ],
    [
      'as a condition in JSON',
      'type Query { p(where: JSON): P } scalar JSON',
      ['Query.p(where:) @ a:1'],
    ],
    [
      'of a connection',
      'type Query { ps(code: String): PConnection } type PConnection { edges: [PEdge] } type PEdge { node: P }',
      ['Query.ps(code:) @ a:1'],
    ],
    [
      'of a union or an interface',
      'type Query { u(code: String): U } union U = P',
      ['Query.u(code:) @ a:1'],
    ],
    [
      'of a value that the record holds',
      'type Query { r(code: String): R } type R @key(fields: "key") { key: ID v: V } type V { code: Int @phi }',
      ['Query.r(code:) @ a:1'],
    ],
    [
      'through a relation',
      'type Query { r(where: W): R } input W { owner: V } input V { code: Int } type R @key(fields: "key") { key: ID owner: P }',
      ['V.code @ a:1'],
    ],
    [
      'on a field of any type',
      'type Query { r: R } type R { ps(code: String): [P] }',
      ['R.ps(code:) @ a:1'],
    ],
    [
      'with a mark that lets more roles in',
      'type Query { p(code: String @phi @role(anyOf: ["x", "z"])): P }',
      ['Query.p(code:) @ a:1'],
    ],
    [
      'with @role alone',
      'type Query { p(code: String @role(anyOf: ["x"])): P }',
      ['Query.p(code:) @ a:1'],
    ],
  ])('%s', (_rule, a, expected) => {
    expect(found(a)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ['firstName', 'firstName: String', 'firstName:'],
    ['firstName', 'firstName_in: [String]', 'firstName_in:'],
    ['lastName', 'lastNameStartsWith: String', 'lastNameStartsWith:'],
    ['startDate', 'startDate_gte: String', 'startDate_gte:'],
    ['toDate', 'minToDate: String', 'minToDate:'],
    ['isDeceased', 'isDeceased: Boolean', 'isDeceased:'],
    ['orderedBy', 'orderedBy: String', 'orderedBy:'],
    ['notes', 'notes_contains: String', 'notes_contains:'],
    ['first', 'first: String', 'first:'],
  ])(
    'where the name of the field, %s, begins or ends with a word that can be an operator: %s',
    (field, argument, at) => {
      const a = `type Query { r(${argument} @phi @role(anyOf: ["b"])): R }\ntype R { key: ID ${field}: String @phi @role(anyOf: ["a"]) }`;
      expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([`Query.r(${at}) @ a:1`]);
    },
  );

  it('by the longest name that it can mean, so that a name within that name asks for nothing', () => {
    const a = `type Query { r(firstName: String @phi @role(anyOf: ["a"]), first: Int): R }
      type R { key: ID firstName: String @phi @role(anyOf: ["a"]) name: String @phi @role(anyOf: ["b"]) }`;
    expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([]);
  });

  it('in an order by FIRST_NAME, with or without what is said of nulls', () => {
    const a = `type Query { r(orderBy: O): R }
      enum O { FIRST_NAME_ASC FIRST_NAME_DESC_NULLS_LAST }
      type R { key: ID firstName: String @phi @role(anyOf: ["a"]) }`;
    expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([
      'O.FIRST_NAME_ASC @ a:2',
      'O.FIRST_NAME_DESC_NULLS_LAST @ a:2',
    ]);
  });

  it('instead of saying of the same input that it looks like PHI', () => {
    const codes = lintMarked({
      a: 'type Query { p(ssn: String): P }\ntype P { ssn: String @phi @role(anyOf: ["x"]) }',
    }).map(({ code }) => code);
    expect(codes).toEqual(['PHI_FILTER_UNMARKED']);
  });

  it('unless composition refuses it anyway', () => {
    const codes = lintMarked({
      a: 'type Query { p(id: ID): P }\ntype P { id: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["x"], deidentified: ["y"]) }',
    }).map(({ code }) => code);
    expect(codes).toEqual(['PSEUDONYM_ARGUMENT']);
  });

  it.each([
    ['@phi @role(anyOf: ["x"])', ['Query.r(nick:) @ a:1']],
    ['@phi', []],
  ])(
    'where default roles see the field, unless they alone may use the input: %s',
    (mark, expected) => {
      const a = `type Query { r(nick: String ${mark}): R }\ntype R { nick: String @phi }`;
      expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
    },
  );
});

describe('what an input can not ask for, the field that it is used with may', () => {
  const SCOPE = '@federation__requiresScopes(scopes: [["a"]])';
  it.each([
    ['not while it asks for none', '', ['Query.p(code:) @ a:1']],
    ['while it asks for that', SCOPE, []],
  ])('a scope, %s', (_when, onField, expected) => {
    const a = `type Query { p(code: String @phi @role(anyOf: ["x"])): P ${onField} }
type P { code: String ${MARK} ${SCOPE} }`;
    expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
  });

  it('a scope, for one field and not for another that takes the same', () => {
    const a = `type Query { closed(w: W): P ${SCOPE} open(w: W): P }
input W { code: String @phi @role(anyOf: ["x"]) }\ntype P { code: String ${MARK} ${SCOPE} }`;
    expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(['W.code @ a:2']);
  });

  it('but not that its use is one of PHI', () => {
    const a = 'type Query { p(code: String): P } type P @phi @role(anyOf: ["x"]) { code: String }';
    expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(['Query.p(code:) @ a:1']);
  });

  it.each([
    ['anyOf: ["x"]', []],
    ['anyOf: ["x"], deidentified: ["y"]', ['Query.p(code:) @ a:1']],
  ])(
    "a role by its type's marks, if all whom it lets in see the value in full: %s",
    (role, expected) => {
      const a = `type Query { p(code: String @phi @role(anyOf: ["x", "y", "z"])): P }\ntype P @phi @role(${role}) { code: String }`;
      expect(toldOf('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
    },
  );
});

describe('an input is not reported', () => {
  it.each([
    ['with the same marks', `type Query { p(code: String ${MARK}): P }`],
    ['with stricter marks', 'type Query { p(code: String @phi @role(anyOf: ["y"])): P }'],
    [
      'inside an argument with the same marks',
      `type Query { p(is: V ${MARK}): P } input V { code: String }`,
    ],
    [
      'inside an argument that lets more roles in, with the same marks',
      `type Query { p(is: V @phi @role(anyOf: ["x", "y", "z"])): P } input V { code: String ${MARK} }`,
    ],
    ['as an enum with the same marks', `type Query { p(by: O): P } enum O ${MARK} { CODE }`],
    ['as a marked value of an enum', `type Query { p(by: O): P } enum O { CODE ${MARK} }`],
    ['as a search with a mark', `type Query { p(search: String ${MARK}): P }`],
    ['of another name', 'type Query { p(plain: Int, first: Int, barcodeX: String): P }'],
    [
      'where it chooses something else',
      'type Query { q(code: String): Q p: P } type Q { text: String }',
    ],
    ['where it is written', 'type Query { p: P } type Mutation { write(code: String): P }'],
    ['as @patient', 'type Query { p(code: ID @patient): P }'],
    [
      'as a search where nothing is PHI',
      'type Query { q(search: String): Q p: P } type Q { t: Int }',
    ],
    ['as an order that is a thing', 'type Query { p(orderNumber: String): P }'],
    [
      'beyond a record of its own',
      'type Query { r(code: String): R } type R @key(fields: "key") { key: ID p: P }',
    ],
  ])('%s', (_rule, a) => {
    expect(found(a)).toEqual([]);
  });

  it('in inputs that hold themselves', () => {
    expect(
      found('type Query { p(where: W): P } input W { and: [W!] or: [V!] } input V { not: W }'),
    ).toEqual([]);
  });
});
