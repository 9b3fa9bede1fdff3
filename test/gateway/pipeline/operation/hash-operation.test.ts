import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { findOperation } from '../../../../gateway/pipeline/operation/find-operation.ts';

const schema = buildSchema('type Query { a: Int }');
const hashOf = (query: string) => findOperation(schema, parse(query), null).hash;

describe('the hash of an operation', () => {
  it.each([
    ['numbers', '1', '2'],
    ['fractions', '1.5', '2.5'],
    ['texts', '"999-00-4711"', '"999-00-4712"'],
    ['texts in blocks', '"""999-00-4711"""', '"999-00-4712"'],
    ['enum values', 'HIV', 'FLU'],
    ['booleans', 'true', 'false'],
    ['lists', '["a"]', '["b", "c"]'],
    ['objects', '{ a: HIV }', '{ b: true }'],
  ])('is the same whatever %s its arguments and defaults are', (_what, one, other) => {
    expect(hashOf(`{ a(x: ${one}) }`)).toBe(hashOf(`{ a(x: ${other}) }`));
    const defaulting = (value: string) => hashOf(`query($x: X = ${value}) { a(x: $x) }`);
    expect(defaulting(one)).toBe(defaulting(other));
  });

  it.each(['{ b(x: 1) }', '{ a(y: 1) }', '{ b: a(x: 1) }', '{ a(x: 1) a }', 'query Q { a(x: 1) }'])(
    'differs from that of { a(x: 1) } for %s',
    (query) => {
      expect(hashOf(query)).not.toBe(hashOf('{ a(x: 1) }'));
    },
  );
});
