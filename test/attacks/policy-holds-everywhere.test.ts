import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { canonicalSubgraph } from '../../directives/marks/canonical.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { composeWithApollo } from '../../schema/apollo-composition.ts';
import { HEAD, needOf, policyOf } from '../support/compose-subgraphs.ts';
import { ruleCaller } from '../support/rule-caller.ts';
import { subgraphPolicy, supergraphPolicy } from '../support/policies.ts';

function view(policy: Policy, coordinate: string, roles: readonly string[]) {
  const rules = compileRules(policy, { defaultRoles: [], unmarked: 'allow' });
  return rules.view(coordinate as Coordinate, ruleCaller(roles));
}

function shared(role: string): string {
  return `type Query { a: Int @shareable @role(anyOf: ["${role}"]) }`;
}

function graph(top: string, dog: string, cat: string): Policy {
  return policyOf({
    a: `type Query { i: I } interface I ${top} { name: String } type Dog implements I ${dog} { name: String } type Cat implements I ${cat} { name: String }`,
  });
}

describe('a field that three subgraphs define, each with a @role,', () => {
  const policy = policyOf({ a: shared('ADMIN'), b: shared('USER'), c: shared('USER') });

  it.each<[string[], string]>([
    [['ADMIN'], 'none'],
    [['USER'], 'none'],
    [['ADMIN', 'USER'], 'full'],
  ])(
    'gives a caller with roles %j the view "%s", by the @role directives of all three',
    async (roles, expected) => {
      expect(await view(policy, 'Query.a', roles)).toBe(expected);
    },
  );
});

describe('a field computed from another field', () => {
  const policy = policyOf({
    a: `type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["x"], deidentified: ["r"]) }`,
    b: `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") @role(anyOf: ["r", "x", "z"]) }`,
  });

  it.each<[string, string]>([
    ['x', 'full'],
    ['r', 'deidentified'],
    ['z', 'none'],
  ])(
    'gives role %s the view "%s" of a field with @requires, at most that of its source, which is PHI with the method SUPPRESS',
    async (role, expected) => {
      expect(await view(policy, 'P.last4', [role])).toBe(expected);
      expect(policy.requirements.get('P.last4' as Coordinate)).toMatchObject({
        phi: true,
        method: 'SUPPRESS',
      });
    },
  );

  it('requires for a field with @fromContext the roles of its source in every type that sets the context, before and after composition', () => {
    const head = `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext", "@composeDirective"])
      @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
      @composeDirective(name: "@role")`;
    const a = `${head}
      type Query { open: Open shut: Shut }
      type Open @key(fields: "id") @context(name: "who") { id: ID! name: String child: Child }
      type Shut @key(fields: "id") @context(name: "who") { id: ID! name: String @role(anyOf: ["x"]) child: Child }
      type Child @key(fields: "id") { id: ID! greeting(name: String @fromContext(field: "$who { name }"), loud: Boolean): String }`;
    const document = parse(a);
    const b = parse(`${HEAD}type Query { other: Int }`);
    const own = subgraphPolicy([
      { name: 'a', document },
      { name: 'b', document: b },
    ]);
    expect(needOf(own, 'Child.greeting')).toBe('x [] SUPPRESS');
    expect(needOf(own, 'Shut.child')).toBe('open');
    const composed = composeWithApollo([
      { name: 'a', url: 'http://a.test', document: canonicalSubgraph(document).document },
      { name: 'b', url: 'http://b.test', document: canonicalSubgraph(b).document },
    ]);
    if ('errors' in composed) throw composed.errors[0] ?? new Error('not composed');
    expect(supergraphPolicy(parse(composed.supergraphSdl))).toEqual(own);
  });
});

describe('a field selected on an interface', () => {
  it.each<[string, Policy, string[], string]>([
    [
      'is hidden from role c if one implementer requires role d',
      graph('', '@role(anyOf: ["d"])', ''),
      ['c'],
      'none',
    ],
    [
      'is shown to role d if one implementer requires role d',
      graph('', '@role(anyOf: ["d"])', ''),
      ['d'],
      'full',
    ],
    [
      'is shown to role d if all implementers require role d',
      graph('', '@role(anyOf: ["d"])', '@role(anyOf: ["d"])'),
      ['d'],
      'full',
    ],
    [
      'is hidden from role d if one implementer requires role d and the other role c',
      graph('', '@role(anyOf: ["d"])', '@role(anyOf: ["c"])'),
      ['d'],
      'none',
    ],
    [
      'is hidden from role d if only the interface requires a role, t',
      graph('@role(anyOf: ["t"])', '', ''),
      ['d'],
      'none',
    ],
    [
      'is shown to role t if only the interface requires role t',
      graph('@role(anyOf: ["t"])', '', ''),
      ['t'],
      'full',
    ],
  ])('%s', async (_where, policy, roles, expected) => {
    expect(await view(policy, 'I.name', roles)).toBe(expected);
  });

  it('is hidden in a fragment on an implementer, like the implementer, from a caller without the role that only the interface requires', async () => {
    const policy = graph('@role(anyOf: ["t"])', '', '');
    expect(await view(policy, 'Dog.name', [])).toBe('none');
    expect(await view(policy, 'Dog', [])).toBe('none');
  });
});
