import { describe, expect, it } from '@jest/globals';
import { found, LINE, OK, problemsOf, refuses } from './composition-cases.ts';

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
      found('METHOD_UNFIT', 'Other'),
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
      found('METHOD_UNFIT', 'Query.f'),
    ],
    [
      'refuses another method than YEAR on such a scalar',
      {
        a: `type Query { f: LocalDate @phi(deidentify: LAST4) } scalar LocalDate @specifiedBy(url: "https://tools.ietf.org/html/rfc3339")`,
      },
      found('METHOD_UNFIT', 'Query.f'),
    ],
    ['accepts YEAR on the scalar Date', { a: `${OK} scalar Date @phi(deidentify: YEAR)` }],
    [
      'refuses a method on an object type',
      { a: `${OK} type T @phi(deidentify: LAST4) { a: String }` },
      found('METHOD_UNFIT', 'T'),
    ],
    [
      'refuses a method that cannot apply to an enum',
      { a: `${OK} enum E @phi(deidentify: INITIALS) { A }` },
      found('METHOD_UNFIT', 'E'),
    ],
    [
      'refuses an unfit method on an interface field once, not again on each implementation',
      {
        a: `${OK} interface I { a: Float @phi(deidentify: LAST4) } type T implements I { a: Float }`,
      },
      found('METHOD_UNFIT', 'I.a'),
    ],
  ]);
});

describe('composition with two @phi marks for one coordinate', () => {
  refuses([
    [
      'refuses two methods on one field',
      { a: `type Query { f: String @phi(deidentify: LAST4) @phi(deidentify: INITIALS) }` },
      found('METHODS_DIFFER', 'Query.f'),
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
      found('METHODS_DIFFER', 'Date'),
    ],
    [
      'refuses two methods on an enum, and reports the one that cannot apply to an enum',
      { a: `${OK} enum Sex @phi(deidentify: PSEUDONYM) @phi(deidentify: SUPPRESS) { F M }` },
      found('METHODS_DIFFER', 'Sex'),
      found('METHOD_UNFIT', 'Sex'),
    ],
    [
      'refuses different methods on an interface field and on its implementation',
      {
        a: `${OK} interface I { f: String @phi(deidentify: LAST4) } type T implements I { f: String @phi(deidentify: INITIALS) }`,
      },
      found('METHODS_DIFFER', 'T.f'),
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
