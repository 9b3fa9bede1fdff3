import { parse } from 'graphql';
import { describe, expect, it } from '@jest/globals';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { recordKeysOf } from '../../../directives/policy/record-keys.ts';
import { HEAD, policyOf } from '../../support/compose-subgraphs.ts';

const MARK = '@phi @role(anyOf: ["x"])';

function keyOf(keys: string, fields: string, more = ''): unknown {
  const sdl = `type Query { p: P } type P ${keys} { ${fields} } ${more}`;
  return policyOf({ a: sdl }).recordKeys.get('P');
}

describe('the key that names the objects of an entity on the record', () => {
  it.each([
    ['the first, where none is PHI', '@key(fields: "a") @key(fields: "b")', 'a: ID! b: ID!', 'a'],
    [
      'the first without PHI',
      '@key(fields: "a") @key(fields: "a b") @key(fields: "b")',
      `a: ID! ${MARK} b: ID!`,
      'b',
    ],
    [
      'the PHI that is the id of the object’s own patient',
      '@key(fields: "a") @key(fields: "b") @patient(id: "a")',
      `a: ID! ${MARK} b: ID!`,
      'a',
    ],
    [
      'an id without a mark of its own, though its type is PHI as a whole',
      `@key(fields: "a") ${MARK}`,
      'a: ID!',
      'a',
    ],
  ])('is %s', (_what, keys, fields, expected) => {
    expect(keyOf(keys, fields)).toEqual({ fields: expected, isHashed: false });
  });

  it.each([
    ['all are PHI', '@key(fields: "a") @key(fields: "b")', `a: ID! ${MARK} b: ID! ${MARK}`, ''],
    ['its scalar is', '@key(fields: "a")', 'a: Mrn!', `scalar Mrn ${MARK}`],
    [
      'the type of an object in it is as a whole',
      '@key(fields: "a { c }")',
      'a: C!',
      `type C ${MARK} { c: ID! }`,
    ],
    ['a value of its enum is', '@key(fields: "a")', 'a: E!', `enum E { A B ${MARK} }`],
    [
      'it is so in an interface',
      '@key(fields: "a")',
      'a: ID!',
      `interface I { a: ID! ${MARK} } extend type P implements I { b: Int }`,
    ],
    ['it is so below it', '@key(fields: "a { c }")', 'a: C!', `type C { c: ID! ${MARK} }`],
  ])('is the first, hashed, where %s', (_what, keys, fields, more) => {
    expect(keyOf(keys, fields, more)).toMatchObject({ isHashed: true });
  });

  it('is hashed where it can’t be read', () => {
    const { graph, hierarchy, needs, policy } = compileSubgraphs([
      { name: 'a', document: parse(`${HEAD}type P @key(fields: "a") { a: ID! }`) },
    ]);
    const types = new Map(
      [...graph.types].map(([name, type]) => [name, { ...type, keys: ['a {'] }]),
    );
    const { recordKeys } = recordKeysOf({ graph: { types }, hierarchy, needs }, policy);
    expect(recordKeys.get('P')).toEqual({ fields: 'a {', isHashed: true });
  });
});
