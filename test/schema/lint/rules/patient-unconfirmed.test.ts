import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

function found(sdl: string): readonly string[] {
  return linesOfRule('PATIENT_UNCONFIRMED', lintMarked({ a: sdl }));
}

const MARK = '@phi @role(anyOf: ["r"])';

describe('lint rule PATIENT_UNCONFIRMED reports PHI of a patient who is named only by an argument', () => {
  it.each<[string, string]>([
    ['on a scalar', `type Query { pulse(of: ID! @patient): Int ${MARK} }`],
    [
      'on a marked enum value',
      `enum S { OK ILL ${MARK} } type Query { pulse(of: ID! @patient): S }`,
    ],
    [
      'on an object without a key',
      `type V { pulse: Int ${MARK} } type Query { pulse(of: ID! @patient): V }`,
    ],
    [
      'on an object without a key inside a recursive one',
      `type V { pulse: Int ${MARK} } type W { in: W v: [V] } type Query { pulse(of: ID! @patient): W }`,
    ],
    [
      'on one member of a union',
      `type V { pulse: Int ${MARK} } type E @key(fields: "id") @patient(id: "id") { id: ID }
       union U = E | V type Query { pulse(of: ID! @patient): U }`,
    ],
    [
      'in a field with the patient in an input object',
      `input F { of: ID @patient } type Query { pulse(where: F): Int ${MARK} }`,
    ],
    [
      'in a mutation',
      `type Query { a: Int } type Mutation { pulse(of: ID! @patient): Int ${MARK} }`,
    ],
  ])('%s', (_what, sdl) => {
    expect(found(sdl).map((line) => line.replace(/ @.*/, ''))).toEqual([
      expect.stringMatching(/^(Query|Mutation)\.pulse$/),
    ]);
  });
});

describe('lint rule PATIENT_UNCONFIRMED reports nothing', () => {
  it.each<[string, string]>([
    ['for a field that names no patient', `type Query { pulse(of: ID!): Int ${MARK} }`],
    ['for a field without PHI', 'type V { a: Int } type Query { pulse(of: ID! @patient): V }'],
    [
      'for an object that carries its patient',
      `type V @patient(id: "of") { of: ID pulse: Int ${MARK} } type Query { pulse(of: ID! @patient): V }`,
    ],
    [
      'for a record type with a key',
      `type V @key(fields: "id") { id: ID pulse: Int ${MARK} } type Query { pulse(of: ID! @patient): V }`,
    ],
    [
      'for an object below a record with its own patient',
      `type E @key(fields: "id") @patient(id: "id") { id: ID v: V } type V { pulse: Int ${MARK} }
       type Query { pulse(of: ID! @patient): E }`,
    ],
    [
      'but a suppressed finding when a comment gives a reason to ignore the rule',
      `type Query {
      # phi-gateway-ignore PATIENT_UNCONFIRMED: Ids are compared byte by byte.
      pulse(of: ID! @patient): Int ${MARK} }`,
    ],
  ])('%s', (_what, sdl) => {
    expect(found(sdl).filter((line) => !line.startsWith('- '))).toEqual([]);
  });
});
