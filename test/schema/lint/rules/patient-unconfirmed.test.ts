import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

function found(sdl: string): readonly string[] {
  return toldOf('PATIENT_UNCONFIRMED', lintMarked({ a: sdl }));
}

const MARK = '@phi @role(anyOf: ["r"])';

describe('PHI of which only an argument says whose it is is reported', () => {
  it.each<[string, string]>([
    ['a scalar', `type Query { pulse(of: ID! @patient): Int ${MARK} }`],
    ['a marked enum value', `enum S { OK ILL ${MARK} } type Query { pulse(of: ID! @patient): S }`],
    ['a keyless object', `type V { pulse: Int ${MARK} } type Query { pulse(of: ID! @patient): V }`],
    [
      'a keyless object below another, which holds itself',
      `type V { pulse: Int ${MARK} } type W { in: W v: [V] } type Query { pulse(of: ID! @patient): W }`,
    ],
    [
      'one member of a union',
      `type V { pulse: Int ${MARK} } type E @key(fields: "id") @patient(id: "id") { id: ID }
       union U = E | V type Query { pulse(of: ID! @patient): U }`,
    ],
    [
      'by the field of an input object',
      `input F { of: ID @patient } type Query { pulse(where: F): Int ${MARK} }`,
    ],
    ['by a write', `type Query { a: Int } type Mutation { pulse(of: ID! @patient): Int ${MARK} }`],
  ])('%s', (_what, sdl) => {
    expect(found(sdl).map((line) => line.replace(/ @.*/, ''))).toEqual([
      expect.stringMatching(/^(Query|Mutation)\.pulse$/),
    ]);
  });
});

describe('nothing is reported', () => {
  it.each<[string, string]>([
    ['of a field that names no patient', `type Query { pulse(of: ID!): Int ${MARK} }`],
    ['of what is no PHI', 'type V { a: Int } type Query { pulse(of: ID! @patient): V }'],
    [
      'of an object that tells its patient',
      `type V @patient(id: "of") { of: ID pulse: Int ${MARK} } type Query { pulse(of: ID! @patient): V }`,
    ],
    [
      'of a record with a key, which no argument binds',
      `type V @key(fields: "id") { id: ID pulse: Int ${MARK} } type Query { pulse(of: ID! @patient): V }`,
    ],
    [
      'of what stands below a record of its own',
      `type E @key(fields: "id") @patient(id: "id") { id: ID v: V } type V { pulse: Int ${MARK} }
       type Query { pulse(of: ID! @patient): E }`,
    ],
    [
      'where its author says why',
      `type Query {
      # phi-gateway-ignore PATIENT_UNCONFIRMED: Ids are compared byte by byte.
      pulse(of: ID! @patient): Int ${MARK} }`,
    ],
  ])('%s', (_what, sdl) => {
    expect(found(sdl).filter((line) => !line.startsWith('- '))).toEqual([]);
  });
});
