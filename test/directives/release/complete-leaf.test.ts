import { describe, expect, it } from '@jest/globals';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
  type GraphQLOutputType,
} from 'graphql';
import { leafCheck } from '../../../directives/release/complete-leaf.ts';

const Kind = new GraphQLEnumType({ name: 'Kind', values: { FLU: {}, HIV: {} } });
const Json = new GraphQLScalarType({ name: 'Json' });

describe('a scalar or enum value from a subgraph', () => {
  it.each<[GraphQLOutputType, unknown, unknown]>([
    [GraphQLInt, 2_147_483_647, 2_147_483_647],
    [GraphQLInt, -2_147_483_648, -2_147_483_648],
    [GraphQLInt, 2_147_483_648, undefined],
    [GraphQLInt, 1.5, undefined],
    [GraphQLInt, '1', undefined],
    [GraphQLInt, Object.create(null), undefined],
    [GraphQLFloat, 1.5, 1.5],
    [GraphQLFloat, Number.POSITIVE_INFINITY, undefined],
    [GraphQLFloat, '1.5', undefined],
    [GraphQLBoolean, false, false],
    [GraphQLBoolean, 0, undefined],
    [GraphQLString, '', ''],
    [GraphQLString, 7, undefined],
    [GraphQLString, { ssn: 'x' }, undefined],
    [GraphQLID, 'a', 'a'],
    [GraphQLID, 12_345_678_901, '12345678901'],
    [GraphQLID, 1e300, undefined],
    [GraphQLID, ['a'], undefined],
    [Kind, 'FLU', 'FLU'],
    [Kind, 'EBOLA', undefined],
    [Kind, 'constructor', undefined],
    [Kind, 0, undefined],
    [Json, { a: 1 }, { a: 1 }],
    [new GraphQLNonNull(new GraphQLList(GraphQLInt)), 1, 1],
  ])(
    'for the type %s: %p becomes %p in the response (undefined: invalid)',
    (type, value, expected) => {
      expect(leafCheck(type)(value)).toEqual(expected);
    },
  );
});
