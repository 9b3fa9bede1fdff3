import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

function found(sdl: string): readonly string[] {
  return toldOf('PHI_JSON_UNMARKED', lintMarked({ a: sdl }));
}

describe('an unmarked scalar that can hold a whole record is reported', () => {
  it.each(['JSON', 'JSONObject', 'Json', 'Any', 'jsonb', 'FHIRResource', 'XmlDocument', 'Map'])(
    'of type %s, alone, in lists and below objects',
    (name) => {
      expect(
        found(
          `scalar ${name}\ntype Query { chart: ${name} charts: [${name}!]! c: C }\ntype C { more: ${name} }`,
        ),
      ).toEqual(['Query.chart @ a:2', 'Query.charts @ a:2', 'C.more @ a:3']);
    },
  );

  it('once, on the interface that declares it', () => {
    expect(
      found(
        `scalar JSON type Query { i: I }\ninterface I { raw: JSON } type A implements I { raw: JSON }`,
      ),
    ).toEqual(['I.raw @ a:2']);
  });
});

describe('nothing is reported', () => {
  const MARK = '@phi @role(anyOf: ["x"])';
  it.each([
    ['of a marked field', `scalar JSON type Query { chart: JSON ${MARK} }`],
    ['of a marked scalar', `scalar JSON ${MARK} type Query { chart: JSON }`],
    ['of a narrower scalar', 'scalar DateTime scalar Money type Query { at: DateTime of: Money }'],
    ['of an argument', 'scalar JSON type Query { n(filter: JSON): Int }'],
    ['of a type that is called so', 'type Map { x: Int } type Query { map: Map }'],
  ])('%s', (_what, sdl) => {
    expect(found(sdl)).toEqual([]);
  });
});
