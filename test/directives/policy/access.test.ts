import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { Coordinate } from '../../../directives/coordinate.ts';
import type { Alternatives } from '../../../directives/marks/alternatives.ts';
import { compileSubgraphs, compileSupergraph } from '../../../directives/policy/compile-policy.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import { HEAD, policyOf } from '../../support/compose-subgraphs.ts';

/** `known` for @authenticated, scopes as `a+b|c`, policies in parentheses, joined by `&`; `open` for none. */
function accessOn(policy: Policy, coordinate: string): string {
  const requirement = policy.requirements.get(coordinate as Coordinate);
  if (!requirement) return 'open';
  return [
    ...(requirement.authenticated ? ['known'] : []),
    ...requirement.scopes.map(text),
    ...requirement.policies.map((sets) => `(${text(sets)})`),
  ].join(' & ');
}

function text(sets: Alternatives): string {
  return sets.map((names) => names.join('+')).join('|');
}

function scopes(...sets: string[]): string {
  return `@requiresScopes(scopes: ${JSON.stringify(sets.map((set) => set.split('+')))})`;
}

function hash(directive: string): string {
  return policyOf({ a: `type Query { f: Int ${directive} }` }).hash;
}

type Expected = Readonly<Record<string, string>>;

describe('the scope and policy requirement of a schema coordinate', () => {
  it.each<[string, Readonly<Record<string, string>>, Expected]>([
    [
      'combines the directives on the coordinate, its type and the type that it returns',
      {
        a: `type Query { p: P @authenticated } type P ${scopes('p')} { a: Int ${scopes('a', 'b+c')} e: E s: S }
          enum E @policy(policies: [["e"]]) { A } scalar S ${scopes('s')}`,
      },
      {
        'Query.p': 'known & p',
        P: 'p',
        'P.a': 'a|b+c & p',
        'P.e': 'p & (e)',
        'P.s': 'p & s',
        E: '(e)',
        S: 's',
        'E.A': 'open',
        Query: 'open',
      },
    ],
    [
      'in several subgraphs requires all of them, merged as composition merges them',
      {
        a: `type Query { f: Int @shareable ${scopes('p+u', 'admin')} g: Int @shareable ${scopes('x')} }`,
        b: `type Query { f: Int @shareable ${scopes('admin')} g: Int @shareable @authenticated ${scopes('y', 'z')} }`,
        c: `type Query { f: Int @shareable g: Int @shareable ${scopes('x')} }`,
      },
      { 'Query.f': 'admin', 'Query.g': 'known & x+y|x+z' },
    ],
    [
      'on a root type applies to its fields, whichever name the type has',
      { a: `schema { query: Root } type Root ${scopes('q')} { f: Int }` },
      { 'Query.f': 'q', Query: 'q' },
    ],
    [
      'on an interface field requires what the field requires on all implementers',
      {
        a: `type Query { i: I } interface I { f: Int }
          type P implements I @policy(policies: [["p"]]) { f: Int ${scopes('x')} }
          type Q implements I { f: Int ${scopes('y', 'z')} }
          type R implements I { f: Int ${scopes('x', 'w')} }`,
      },
      {
        'I.f': 'x & y|z & (p)',
        'P.f': 'x & (p)',
        'Q.f': 'y|z',
        'R.f': 'w|x',
        'Query.i': '(p)',
        I: 'open',
      },
    ],
    [
      'on a field that returns an interface, but not a union, requires what all object types below require',
      {
        a: `type Query { n: N i: [I!]! u: U p: P } interface N { f: Int } interface I implements N { f: Int }
          union U = P | Q
          type P implements I & N ${scopes('x')} { f: Int } type Q implements N ${scopes('y', 'z')} { f: Int }`,
      },
      { 'Query.n': 'x & y|z', 'Query.i': 'x', 'Query.u': 'open', 'Query.p': 'x', P: 'x' },
    ],
    [
      'on an interface field requires what implementers of interfaces below it require',
      {
        a: `type Query { n: N } interface N { f: Int } interface I implements N { f: Int }
          type P implements I & N { f: Int ${scopes('x')} } type Q implements N { f: Int @authenticated }`,
      },
      { 'N.f': 'known & x', 'I.f': 'x', 'Q.f': 'known' },
    ],
    [
      'on an @interfaceObject field applies to the field on each implementer',
      {
        a: `type Query { i: I } interface I @key(fields: "id") { id: ID! }
          type P implements I @key(fields: "id") { id: ID! } type Q implements I @key(fields: "id") ${scopes('q')} { id: ID! }`,
        b: `type I @interfaceObject @key(fields: "id") { id: ID! f: Int ${scopes('x', 'y')} }`,
        c: `type I @interfaceObject @key(fields: "id") { id: ID! g: Int @policy(policies: [["g"]]) }`,
      },
      {
        'I.f': 'q & x|y',
        'P.f': 'x|y',
        'Q.f': 'q & x|y',
        'P.g': '(g)',
        'Q.g': 'q & (g)',
        'I.id': 'q',
      },
    ],
    [
      'on a field of an @interfaceObject without implementers is its own and that of the type it returns',
      {
        a: `type Query { i: I } interface I @key(fields: "id") { id: ID! }`,
        b: `type I @interfaceObject @key(fields: "id") { id: ID! f: Int ${scopes('x')} p: P } type P ${scopes('p')} { a: Int }`,
      },
      { 'I.f': 'x', 'I.p': 'p' },
    ],
    [
      'on a computed field is its own alone if that is stricter than the one of its source',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${scopes('x', 'y')} }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") ${scopes('x+z')} }`,
      },
      { 'P.b': 'x+z' },
    ],
    [
      'is kept when another subgraph overrides the field',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${scopes('x')} }`,
        b: `type P @key(fields: "id") { id: ID! a: Int @override(from: "a") ${scopes('y')} }`,
      },
      { 'P.a': 'x+y' },
    ],
    [
      'is empty if one alternative requires nothing',
      {
        a: `type Query { f: Int @requiresScopes(scopes: []) g: Int @policy(policies: [[], ["p"]]) }`,
      },
      { 'Query.f': 'open', 'Query.g': 'open' },
    ],
    [
      'on enums and scalars does not apply to arguments, input fields and enum values of these types',
      {
        a: `type Query { f(e: E, s: S, w: W): Int } enum E ${scopes('e')} { A } scalar S ${scopes('s')} input W { e: E s: S }`,
      },
      {
        'Query.f': 'open',
        'Query.f(e:)': 'open',
        'Query.f(s:)': 'open',
        'W.e': 'open',
        'W.s': 'open',
        'E.A': 'open',
      },
    ],
    [
      'accepts any string as a scope',
      {
        a: `type Query { f: Int @requiresScopes(scopes: [["__proto__", "constructor"], ["a b"], [""]]) }`,
      },
      { 'Query.f': '|__proto__+constructor|a b' },
    ],
  ])('%s', (_rule, subgraphs, expected) => {
    const policy = policyOf(subgraphs);
    expect(
      Object.fromEntries(Object.keys(expected).map((at) => [at, accessOn(policy, at)])),
    ).toEqual(expected);
  });

  it('does not make the field PHI and requires no roles', () => {
    const policy = policyOf({ a: `type Query { f: Int ${scopes('x')} }` });
    expect(policy.requirements.get('Query.f' as Coordinate)).toEqual({
      phi: false,
      usesDefaultRoles: false,
      categories: [],
      clauses: [],
      authenticated: false,
      scopes: [[['x']]],
      policies: [],
      method: 'SUPPRESS',
      methodCategory: 'OTHER_ID',
      dateFormat: null,
    });
  });

  it('on an implementing type does not apply to the interface type, which keeps its own roles', () => {
    const policy = policyOf({
      a: `type Query { i: I } interface I @role(anyOf: ["r"]) { f: Int } type P implements I ${scopes('x')} { f: Int }`,
    });
    expect(policy.requirements.get('I' as Coordinate)).toMatchObject({
      clauses: [{ anyOf: ['r'] }],
      scopes: [],
    });
  });

  it('does not replace the default roles of PHI without a role', () => {
    const policy = policyOf({ a: `type Query { f: Int @phi ${scopes('x')} }` });
    expect(policy.requirements.get('Query.f' as Coordinate)).toMatchObject({
      phi: true,
      usesDefaultRoles: true,
    });
  });

  it('changes the hash of the policy, but the order of its names does not', () => {
    const hashes = ['', '@authenticated', scopes('x'), scopes('x', 'y'), scopes('x+y')].map(hash);
    const policies = ['[["x"]]', '[["x", "y"]]'].map((sets) => hash(`@policy(policies: ${sets})`));
    expect(new Set([...hashes, ...policies]).size).toBe(7);
    expect(hash(scopes('y', 'x+y', 'x'))).toBe(hash(scopes('x', 'y')));
  });
});

describe('the scopes and @policy names that a compiled policy lists', () => {
  it('are sorted, without those only in an alternative that a shorter one makes redundant', () => {
    const policy = policyOf({
      a: `type Query { f: Int ${scopes('b', 'b+never', 'a')} g: Int @policy(policies: [["q", "p"]]) }`,
    });
    expect(policy.scopes).toEqual(['a', 'b']);
    expect(policy.policies).toEqual(['p', 'q']);
  });
});

describe('@requiresScopes on an @external copy of a field', () => {
  it('is refused with MARK_ON_EXTERNAL unless the definition of the field has an equal condition', () => {
    const at = (directive: string) =>
      compileSubgraphs([
        {
          name: 'a',
          document: parse(
            `${HEAD}type Query { p: P } type P @key(fields: "id") { id: ID! a: Int ${directive} }`,
          ),
        },
        {
          name: 'b',
          document: parse(
            `${HEAD}type P @key(fields: "id") { id: ID! a: Int @external ${scopes('x')} b: Int @requires(fields: "a") ${scopes('x')} }`,
          ),
        },
      ]).problems.map(({ code, subgraph, coordinate }) => `${code} ${subgraph} ${coordinate}`);
    expect(at(scopes('x'))).toEqual([]);
    expect(at('@requiresScopes(scopes: [["x", "y"], ["x", "x"]])')).toEqual([]);
    expect(at(scopes('y'))).toEqual(['MARK_ON_EXTERNAL b P.a']);
  });
});

function problemsOf(supergraph: string): string[] {
  const { problems } = compileSupergraph(parse(supergraph));
  return problems.map(({ code, coordinate }) => `${code} ${coordinate}`);
}

describe('the access control of an interface in a supergraph', () => {
  const supergraph = (interfaces: string, field = '') => `
    schema @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
      @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
      @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) { query: Query }
    type Query { i: I }
    interface I ${interfaces} { f: Int ${field} }
    type P implements I ${scopes('x', 'y')} { f: Int @policy(policies: [["p"]]) }
    type Q implements I ${scopes('z')} { f: Int }
    interface Alone ${scopes('alone')} { g: Int ${scopes('g')} }`;

  it.each<[string, string, string, string[]]>([
    ['none, as in supergraphs of older compositions', '', '', []],
    [
      'what all implementers require together',
      scopes('x+z', 'y+z'),
      '@policy(policies: [["p"]])',
      [],
    ],
    ['less than all implementers require', scopes('z'), '@policy(policies: [["p"], ["q"]])', []],
    ['@authenticated, which every required scope implies', '@authenticated', '@authenticated', []],
    ['a scope that no implementer requires', scopes('w'), '', ['MARK_INVALID I']],
    ['a scope that only one implementer requires', scopes('x'), '', ['MARK_INVALID I']],
    ['a policy that no implementer requires', '@policy(policies: [["p"]])', '', ['MARK_INVALID I']],
    [
      'a policy on a field that no implementer requires',
      '',
      '@policy(policies: [["q"]])',
      ['MARK_INVALID I.f'],
    ],
    ['a scope on a field that no implementer requires', '', scopes('w'), ['MARK_INVALID I.f']],
  ])(
    'is refused with MARK_INVALID only if stricter than what the implementers require: %s',
    (_what, interfaces, field, expected) => {
      expect(problemsOf(supergraph(interfaces, field))).toEqual(expected);
    },
  );

  it('applies to fields that return the interface or belong to it, not to the interface type and its implementers', () => {
    const { policy } = compileSupergraph(parse(supergraph(scopes('x+z', 'y+z'))));
    expect(accessOn(policy, 'Query.i')).toBe('x|y & z');
    expect(accessOn(policy, 'I')).toBe('open');
    expect(accessOn(policy, 'P')).toBe('x|y');
    expect(accessOn(policy, 'Q.f')).toBe('z');
    expect(accessOn(policy, 'I.f')).toBe('x|y & z & (p)');
  });
});
