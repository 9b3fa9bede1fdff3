import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const MARK = '@phi(category: SSN) @role(anyOf: ["x", "y"])';
const P = `type P @key(fields: "key") { key: ID code: String ${MARK} plain: Int }`;

function found(a: string): readonly string[] {
  return linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a: `${a}\n${P}` }));
}

describe('lint rule PHI_FILTER_UNMARKED reports an input that filters or sorts by a PHI field without its marks', () => {
  it.each<[string, string, string[]]>([
    [
      'as an argument named like the field',
      'type Query { p(code: String): P }',
      ['Query.p(code:) @ a:1'],
    ],
    [
      'as an argument with an operator in its name',
      'type Query { p(code_in: [String], minCode: Int, codeNotStartsWith: String): [P] }',
      ['Query.p(code_in:) @ a:1', 'Query.p(minCode:) @ a:1', 'Query.p(codeNotStartsWith:) @ a:1'],
    ],
    [
      'as an argument with an operator of Hasura, Prisma or PostGraphile',
      'type Query { p(code_nilike: String, code_not_in: [String], codeGreaterThanOrEqualTo: String): [P] }',
      [
        'Query.p(code_nilike:) @ a:1',
        'Query.p(code_not_in:) @ a:1',
        'Query.p(codeGreaterThanOrEqualTo:) @ a:1',
      ],
    ],
    [
      'as an argument whose name joins the words of the field',
      'type Query { r(birthdate_gt: String): R } type R { key: ID birthDate: String @phi }',
      ['Query.r(birthdate_gt:) @ a:1'],
    ],
    [
      'as an input field at any depth, once',
      'type Query { a(where: W): P b(where: W): P }\ninput W { and: [W] is: V }\ninput V { code: F }\ninput F { eq: String }',
      ['V.code @ a:3'],
    ],
    [
      'as an enum value that sorts by the field',
      'type Query { p(orderBy: O): P }\nenum O { CODE_ASC CODE_DESC PLAIN_ASC }',
      ['O.CODE_ASC @ a:2', 'O.CODE_DESC @ a:2'],
    ],
    [
      'as an enum value of an input field',
      'type Query { p(sort: S): P }\ninput S { by: O } enum O { code }',
      ['O.code @ a:2'],
    ],
    [
      'as free text for a search',
      'type Query { p(search: String): P }',
      ['Query.p(search:) @ a:1'],
    ],
    [
      'as free text under any name for it',
      'type Query { p(fullTextSearch: String, searchText: String, queryString: String, freeText: String, phrase: String, plainText: String): P }',
      ['fullTextSearch', 'searchText', 'queryString', 'freeText', 'phrase'].map(
        (name) => `Query.p(${name}:) @ a:1`,
      ),
    ],
    [
      'as a sort order in free text',
      'type Query { p(orderBy: [String]): P }',
      ['Query.p(orderBy:) @ a:1'],
    ],
    [
      'as a condition in JSON',
      'type Query { p(where: JSON): P } scalar JSON',
      ['Query.p(where:) @ a:1'],
    ],
    [
      'as the field and the value of a generic condition',
      'type Query { p(where: [C]): P }\ninput C { field: String op: String value: String }',
      ['C.field @ a:2', 'C.value @ a:2'],
    ],
    [
      'as a field of a generic condition that an enum names',
      'type Query { p(where: [C]): P }\ninput C { field: F value: Int }\nenum F { CODE PLAIN }',
      ['F.CODE @ a:3'],
    ],
    [
      'as the column of a generic order',
      'type Query { p(sort: [S]): P }\ninput S { column: String direction: D } enum D { UP DOWN }',
      ['S.column @ a:2'],
    ],
    [
      'as the beginning of a range',
      'type Query { p(codeFrom: String, codeTo: String): P }',
      ['Query.p(codeFrom:) @ a:1', 'Query.p(codeTo:) @ a:1'],
    ],
    [
      'on a field that returns a connection',
      'type Query { ps(code: String): PConnection } type PConnection { edges: [PEdge] } type PEdge { node: P }',
      ['Query.ps(code:) @ a:1'],
    ],
    [
      'on a field that returns a union',
      'type Query { u(code: String): U } union U = P',
      ['Query.u(code:) @ a:1'],
    ],
    [
      'for a value of an object inside the record',
      'type Query { r(code: String): R } type R @key(fields: "key") { key: ID v: V } type V { code: Int @phi }',
      ['Query.r(code:) @ a:1'],
    ],
    [
      'for a field of a related object',
      'type Query { r(where: W): R } input W { owner: V } input V { code: Int } type R @key(fields: "key") { key: ID owner: P }',
      ['V.code @ a:1'],
    ],
    [
      'on a field of a type other than Query',
      'type Query { r: R } type R { ps(code: String): [P] }',
      ['R.ps(code:) @ a:1'],
    ],
    [
      'with a mark that admits more roles',
      'type Query { p(code: String @phi @role(anyOf: ["x", "z"])): P }',
      ['Query.p(code:) @ a:1'],
    ],
    [
      'with @role but without @phi',
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
    'when the name of the field, %s, begins or ends with a word that can be an operator: %s',
    (field, argument, at) => {
      const a = `type Query { r(${argument} @phi @role(anyOf: ["b"])): R }\ntype R { key: ID ${field}: String @phi @role(anyOf: ["a"]) }`;
      expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([
        `Query.r(${at}) @ a:1`,
      ]);
    },
  );

  it('but not for a PHI field whose name is only a part of the longest field name that the input matches', () => {
    const a = `type Query { r(firstName: String @phi @role(anyOf: ["a"]), first: Int): R }
      type R { key: ID firstName: String @phi @role(anyOf: ["a"]) name: String @phi @role(anyOf: ["b"]) }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([]);
  });

  it('as an enum value that sorts by a field of two words, with or without the order of nulls', () => {
    const a = `type Query { r(orderBy: O): R }
      enum O { FIRST_NAME_ASC FIRST_NAME_DESC_NULLS_LAST }
      type R { key: ID firstName: String @phi @role(anyOf: ["a"]) }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([
      'O.FIRST_NAME_ASC @ a:2',
      'O.FIRST_NAME_DESC_NULLS_LAST @ a:2',
    ]);
  });

  it.each<[string, string, string[]]>([
    ['of the same meaning', '', ['O.NAME_ASC @ a:2', 'O.BIRTH_DATE_DESC @ a:2']],
    ['but not with the marks of one such field', '@phi @role(anyOf: ["a"])', []],
    [
      'also with marks that admit more roles',
      '@phi @role(anyOf: ["a", "c"])',
      ['O.NAME_ASC @ a:2', 'O.BIRTH_DATE_DESC @ a:2'],
    ],
  ])('as an enum value that sorts by a field %s', (_how, mark, expected) => {
    const a = `type Query { r(orderBy: O): R }
      enum O ${mark} { NAME_ASC BIRTH_DATE_DESC CREATED_AT_DESC ID_ASC RELEVANCE }
      type R @patient(id: "key") { key: ID createdAt: String first: String @phi(category: NAME) @role(anyOf: ["b"])
        given: String @phi(category: NAME) @role(anyOf: ["a"])
        dob: String @phi(category: DATE) @role(anyOf: ["a"]) admitted: String @phi(category: DATE) @role(anyOf: ["b"]) }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
  });

  it('as a field of an order-by input that takes a direction, by its name or its meaning', () => {
    const a = `type Query { r(orderBy: [O!]): R }
      input O { dob: Direction name: Nulls createdAt: SortOrder relevance: SortOrder birthWeight: SortOrder } input Nulls { sort: SortOrder nulls: NullsOrder }
      enum SortOrder { ASC DESC } enum Direction { ASC DESC } enum NullsOrder { first last }
      type R @patient(id: "key") { key: ID createdAt: String firstName: String @phi(category: NAME) @role(anyOf: ["a"])
        dob: String @phi(category: DATE) @role(anyOf: ["a"]) }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual([
      'O.dob @ a:2',
      'O.name @ a:2',
    ]);
  });

  it('as a field that takes a direction, though neither its input nor the argument is named for ordering', () => {
    const a = `type Query { r(by: [O!]): R } input O { name: SortOrder } enum SortOrder { UP DOWN }
      type R @patient(id: "key") { key: ID firstName: String @phi(category: NAME) @role(anyOf: ["a"]) }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(['O.name @ a:1']);
  });

  it('and lint rule PHI_UNMARKED does not report it again', () => {
    const codes = lintMarked({
      a: 'type Query { p(ssn: String): P }\ntype P { ssn: String @phi @role(anyOf: ["x"]) }',
    }).map(({ code }) => code);
    expect(codes).toEqual(['PHI_FILTER_UNMARKED']);
  });

  it('unless composition refuses the input already, with PSEUDONYM_ARGUMENT', () => {
    const codes = lintMarked({
      a: 'type Query { p(id: ID): P }\ntype P { id: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["x"], deidentified: ["y"]) }',
    }).map(({ code }) => code);
    expect(codes).toEqual(['PSEUDONYM_ARGUMENT']);
  });

  it.each([
    ['and another role may use the input', '@phi @role(anyOf: ["x"])', ['Query.r(nick:) @ a:1']],
    ['but not if only default roles may use the input', '@phi', []],
  ])('when only default roles see the field, %s', (_whether, mark, expected) => {
    const a = `type Query { r(nick: String ${mark}): R }\ntype R { nick: String @phi }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
  });
});

describe('lint rule PHI_FILTER_UNMARKED counts the requirements of a field as requirements of its inputs', () => {
  const SCOPE = '@federation__requiresScopes(scopes: [["a"]])';
  it.each([
    ['is reported when the field does not require the scope', '', ['Query.p(code:) @ a:1']],
    ['is accepted when the field requires the scope', SCOPE, []],
  ])(
    'for scopes, which inputs cannot require themselves: an input %s',
    (_when, onField, expected) => {
      const a = `type Query { p(code: String @phi @role(anyOf: ["x"])): P ${onField} }
type P { code: String ${MARK} ${SCOPE} }`;
      expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
    },
  );

  it('but not for another field without them that takes the same input type: the input is reported', () => {
    const a = `type Query { closed(w: W): P ${SCOPE} open(w: W): P }
input W { code: String @phi @role(anyOf: ["x"]) }\ntype P { code: String ${MARK} ${SCOPE} }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(['W.code @ a:2']);
  });

  it('but not its @phi: an unmarked input of a field that returns a PHI type is reported', () => {
    const a = 'type Query { p(code: String): P } type P @phi @role(anyOf: ["x"]) { code: String }';
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(['Query.p(code:) @ a:1']);
  });

  it.each([
    [
      'is accepted if each role that may query the field sees the value in full',
      'anyOf: ["x"]',
      [],
    ],
    [
      'is reported if a role that may query the field sees the value de-identified',
      'anyOf: ["x"], deidentified: ["y"]',
      ['Query.p(code:) @ a:1'],
    ],
  ])('for roles: an input that admits more roles than the field %s', (_when, role, expected) => {
    const a = `type Query { p(code: String @phi @role(anyOf: ["x", "y", "z"])): P }\ntype P @phi @role(${role}) { code: String }`;
    expect(linesOfRule('PHI_FILTER_UNMARKED', lintMarked({ a }))).toEqual(expected);
  });
});

describe('lint rule PHI_FILTER_UNMARKED accepts an input', () => {
  it.each([
    ['with the same marks', `type Query { p(code: String ${MARK}): P }`],
    ['with stricter marks', 'type Query { p(code: String @phi @role(anyOf: ["y"])): P }'],
    [
      'inside an argument with the same marks',
      `type Query { p(is: V ${MARK}): P } input V { code: String }`,
    ],
    [
      'with the same marks inside an argument that admits more roles',
      `type Query { p(is: V @phi @role(anyOf: ["x", "y", "z"])): P } input V { code: String ${MARK} }`,
    ],
    [
      'with an enum type that has the same marks',
      `type Query { p(by: O): P } enum O ${MARK} { CODE }`,
    ],
    [
      'with an enum value that has the same marks',
      `type Query { p(by: O): P } enum O { CODE ${MARK} }`,
    ],
    ['for a search with the same marks', `type Query { p(search: String ${MARK}): P }`],
    [
      'with a name that is not that of a PHI field',
      'type Query { p(plain: Int, first: Int, barcodeX: String): P }',
    ],
    [
      'of a field that returns other objects',
      'type Query { q(code: String): Q p: P } type Q { text: String }',
    ],
    [
      'of a mutation, which does not filter',
      'type Query { p: P } type Mutation { write(code: String): P }',
    ],
    ['with @patient, which the gateway checks', 'type Query { p(code: ID @patient): P }'],
    [
      'for a search over objects without PHI',
      'type Query { q(search: String): Q p: P } type Q { t: Int }',
    ],
    ['whose name contains "order" as a noun', 'type Query { p(orderNumber: String): P }'],
    [
      'of a field whose record only links to the record with PHI',
      'type Query { r(code: String): R } type R @key(fields: "key") { key: ID p: P }',
    ],
  ])('%s', (_rule, a) => {
    expect(found(a)).toEqual([]);
  });

  it('of a recursive input type without fields that filter by PHI', () => {
    expect(
      found('type Query { p(where: W): P } input W { and: [W!] or: [V!] } input V { not: W }'),
    ).toEqual([]);
  });
});

describe('lint rule PHI_FILTER_UNMARKED on large graphs', () => {
  it('does not follow what a field without arguments leads to', () => {
    const chain = Array.from(
      { length: 3000 },
      (_, number) => `type T${number} { next: T${number + 1} }`,
    ).join('\n');
    const since = performance.now();
    found(`type Query { first: T0 p(code: String): P }\n${chain}\ntype T3000 { key: String }`);
    expect(performance.now() - since).toBeLessThan(10_000);
  });
});
