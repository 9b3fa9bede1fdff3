import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const VITAL = 'type V { pulse: Int @phi @role(anyOf: ["x"]) }';

function found(a: string) {
  return lintMarked({ a: `${a}\n${VITAL}` }).filter(({ code }) => code === 'PATIENT_UNBOUND');
}

describe('lint rule PATIENT_UNBOUND reports a @patient input that does not limit the result to the patient', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'in a Hasura filter with _and, _or and _not',
      'type Query { v(where: F): V }\ninput F { p: ID @patient _or: [F!] _not: F }',
      'F.p @ a:2',
      /F\.p names a patient, but doesn't bind Query\.v through Query\.v\(where:\): F is recursive or contains a recursive type\./,
    ],
    [
      'in a Prisma filter that is recursive through another type',
      'type Query { v(where: W): V }\ninput W { p: ID @patient is: R }\ninput R { AND: [W!] }',
      'W.p @ a:2',
      /W is recursive or contains a recursive type\./,
    ],
    [
      'in a PostGraphile filter next to a recursive type without a patient',
      'type Query { v(filter: F): V }\ninput F { p: ID @patient of: G }\ninput G { and: [G!] }',
      'F.p @ a:2',
      /F is recursive or contains a recursive type\./,
    ],
    [
      'in a list of input objects of a query',
      'type Query { v(anyOf: [F!]): V }\ninput F { p: ID @patient }',
      'F.p @ a:2',
      /the items of a list of input objects can be alternatives\./,
    ],
    [
      'in a nested input object',
      'type Query { v(where: W): V }\ninput W { by: F }\ninput F { p: ID @patient }',
      'F.p @ a:3',
      /it is not a field of the argument's own input object\./,
    ],
    [
      'in a list inside an item of a mutation',
      'type Query { a: Int }\ntype Mutation { m(inputs: [W!]!): V }\ninput W { all: [F!] }\ninput F { p: ID @patient }',
      'F.p @ a:4',
      /doesn't bind Mutation\.m through Mutation\.m\(inputs:\)/,
    ],
    [
      'on an argument of a field below the root',
      'type Query { r: R }\ntype R { v(anyOf: [F!]): V }\ninput F { p: ID @patient }',
      'F.p @ a:3',
      /doesn't bind R\.v through R\.v\(anyOf:\)/,
    ],
  ])('%s', (_where, a, at, message) => {
    const findings = found(a);
    expect(linesOfRule('PATIENT_UNBOUND', findings)).toEqual([at]);
    expect(findings[0]?.severity).toBe('warning');
    expect(findings[0]?.message).toMatch(message);
  });

  it('in a message that states which reach the caller still needs', () => {
    const [finding] = found('type Query { v(anyOf: [F!]): V }\ninput F { p: ID @patient }');
    expect(finding?.message).toContain(
      'The caller must reach the patient, and marked inputs and PHI of Query.v without a patient of its own still require roles that reach all patients.',
    );
  });

  it('once if several fields take the same input', () => {
    const a = 'type Query { v(anyOf: [F!]): V w(anyOf: [F!]): V }\ninput F { p: ID @patient }';
    expect(found(a)).toHaveLength(1);
  });

  it('as suppressed if a comment above the input gives a reason', () => {
    const a =
      'type Query { v(anyOf: [F!]): V }\ninput F {\n# phi-gateway-ignore PATIENT_UNBOUND: For staff alone.\np: ID @patient }';
    expect(found(a).map(({ suppressed }) => suppressed)).toEqual(['For staff alone.']);
  });
});

describe('lint rule PATIENT_UNBOUND does not report a @patient input', () => {
  it.each<[string, string]>([
    ['as an argument', 'type Query { v(p: ID @patient): V }'],
    ['as an argument with a list of ids', 'type Query { v(ps: [ID!] @patient): V }'],
    [
      'in the input object of an argument',
      'type Query { v(by: F): V }\ninput F { p: ID @patient }',
    ],
    [
      'in the items of a list of a mutation',
      'type Query { a: Int }\ntype Mutation { m(all: [F!]!): V }\ninput F { p: ID @patient }',
    ],
    ['in an input type that no field uses', 'type Query { v: V }\ninput F { p: ID @patient f: F }'],
  ])('%s', (_where, a) => {
    expect(found(a)).toEqual([]);
  });
});
