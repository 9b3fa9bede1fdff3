import { Supergraph } from '@apollo/federation-internals';
import { describe, expect, it, jest } from '@jest/globals';
import { isSpecifiedDirective, printSchema } from 'graphql';
import { clientSchema, extractSubgraphSchema } from '../../schema/client-schema.ts';
import { composeMarked } from '../support/compose-subgraphs.ts';

describe('the schema that clients see', () => {
  it('omits federation types, phi and access-control directives and inaccessible fields', () => {
    const composed = composeMarked({
      a: `type Query { p(id: ID! @patient, order: Order): P }
        enum Order { UP DOWN @phi @role(anyOf: ["x"]) }
        type P @key(fields: "id") @patient(id: "id") { id: ID! ssn: String @phi @authenticated @policy(policies: [["p"]]) hidden: String @inaccessible }`,
      b: `type P @key(fields: "id") { id: ID! age: Int @requiresScopes(scopes: [["x"]]) }`,
    });
    if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
    const schema = clientSchema(composed.supergraphSdl);
    expect(printSchema(schema).replaceAll(/\s+/g, ' ').trim()).toBe(
      'enum Order { UP DOWN } type P { id: ID! ssn: String age: Int } type Query { p(id: ID!, order: Order): P }',
    );
    expect(schema.getDirectives().filter((each) => !isSpecifiedDirective(each))).toEqual([]);
  });
});

describe('the schema of one subgraph, read from a supergraph', () => {
  it('has no access-control directives, and is null for an unknown subgraph', () => {
    const composed = composeMarked({
      a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: Int @policy(policies: [["p"]]) }`,
      b: `type P @key(fields: "id") { id: ID! b: Int @inaccessible @authenticated }`,
    });
    if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
    const schema = extractSubgraphSchema(composed.supergraphSdl, 'b');
    expect(schema && printSchema(schema)).toMatch(/type P [^{]*{\s+id: ID!\s+b: Int\s+}/);
    expect(extractSubgraphSchema(composed.supergraphSdl, 'c')).toBeNull();
  });
});

describe('the supergraph document that several readers parse', () => {
  it('is built once for a supergraph, and each reader gets its own copy of the schema', () => {
    const composed = composeMarked({
      a: 'type Query { built: Int }',
      b: 'type Query { once: Int }',
    });
    if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
    const { supergraphSdl } = composed;
    const build = jest.spyOn(Supergraph, 'build');
    try {
      const first = clientSchema(supergraphSdl);
      expect(clientSchema(supergraphSdl)).not.toBe(first);
      expect(printSchema(clientSchema(supergraphSdl))).toBe(printSchema(first));
      expect(extractSubgraphSchema(supergraphSdl, 'a')).not.toBe(
        extractSubgraphSchema(supergraphSdl, 'a'),
      );
      expect(extractSubgraphSchema(supergraphSdl, 'b')).not.toBeNull();
      // Compared with the text before: another graph gets its own.
      clientSchema(supergraphSdl.replaceAll('once', 'twice'));
      expect(build).toHaveBeenCalledTimes(2);
    } finally {
      build.mockRestore();
    }
  });
});
