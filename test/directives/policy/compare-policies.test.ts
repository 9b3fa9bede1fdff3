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

describe('the comparison of the policy of a supergraph with that of its subgraphs', () => {
  it.each([
    ['none for two equal schemas', 'type T { id: ID! a(of: ID): Int }', []],
    ['the field of a @role', 'type T { id: ID! a(of: ID): Int @role(anyOf: ["x"]) }', ['T.a']],
    ['the argument of a @patient', 'type T { id: ID! a(of: ID @patient): Int }', ['T.a(of:)']],
    ['the type of a @patient', 'type T @patient(id: "id") { id: ID! a(of: ID): Int }', ['T']],
    ['the type of a @key', 'type T @key(fields: "id") { id: ID! a(of: ID): Int }', ['T']],
  ])(
    'reports the element on which only one of the two has a directive: %s',
    (_what, sdl, expected) => {
      expect(differing(PLAIN, compile(sdl))).toEqual(expected);
      expect(differing(compile(sdl), PLAIN)).toEqual(expected);
    },
  );

  it('reports a @role on an argument that only the supergraph has, not on one that composition drops', () => {
    const marked = compile('type T { id: ID! a(of: ID, more: Int @role(anyOf: ["x"])): Int }');
    expect(differing(PLAIN, marked)).toEqual([]);
    expect(differing(marked, PLAIN)).toEqual(['T.a(more:)']);
  });
});
