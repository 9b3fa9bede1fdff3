import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const X = '@role(anyOf: ["x"])';
const XY = '@role(anyOf: ["x", "y"])';
const SCOPES = (text: string) => `@federation__requiresScopes(scopes: ${text})`;

function found(a: string): readonly string[] {
  return linesOfRule('PHI_NON_NULL', lintMarked({ a }));
}

describe('lint rule PHI_NON_NULL', () => {
  it.each<[string, string, string[]]>([
    [
      'reports a non-null field of the root that may be denied',
      `type Query { f: Int! @phi ${X} }`,
      ['Query.f @ a:1'],
    ],
    [
      'reports a non-null field of an object that may be denied',
      `type Query { t: T }\ntype T { f: Int! @phi ${X} }`,
      ['T.f @ a:2'],
    ],
    [
      'reports a non-null list that may be denied',
      `type Query { t: T }\ntype T { f: [Int]! @phi ${X} }`,
      ['T.f @ a:2'],
    ],
    [
      'reports a non-null field whose returned type may be denied',
      `type Query { t: T }\ntype T { f: S! }\ntype S @phi ${X} { a: Int }`,
      ['T.f @ a:2'],
    ],
    [
      'reports a non-null field whose type admits more roles than the field',
      `type Query { t: T }\ntype T @phi ${XY} { f: Int! ${X} }`,
      ['T.f @ a:2'],
    ],
    [
      'reports a non-null field that only default roles see',
      'type Query { t: T }\ntype T { f: Int! @phi }',
      ['T.f @ a:2'],
    ],
    [
      'reports a non-null interface field whose implementation requires more',
      `type Query { i: I }\ninterface I { f: Int! }\ntype T implements I @phi ${X} { f: Int! }`,
      ['I.f @ a:2'],
    ],
    [
      'reports a list with non-null items whose type may be denied',
      `type Query { u: [U!] }\nunion U = A | B type A ${X} { a: Int } type B { b: Int }`,
      ['Query.u @ a:1'],
    ],
    [
      'reports a list with non-null items of an interface that may be denied',
      `type Query { i: [I!] }\ninterface I { f: Int } type T implements I ${X} { f: Int }`,
      ['Query.i @ a:1'],
    ],
    [
      'reports a non-null union with a PHI type that may be denied',
      `type Query { u: U! }\nunion U = A | B type A @phi ${X} { a: Int } type B { b: Int }`,
      ['Query.u @ a:1'],
    ],
  ])('%s', (_rule, a, expected) => {
    expect(found(a)).toEqual(expected);
  });
});

describe('the advice of lint rule PHI_NON_NULL', () => {
  it('is to make a field nullable, but another key where the field is a key', () => {
    const findings = lintMarked({
      a: `type Query { t: T } type T @key(fields: "id") { id: ID! @phi ${X} f: Int! @phi ${X} }`,
    });
    expect(
      findings.flatMap(({ code, coordinate, fix }) =>
        code === 'PHI_NON_NULL' ? [[coordinate, fix.includes('nullable')]] : [],
      ),
    ).toEqual([
      ['T.id', false],
      ['T.f', true],
    ]);
  });
});

describe('lint rule PHI_NON_NULL does not report', () => {
  it.each([
    ['a nullable field', `type Query { f: Int @phi ${X} }`],
    [
      'a non-null field that admits every role that sees the object',
      `type Query { t: T } type T @phi ${X} { f: Int! ${XY} }`,
    ],
    [
      'a non-null field that the roles of the object see de-identified',
      'type Query { t: T } type T @phi @role(anyOf: ["x"]) { f: String! @phi(deidentify: LAST4) @role(anyOf: ["y"], deidentified: ["x"]) }',
    ],
    [
      'a non-null field of a type that only default roles see',
      'type Query { t: T } type T @phi { f: Int! }',
    ],
    [
      'a non-null field whose type requires the same scopes',
      `type Query { t: T } type T ${SCOPES('[["a", "b"]]')} { f: Int! ${SCOPES('[["a"], ["c"]]')} }`,
    ],
    ['a non-null field without requirements', 'type Query { f: Int! }'],
    ['a non-null argument', `type Query { f(a: Int! @phi ${X}): Int }`],
    [
      'a list with non-null items whose type is PHI, which it leaves out',
      `type Query { u: [[U!]!]! } union U = A | B type A @phi ${X} { a: Int } type B { b: Int }`,
    ],
    [
      'a list with nullable items',
      `type Query { u: [U] } union U = A | B type A ${X} { a: Int } type B { b: Int }`,
    ],
    [
      'a list whose items require no more than the field',
      `type Query { u: [U!] @phi ${X} } union U = A type A ${XY} { a: Int }`,
    ],
  ])('%s', (_rule, a) => {
    expect(found(a)).toEqual([]);
  });

  it('a list whose items another subgraph declares nullable', () => {
    const U = `union U = A type A @shareable ${X} { a: Int }`;
    const findings = lintMarked({
      a: `type Query { u: [U!] @shareable } ${U}`,
      b: `type Query { u: [U] @shareable } ${U}`,
    });
    expect(linesOfRule('PHI_NON_NULL', findings)).toEqual([]);
  });

  it('a field that another subgraph declares nullable', () => {
    const findings = lintMarked({
      a: `type Query { f: Int! @shareable @phi ${X} }`,
      b: 'type Query { f: Int @shareable }',
    });
    expect(linesOfRule('PHI_NON_NULL', findings)).toEqual([]);
  });
});
