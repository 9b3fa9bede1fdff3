import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { countDepth } from '../../../../gateway/pipeline/limits/count-depth.ts';
import { createArmor } from '../../../../gateway/pipeline/limits/create-armor.ts';
import { limitsSchema } from '../../../../gateway/pipeline/limits/limits-config.ts';

const schema = buildSchema('type Query { a: Query b: Query n: Int }');

function depthOf(query: string): number {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  return operation?.kind === Kind.OPERATION_DEFINITION ? countDepth(operation, fragments) : NaN;
}

/** Whether validation accepts the document with a limit of depth. */
function isValid(query: string, depth: number): boolean {
  const { validationRules } = createArmor(limitsSchema('/').parse({ depth }));
  return validate(schema, parse(query), validationRules).length === 0;
}

describe('the depth of an operation', () => {
  it.each<[string, number]>([
    ['{ n }', 1],
    ['{ a { n } n }', 2],
    ['{ n a { b { n } } }', 3],
    ['{ ... { ... { n } } }', 1],
    ['{ a { ... on Query { b { n } } } }', 3],
    ['{ ...F b { ...F } } fragment F on Query { a { n } }', 3],
    ['{ ...F } fragment F on Query { a { ...G } } fragment G on Query { b { b { n } } }', 4],
    ['{ a { n } __schema { types { fields { type { name } } } } }', 2],
    ['{ a { __typename } }', 2],
    ['{ __type(name: "Query") { fields { name } } }', 3],
  ])(
    'is the lowest limit with which validation accepts the operation: %s has the depth %d',
    (query, depth) => {
      expect(depthOf(query)).toBe(depth);
      // The lowest limit that can be configured is 1.
      const limits = Array.from({ length: depth }, (_, index) => index + 1);
      expect(limits.filter((limit) => isValid(query, limit))).toEqual([depth]);
    },
  );
});
