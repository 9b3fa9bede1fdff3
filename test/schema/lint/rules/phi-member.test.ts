import { describe, expect, it } from '@jest/globals';
import { NO_HINTS } from '../../../../schema/lint/lint-hints.ts';
import { ANY_ROLES, lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const MARK = '@phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor"])';
const UNION = `union Condition = Flu | Hiv type Flu { at: String } type Hiv ${MARK} { at: String }`;

function findings(a: string, refusesDenials = true) {
  return lintMarked({ a }, ANY_ROLES, { ...NO_HINTS, refusesDenials }).filter(
    ({ code }) => code === 'PHI_MEMBER',
  );
}

describe('lint rule PHI_MEMBER', () => {
  it.each<[string, string, string[]]>([
    ['a list of a union', `type Query { a: [Condition!]! }\n${UNION}`, ['Query.a @ a:1']],
    ['a field of a union', `type Query {\n a: Condition }\n${UNION}`, ['Query.a @ a:2']],
    [
      'a list of an interface',
      `type Query { a: [I] } interface I { at: String } type T implements I { at: String } type P implements I ${MARK} { at: String }`,
      ['Query.a @ a:1'],
    ],
    [
      'a list with the role, and without the category, which consent can close',
      `type Query { a: [Condition] @phi @role(anyOf: ["doctor"]) }\n${UNION}`,
      ['Query.a @ a:1'],
    ],
  ])('reports %s if denials refuse the operation', (_what, sdl, expected) => {
    expect(linesOfRule('PHI_MEMBER', findings(sdl))).toEqual(expected);
  });

  it('names the type and its marks', () => {
    expect(findings(`type Query { a: [Condition] } ${UNION}`)).toMatchObject([
      {
        severity: 'warning',
        message:
          'Query.a can hold Hiv, which can be denied alone: mode reject refuses an operation that would return one, which reveals it.',
        fix: `Mark it as Hiv is: ${MARK}, or use mode filter.`,
      },
    ]);
  });

  it.each<[string, string, boolean]>([
    ['a list that leaves denied objects out', `type Query { a: [Condition] } ${UNION}`, false],
    ['a list with the marks of the type', `type Query { a: [Condition] ${MARK} } ${UNION}`, true],
    ['a list of the type itself', `type Query { a: [Hiv] c: Condition ${MARK} } ${UNION}`, true],
    [
      'a type that is not PHI',
      'type Query { a: [U] } union U = A | B type A @role(anyOf: ["doctor"]) { x: Int } type B { x: Int }',
      true,
    ],
  ])('does not report %s', (_what, sdl, refusesDenials) => {
    expect(findings(sdl, refusesDenials)).toEqual([]);
  });
});
