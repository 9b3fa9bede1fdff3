import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { comparePolicies } from '../../../directives/policy/compare-policies.ts';
import { compileSubgraphs, type Compiled } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const compile = (sdl: string): Compiled =>
  compileSubgraphs([{ name: 'a', document: parse(`${HEAD} type Query { t: T } ${sdl}`) }]);
const PLAIN = compile('type T { id: ID! a(of: ID): Int }');

/** The coordinates that are reported. */
const differing = (supergraph: Compiled, subgraphs: Compiled): readonly (string | null)[] =>
  comparePolicies(supergraph, subgraphs).map(({ coordinate }) => coordinate);

describe('a supergraph whose policy differs from that of its subgraphs', () => {
  it.each([
    ['nothing', 'type T { id: ID! a(of: ID): Int }', []],
    ['the mark of a field', 'type T { id: ID! a(of: ID): Int @role(anyOf: ["x"]) }', ['T.a']],
    ['the patient of an argument', 'type T { id: ID! a(of: ID @patient): Int }', ['T.a(of:)']],
    ['the patient of a type', 'type T @patient(id: "id") { id: ID! a(of: ID): Int }', ['T']],
    ['a key', 'type T @key(fields: "id") { id: ID! a(of: ID): Int }', ['T']],
  ])('is reported with each differently marked element: %s', (_what, sdl, expected) => {
    expect(differing(PLAIN, compile(sdl))).toEqual(expected);
    expect(differing(compile(sdl), PLAIN)).toEqual(expected);
  });

  it('is not reported for a marked argument that composition drops', () => {
    const marked = compile('type T { id: ID! a(of: ID, more: Int @role(anyOf: ["x"])): Int }');
    expect(differing(PLAIN, marked)).toEqual([]);
    expect(differing(marked, PLAIN)).toEqual(['T.a(more:)']);
  });
});
