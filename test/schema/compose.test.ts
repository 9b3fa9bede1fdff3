import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { composeMarked, HEAD } from '../support/compose-subgraphs.ts';
import { subgraphPolicy, supergraphPolicy } from '../support/policies.ts';

describe('composing subgraphs', () => {
  it('gives the same policy as reading the composed supergraph', () => {
    const a = `type Query { p(id: ID! @patient): P }
      type P @key(fields: "id") @patient(id: "id") { id: ID! ssn: String @phi(category: SSN) @role(anyOf: ["physician"]) }`;
    const b = `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") }`;
    const composed = composeMarked({ a, b });
    if (!composed.ok) throw new Error(JSON.stringify(composed.problems, null, 1));
    const own = subgraphPolicy([
      { name: 'a', document: parse(HEAD + a) },
      { name: 'b', document: parse(HEAD + b) },
    ]);
    expect(composed.policy.hash).toBe(own.hash);
    expect(supergraphPolicy(parse(composed.supergraphSdl))).toEqual(own);
    expect(Object.fromEntries(composed.policy.requirements)).toEqual({
      'P.ssn': {
        phi: true,
        usesDefaultRoles: false,
        categories: ['SSN'],
        method: 'SUPPRESS',
        methodCategory: 'OTHER_ID',
        dateFormat: null,
        clauses: [{ at: 'P.ssn', anyOf: ['physician'], deidentified: [] }],
        authenticated: false,
        scopes: [],
        policies: [],
      },
      'P.last4': {
        phi: true,
        usesDefaultRoles: false,
        categories: ['SSN'],
        method: 'SUPPRESS',
        methodCategory: 'OTHER_ID',
        dateFormat: null,
        clauses: [{ at: 'P.ssn', anyOf: ['physician'], deidentified: [] }],
        authenticated: false,
        scopes: [],
        policies: [],
      },
    });
    expect(composed.policy.patients).toEqual(new Map([['P', ['id']]]));
    expect(composed.policy.patientInputs).toEqual(new Set(['Query.p(id:)']));
    expect(composed.policy.keys).toEqual(new Map([['P', ['id']]]));
  });

  it('accepts an interface whose types pseudonymize a field in different categories, in any order', () => {
    const graph = `interface Node { note: String } type Query { nodes: [Node] }`;
    const types = [
      'type Alpha implements Node { note: String @phi(category: NAME, deidentify: PSEUDONYM) @role(anyOf: ["a"]) }',
      'type Zeta implements Node { note: String @phi(category: SSN, deidentify: PSEUDONYM) @role(anyOf: ["a"]) }',
    ];
    for (const order of [types, types.toReversed()])
      expect(composeMarked({ a: `${graph} ${order.join(' ')}` })).toMatchObject({ ok: true });
  });

  it('accepts deidentify: SUPPRESS in one subgraph and no deidentify in another on the same field', () => {
    const [unsaid, said] = ['', ', deidentify: SUPPRESS'].map(
      (method) =>
        `type P @key(fields: "id") { id: ID! ssn: String @shareable @phi(category: SSN${method}) @role(anyOf: ["a"]) }`,
    );
    const composed = composeMarked({ a: `type Query { p: P } ${said}`, b: unsaid ?? '' });
    expect(composed).toMatchObject({ ok: true });
  });
});
