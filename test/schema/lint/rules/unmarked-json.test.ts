import { describe, expect, it } from '@jest/globals';
import { isSure } from '../../../../schema/lint/finding.ts';
import { lint } from '../../../../schema/lint/lint.ts';
import { ANY_ROLES, lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

function found(sdl: string): readonly string[] {
  return linesOfRule('PHI_JSON_UNMARKED', lintMarked({ a: sdl }));
}

describe('lint rule PHI_JSON_UNMARKED reports an unmarked scalar that can hold a whole record', () => {
  it.each(['JSON', 'JSONObject', 'Json', 'Any', 'jsonb', 'FHIRResource', 'XmlDocument', 'Map'])(
    'of type %s as a field, in lists and in objects',
    (name) => {
      expect(
        found(
          `scalar ${name}\ntype Query { chart: ${name} charts: [${name}!]! c: C }\ntype C { more: ${name} }`,
        ),
      ).toEqual(['Query.chart @ a:2', 'Query.charts @ a:2', 'C.more @ a:3']);
    },
  );

  it('at the root of a graph without the specification, if it is named for patients', () => {
    const sdl =
      'scalar JSON type Query { unassignedPatients: JSON settings: JSON p: Patient } type Patient { a: Boolean }';
    const findings = lint([{ name: 'a', url: 'http://a.test', sdl }], ANY_ROLES);
    expect(findings.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual([
      'PHI_JSON_UNMARKED Query.unassignedPatients',
    ]);
  });

  it('once, on the interface that declares the field', () => {
    expect(
      found(
        `scalar JSON type Query { i: I }\ninterface I { raw: JSON } type A implements I { raw: JSON }`,
      ),
    ).toEqual(['I.raw @ a:2']);
  });
});

describe('lint rule PHI_JSON_UNMARKED and PHI_UNMARKED', () => {
  it('report a scalar once: the surer of the two, so that no least confidence hides it', () => {
    const sdl = `scalar JSON type Query { p: Patient }
type Patient { name: String answers: [Answer] } type Answer { id: ID! raw: JSON diagnosis: JSON }`;
    const findings = lint([{ name: 'a', url: 'http://a.test', sdl }], ANY_ROLES);
    expect(
      findings
        .filter(({ coordinate }) => /raw|diagnosis/.test(coordinate ?? ''))
        .map((each) => `${each.code} ${each.coordinate} ${isSure(each, 'medium')}`),
    ).toEqual(['PHI_JSON_UNMARKED Answer.raw true', 'PHI_UNMARKED Answer.diagnosis true']);
  });
});

describe('lint rule PHI_JSON_UNMARKED reports nothing', () => {
  const MARK = '@phi @role(anyOf: ["x"])';
  it.each([
    ['for a marked field', `scalar JSON type Query { chart: JSON ${MARK} }`],
    ['for a marked scalar', `scalar JSON ${MARK} type Query { chart: JSON }`],
    ['for a narrower scalar', 'scalar DateTime scalar Money type Query { at: DateTime of: Money }'],
    ['for an argument', 'scalar JSON type Query { n(filter: JSON): Int }'],
    ['for an object type named Map', 'type Map { x: Int } type Query { map: Map }'],
  ])('%s', (_what, sdl) => {
    expect(found(sdl)).toEqual([]);
  });
});
