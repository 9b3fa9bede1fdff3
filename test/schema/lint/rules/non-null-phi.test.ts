import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

const X = '@role(anyOf: ["x"])';
const XY = '@role(anyOf: ["x", "y"])';
const SCOPES = (text: string) => `@federation__requiresScopes(scopes: ${text})`;

function found(a: string): readonly string[] {
  return toldOf('PHI_NON_NULL', lintMarked({ a }));
}

describe('a field that is never null but may be denied is reported', () => {
  it.each<[string, string, string[]]>([
    ['at the root', `type Query { f: Int! @phi ${X} }`, ['Query.f @ a:1']],
    ['on an object', `type Query { t: T }\ntype T { f: Int! @phi ${X} }`, ['T.f @ a:2']],
    ['as a list', `type Query { t: T }\ntype T { f: [Int]! @phi ${X} }`, ['T.f @ a:2']],
    [
      'by the type that it returns',
      `type Query { t: T }\ntype T { f: S! }\ntype S @phi ${X} { a: Int }`,
      ['T.f @ a:2'],
    ],
    [
      'where its type lets more roles in',
      `type Query { t: T }\ntype T @phi ${XY} { f: Int! ${X} }`,
      ['T.f @ a:2'],
    ],
    [
      'where only default roles see it',
      'type Query { t: T }\ntype T { f: Int! @phi }',
      ['T.f @ a:2'],
    ],
    [
      'on an interface whose implementers need more than it',
      `type Query { i: I }\ninterface I { f: Int! }\ntype T implements I @phi ${X} { f: Int! }`,
      ['I.f @ a:2'],
    ],
    [
      'in a list whose items may be denied by their own type',
      `type Query { u: [U!] }\nunion U = A | B type A @phi ${X} { a: Int } type B { b: Int }`,
      ['Query.u @ a:1'],
    ],
    [
      'in a list of an interface',
      `type Query { i: [I!] }\ninterface I { f: Int } type T implements I @phi ${X} { f: Int }`,
      ['Query.i @ a:1'],
    ],
  ])('%s', (_rule, a, expected) => {
    expect(found(a)).toEqual(expected);
  });
});

describe('it is not', () => {
  it.each([
    ['where it may be null', `type Query { f: Int @phi ${X} }`],
    [
      'where whoever sees the object sees it',
      `type Query { t: T } type T @phi ${X} { f: Int! ${XY} }`,
    ],
    [
      'where they see it de-identified',
      'type Query { t: T } type T @phi @role(anyOf: ["x"]) { f: String! @phi(deidentify: LAST4) @role(anyOf: ["y"], deidentified: ["x"]) }',
    ],
    ['where the type is for default roles too', 'type Query { t: T } type T @phi { f: Int! }'],
    [
      'where its type asks for the scopes too',
      `type Query { t: T } type T ${SCOPES('[["a", "b"]]')} { f: Int! ${SCOPES('[["a"], ["c"]]')} }`,
    ],
    ['where nothing is required', 'type Query { f: Int! }'],
    ['where it is an input', `type Query { f(a: Int! @phi ${X}): Int }`],
    [
      'where items may be null',
      `type Query { u: [U] } union U = A | B type A @phi ${X} { a: Int } type B { b: Int }`,
    ],
    [
      'where all items need no more than the field',
      `type Query { u: [U!] @phi ${X} } union U = A type A @phi ${XY} { a: Int }`,
    ],
  ])('%s', (_rule, a) => {
    expect(found(a)).toEqual([]);
  });

  it('where one subgraph leaves its items nullable', () => {
    const U = `union U = A type A @shareable @phi ${X} { a: Int }`;
    const findings = lintMarked({
      a: `type Query { u: [U!] @shareable } ${U}`,
      b: `type Query { u: [U] @shareable } ${U}`,
    });
    expect(toldOf('PHI_NON_NULL', findings)).toEqual([]);
  });

  it('where one subgraph leaves it nullable', () => {
    const findings = lintMarked({
      a: `type Query { f: Int! @shareable @phi ${X} }`,
      b: 'type Query { f: Int @shareable }',
    });
    expect(toldOf('PHI_NON_NULL', findings)).toEqual([]);
  });
});
