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

describe('the key that identifies an entity in ledger records', () => {
  it.each([
    ['the first key if no key is PHI', '@key(fields: "a") @key(fields: "b")', 'a: ID! b: ID!', 'a'],
    [
      'the first key without PHI',
      '@key(fields: "a") @key(fields: "a b") @key(fields: "b")',
      `a: ID! ${MARK} b: ID!`,
      'b',
    ],
    [
      'the PHI key that is the id of the patient of the object',
      '@key(fields: "a") @key(fields: "b") @patient(id: "a")',
      `a: ID! ${MARK} b: ID!`,
      'a',
    ],
    [
      'an unmarked key field of a type that is PHI itself',
      `@key(fields: "a") ${MARK}`,
      'a: ID!',
      'a',
    ],
    [
      'a key field of a type that is PHI itself, even if the field is limited to roles',
      `@key(fields: "a") ${MARK}`,
      'a: ID! @role(anyOf: ["y"])',
      'a',
    ],
  ])('is not hashed and is %s', (_what, keys, fields, expected) => {
    expect(keyOf(keys, fields)).toEqual({ fields: expected, isHashed: false });
  });

  it('is not hashed if it is made of fields of an object without PHI', () => {
    const key = keyOf('@key(fields: "c { d }")', 'c: C!', 'type C { d: ID! }');
    expect(key).toEqual({ fields: 'c { d }', isHashed: false });
  });

  it.each([
    [
      'all keys are PHI',
      '@key(fields: "a") @key(fields: "b")',
      `a: ID! ${MARK} b: ID! ${MARK}`,
      '',
    ],
    ['the scalar type of its field is PHI', '@key(fields: "a")', 'a: Mrn!', `scalar Mrn ${MARK}`],
    [
      'the type of an object in it is PHI',
      '@key(fields: "a { c }")',
      'a: C!',
      `type C ${MARK} { c: ID! }`,
    ],
    [
      'a value of the enum type of its field is PHI',
      '@key(fields: "a")',
      'a: E!',
      `enum E { A B ${MARK} }`,
    ],
    [
      'an interface of the type marks its field as PHI',
      '@key(fields: "a")',
      'a: ID!',
      `interface I { a: ID! ${MARK} } extend type P implements I { b: Int }`,
    ],
    [
      'a nested field in it is PHI',
      '@key(fields: "a { c }")',
      'a: C!',
      `type C { c: ID! ${MARK} }`,
    ],
  ])('is hashed if %s', (_what, keys, fields, more) => {
    expect(keyOf(keys, fields, more)).toMatchObject({ isHashed: true });
  });

  it('is hashed if the key of a type that is PHI itself is computed from another field', () => {
    const sdl = `type P @key(fields: "a") ${MARK} { a: ID! @requires(fields: "b") b: ID! @external }`;
    const { policy } = compileSubgraphs([{ name: 'a', document: parse(HEAD + sdl) }]);
    expect(policy.recordKeys.get('P')).toEqual({ fields: 'a', isHashed: true });
  });

  it('is hashed if it cannot be parsed', () => {
    const { graph, hierarchy, elementMarks, policy } = compileSubgraphs([
      { name: 'a', document: parse(`${HEAD}type P @key(fields: "a") { a: ID! }`) },
    ]);
    const types = new Map(
      [...graph.types].map(([name, type]) => [name, { ...type, keys: ['a {'] }]),
    );
    const { recordKeys } = recordKeysOf({ graph: { types }, hierarchy, elementMarks }, policy);
    expect(recordKeys.get('P')).toEqual({ fields: 'a {', isHashed: true });
  });
});
