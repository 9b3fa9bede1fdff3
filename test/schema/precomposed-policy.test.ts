import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../directives/marks/problem.ts';
import { compose } from '../../schema/compose.ts';
import { graphFromSupergraph } from '../../schema/graph-from-supergraph.ts';
import type { SubgraphSdl } from '../../schema/parse-subgraphs.ts';
import { HEAD } from '../support/compose-subgraphs.ts';

const SDL = `${HEAD}
type Query { p(id: ID! @patient): P search(text: String @role(anyOf: ["x"])): P }
type P @key(fields: "id") @patient(id: "id") { id: ID! ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["x"], deidentified: ["r"]) }`;
const subgraphs = [{ name: 'a', url: 'http://a.test', sdl: SDL }];
const composed = compose(subgraphs);
const supergraph = composed.ok ? composed.supergraphSdl : '';

function problemsOf(supergraphSdl: string, of: readonly SubgraphSdl[]): readonly Problem[] {
  const graph = graphFromSupergraph(supergraphSdl, of);
  return graph.ok ? [] : graph.problems;
}

function differing(supergraphSdl: string): unknown[] {
  return problemsOf(supergraphSdl, subgraphs).map(({ code, coordinate }) => [code, coordinate]);
}

describe('verifying the policy of a precomposed supergraph', () => {
  it('finds no problem when its policy equals that of its subgraphs', () => {
    expect(differing(supergraph)).toEqual([]);
  });

  it.each<[string, string, string, string[]]>([
    ['a role', ' @role(anyOf: ["x"], deidentified: ["r"])', '', ['P.ssn']],
    ['a category', 'category: SSN', 'category: NAME', ['P.ssn']],
    ['a method', 'deidentify: LAST4', 'deidentify: INITIALS', ['P.ssn']],
    ['a de-identified role', 'deidentified: ["r"]', 'deidentified: ["q"]', ['P.ssn']],
    ["an argument's role", ' @role(anyOf: ["x"])', '', ['Query.search(text:)']],
    ["an argument's patient", '(id: ID! @patient)', '(id: ID!)', ['Query.p(id:)']],
    ['the patient of an object', ' @patient(id: "id")', '', ['P']],
    ['the path to the patient', '@patient(id: "id")', '@patient(id: "ssn")', ['P']],
    ['the key of an entity', ', key: "id"', '', ['P']],
  ])(
    'reports POLICY_DIFFERS at the coordinate if the supergraph differs from its subgraphs in %s',
    (_what, from, to, expected) => {
      const text = supergraph.replace(from, to).replace(`${from}\n`, `${to}\n`);
      expect(text).not.toBe(supergraph);
      expect(differing(text)).toEqual(expected.map((at) => ['POLICY_DIFFERS', at]));
    },
  );

  it('reports INVALID_SDL for a syntax error and MARK_INVALID for an unknown category', () => {
    expect(differing('type {')).toEqual([['INVALID_SDL', null]]);
    const text = supergraph.replace('category: SSN', 'category: SOCIAL');
    expect(differing(text)).toContainEqual(['MARK_INVALID', 'P.ssn']);
  });

  it('reports MARK_NOT_COMPOSED for a subgraph without @composeDirective for @phi', () => {
    const broken = subgraphs.map((subgraph) => ({
      ...subgraph,
      sdl: subgraph.sdl.replace('@composeDirective(name: "@phi")', ''),
    }));
    expect(problemsOf(supergraph, broken)).toMatchObject([{ code: 'MARK_NOT_COMPOSED' }]);
  });
});

describe('verifying the access control of a precomposed supergraph', () => {
  const sdl = `${HEAD}
type Query { p: P i: I } type P @shareable @authenticated { a: Int @requiresScopes(scopes: [["x", "y"], ["z"]]) }
interface I { f: Int } type F implements I @policy(policies: [["p"]]) { f: Int @requiresScopes(scopes: [["f"]]) }`;
  const other = `${HEAD}type P @shareable { a: Int @requiresScopes(scopes: [["z", "w"]]) }`;
  const both = [
    { name: 'a', url: 'http://a.test', sdl },
    { name: 'b', url: 'http://b.test', sdl: other },
  ];
  const graph = compose(both);
  const text = graph.ok ? graph.supergraphSdl : '';
  const problemLines = (changed: string) =>
    problemsOf(changed, both).map(({ code, coordinate }) => `${code} ${coordinate}`);

  it('accepts the requirements that composition merges and derives from the subgraphs', () => {
    expect(text).toContain('@requiresScopes(scopes: [["w", "z"]])');
    expect(problemLines(text)).toEqual([]);
  });

  it.each<[string, string | RegExp, string, string[]]>([
    [
      'reports POLICY_DIFFERS for scopes merged by OR, as older compositions did',
      '[["w", "z"]]',
      '[["w", "z"], ["x", "y"], ["z"]]',
      ['POLICY_DIFFERS P.a'],
    ],
    [
      'reports POLICY_DIFFERS for a missing scope',
      ' @requiresScopes(scopes: [["w", "z"]])',
      '',
      ['POLICY_DIFFERS P.a'],
    ],
    [
      'reports POLICY_DIFFERS for a missing @authenticated',
      '  @authenticated\n',
      '',
      ['POLICY_DIFFERS P', 'POLICY_DIFFERS P.a', 'POLICY_DIFFERS Query.p'],
    ],
    [
      'reports POLICY_DIFFERS and MARK_INVALID for a missing policy',
      /(type F[^{]*)@policy\([^)]*\)/,
      '$1',
      [
        'MARK_INVALID I',
        'POLICY_DIFFERS F',
        'POLICY_DIFFERS F.f',
        'POLICY_DIFFERS I.f',
        'POLICY_DIFFERS Query.i',
      ],
    ],
    [
      'accepts an interface without the derived requirement',
      /(interface I[^{]*)@policy\([^)]*\)/,
      '$1',
      [],
    ],
    [
      'reports MARK_INVALID for an interface that requires more than its implementation',
      /(interface I[^{]*)@policy\([^)]*\)/,
      '$1@policy(policies: [["q"]])',
      ['MARK_INVALID I'],
    ],
  ])('%s', (_what, from, to, expected) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(problemLines(changed)).toEqual(expected);
  });
});
