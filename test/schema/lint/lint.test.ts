import { describe, expect, it } from '@jest/globals';
import { lint } from '../../../schema/lint/lint.ts';
import { ANY_ROLES, lintMarked, linesOf } from '../../support/lint-subgraphs.ts';

function lintSdl(subgraphs: Readonly<Record<string, string>>) {
  const sources = Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: '', sdl }));
  return lint(sources, ANY_ROLES);
}

const FEDERATION = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
const PHI = '@link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])';
const FIELD = 'type Query { ssn: String @phi @role(anyOf: ["x"]) }';

describe('lint of a @phi, @role or @patient that composition would silently drop', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'reports MARK_NOT_COMPOSED for @phi without @composeDirective',
      {
        a: `${FEDERATION('"@composeDirective"')} ${PHI} @composeDirective(name: "@role")\n${FIELD}`,
      },
      'MARK_NOT_COMPOSED Query.ssn @ a:2',
    ],
    [
      'reports MARK_NOT_LINKED for @phi with a local definition and without @link',
      {
        a: `${FEDERATION('"@key"')}\ndirective @phi on FIELD_DEFINITION\ntype Query { ssn: String @phi }`,
      },
      'MARK_NOT_LINKED Query.ssn @ a:3',
    ],
    [
      'reports LINK_LOOK_ALIKE for @phi from a specification at another URL',
      {
        a: `${FEDERATION('"@composeDirective"')} @link(url: "https://phi-gateway.example/phi/v1.0", import: ["@phi"]) @composeDirective(name: "@phi")\ntype Query { ssn: String @phi }`,
      },
      'LINK_LOOK_ALIKE  @ a:1',
    ],
  ])('%s', (_what, subgraphs, expected) => {
    const errors = lintSdl(subgraphs).filter(({ severity }) => severity === 'error');
    const lines = errors.map(
      ({ code, coordinate, subgraph, line }) => `${code} ${coordinate ?? ''} @ ${subgraph}:${line}`,
    );
    expect(lines).toContain(expected);
  });

  it('reports MARK_ON_EXTERNAL for @phi only on the @external copy of a field', () => {
    const findings = lintMarked({
      a: 'type Query { p: P } type P @key(fields: "id") { id: ID x: Int }',
      b: 'type P @key(fields: "id") { id: ID x: Int @external @phi y: Int @requires(fields: "x") }',
    });
    expect(linesOf(findings)).toContain('MARK_ON_EXTERNAL P.x @ b:1');
  });
});

describe('lint of a graph', () => {
  it('reports the findings of two subgraphs at once, ordered by subgraph, line and column', () => {
    const findings = lintMarked({
      b: 'type T @patient(id: "none") { ssn: Int }\ntype U { ssn: Int @phi(category: SSNX) }',
      a: 'type Query { t: Int }\ntype V { mrn: ID! @phi }',
    });
    expect(linesOf(findings)).toEqual([
      'PHI_NON_NULL V.mrn @ a:2',
      'PATIENT_PATH_INVALID T @ b:1',
      'PHI_UNMARKED T.ssn @ b:1',
      'PHI_UNMARKED U.ssn @ b:2',
      'MARK_INVALID U.ssn @ b:2',
    ]);
  });

  it('orders the findings of a subgraph by line and column, not by rule', () => {
    const a =
      'type Query { f: Int! @phi ssn: Int g: Int! @phi }\ntype T { h: Int! @phi }\ntype U { ssn: Int }';
    expect(linesOf(lintMarked({ a }))).toEqual([
      'PHI_NON_NULL Query.f @ a:1',
      'PHI_UNMARKED Query.ssn @ a:1',
      'PHI_NON_NULL Query.g @ a:1',
      'PHI_NON_NULL T.h @ a:2',
      'PHI_UNMARKED U.ssn @ a:3',
    ]);
  });

  it('reports only INVALID_SDL when the schema of one subgraph cannot be parsed', () => {
    const findings = lintMarked({ a: 'type Query { ssn: String }', b: '\ntype {' });
    expect(linesOf(findings)).toEqual(['INVALID_SDL  @ b:2']);
  });

  it('reports a problem of Apollo composition as COMPOSITION with its line, in addition to the findings of lint rules', () => {
    const findings = lintMarked({ a: 'type Query { ssn: Int }', b: 'type Query { ssn: Int }' });
    expect(linesOf(findings)).toEqual(['COMPOSITION  @ a:1', 'PHI_UNMARKED Query.ssn @ a:1']);
  });

  it('finds nothing in a graph without PHI', () => {
    expect(
      lintMarked({
        a: 'type Query { movies(first: Int): [Movie!]! } type Movie { name: String! }',
      }),
    ).toEqual([]);
  });

  it('reports the column of a finding, counted from 1', () => {
    const [finding] = lintMarked({ a: 'type Query {\n  a: Int\n    ssn: Int }' });
    expect(finding).toMatchObject({ column: 5 });
  });
});
