import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { createDeidentificationFinder } from '../../../directives/policy/deidentification.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const YEAR_OF = {
  birth: '@phi(category: DATE, deidentify: YEAR)',
  name: '@phi(category: NAME, deidentify: YEAR)',
};
const methodOf = (sdl: string) => {
  const { policy } = unitGraph(sdl);
  const { method, methodCategory } =
    policy.requirements.get(memberCoordinate('Record', 'text')) ?? {};
  return [method, methodCategory];
};

describe('the element that determines the de-identification method of a field', () => {
  it.each([
    ['scalar', 'scalar Held @phi(deidentify: SUPPRESS)'],
    ['enum', 'enum Held @phi(deidentify: SUPPRESS) { A }'],
  ])('is the %s that the field returns, if only that has a @phi with a method', (_kind, held) => {
    const document = parse(`${HEAD}type Query { held: Held } ${held}`);
    const { elementMarks } = compileSubgraphs([{ name: 'a', document }]);
    const element = elementMarks.get(memberCoordinate('Query', 'held'));
    expect(element && createDeidentificationFinder(elementMarks)(element).reason).toMatchObject({
      kind: 'leaf type',
      mark: { at: 'Held' },
    });
  });
});

describe('the PHI category used for de-identification', () => {
  it.each([
    [YEAR_OF.birth, YEAR_OF.name],
    [YEAR_OF.name, YEAR_OF.birth],
  ])(
    'is the alphabetically first of the @phi directives on an interface field and on its implementer, in any order: %s %s',
    (one, other) => {
      expect(
        methodOf(`
        type Query { a: Int }
        interface Text { text: String ${one} }
        type Record implements Text { text: String ${other} }
      `),
      ).toEqual(['YEAR', 'DATE']);
    },
  );

  it.each([
    [YEAR_OF.birth, YEAR_OF.name],
    [YEAR_OF.name, YEAR_OF.birth],
  ])(
    'is the alphabetically first among several implementers, in any order: %s %s',
    (one, other) => {
      expect(
        methodOf(`
        type Query { a: Int }
        interface Record { text: String }
        type A implements Record { text: String ${one} }
        type B implements Record { text: String ${other} }
      `),
      ).toEqual(['YEAR', 'DATE']);
    },
  );

  it('is OTHER_ID if the method is SUPPRESS', () => {
    const mark = '@phi(category: SSN, deidentify: SUPPRESS)';
    expect(methodOf(`type Query { a: Int } type Record { text: String ${mark} }`)).toEqual([
      'SUPPRESS',
      'OTHER_ID',
    ]);
  });

  it('is OTHER_ID, and the method SUPPRESS, for an interface field if one implementer has a method and another has a deidentified role without one', () => {
    expect(
      methodOf(`
        type Query { a: Int }
        interface Record { text: String }
        type A implements Record { text: String ${YEAR_OF.birth} @role(anyOf: ["x"], deidentified: ["y"]) }
        type B implements Record { text: String @role(anyOf: ["x"], deidentified: ["y"]) }
      `),
    ).toEqual(['SUPPRESS', 'OTHER_ID']);
  });

  it('is OTHER_ID, and the method SUPPRESS, for an interface field whose implementers have different methods', () => {
    expect(
      methodOf(`
        type Query { a: Int }
        interface Record { text: String }
        type A implements Record { text: String ${YEAR_OF.birth} }
        type B implements Record { text: String @phi(category: NAME, deidentify: INITIALS) }
      `),
    ).toEqual(['SUPPRESS', 'OTHER_ID']);
  });
});
