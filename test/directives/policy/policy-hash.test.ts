import { describe, expect, it } from '@jest/globals';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { policyHash } from '../../../directives/policy/policy-hash.ts';
import type { Clause, Policy, Requirement } from '../../../directives/policy/policy.ts';

const A = 'T.a' as Coordinate;
const B = 'T.b' as Coordinate;
const X: Clause = { at: A, anyOf: ['x'], deidentified: ['r'] };
const Y: Clause = { at: B, anyOf: ['y'], deidentified: [] };
const REQUIREMENT: Requirement = {
  phi: true,
  usesDefaultRoles: false,
  categories: ['SSN'],
  clauses: [X, Y],
  authenticated: false,
  scopes: [],
  policies: [],
  method: 'LAST4',
  methodCategory: 'SSN',
  dateFormat: null,
};
const POLICY: Omit<Policy, 'hash'> = {
  requirements: new Map([
    [A, REQUIREMENT],
    [B, REQUIREMENT],
  ]),
  patients: new Map([['T', ['p', 'id']]]),
  patientInputs: new Set([A]),
  keys: new Map([['T', ['id']]]),
  recordKeys: new Map([['T', { fields: 'id', isHashed: false }]]),
  inputTypes: new Set(['E']),
  roles: ['x', 'y'],
  scopes: [],
  policies: [],
};
const HASH = policyHash(POLICY);

function withRequirement(change: Partial<Requirement>): Omit<Policy, 'hash'> {
  return {
    ...POLICY,
    requirements: new Map([...POLICY.requirements, [B, { ...REQUIREMENT, ...change }]]),
  };
}

describe('the hash of a policy', () => {
  it('is 64 hexadecimal digits and the same for the same policy', () => {
    expect(HASH).toMatch(/^[0-9a-f]{64}$/);
    expect(policyHash(POLICY)).toBe(HASH);
  });

  it.each<[string, Omit<Policy, 'hash'>]>([
    ['whether a value is PHI', withRequirement({ phi: false })],
    ['whether the default roles apply', withRequirement({ usesDefaultRoles: true })],
    ['a category', withRequirement({ categories: ['NAME', 'SSN'] })],
    ['a method', withRequirement({ method: 'SUPPRESS' })],
    ['the category of a method', withRequirement({ methodCategory: 'NAME' })],
    ['the format of a date scalar', withRequirement({ dateFormat: 'hl7-v2' })],
    ['a role', withRequirement({ clauses: [X, { ...Y, anyOf: ['y', 'z'] }] })],
    ['a de-identified role', withRequirement({ clauses: [X, { ...Y, deidentified: ['z'] }] })],
    ['a clause', withRequirement({ clauses: [X] })],
    ['a coordinate', { ...POLICY, requirements: new Map([[A, REQUIREMENT]]) }],
    ['a patient path', { ...POLICY, patients: new Map([['T', ['p']]]) }],
    ['a patient input', { ...POLICY, patientInputs: new Set([B]) }],
    ['the set of entity types', { ...POLICY, keys: new Map() }],
  ])('changes with %s', (_what, policy) => {
    expect(policyHash(policy)).not.toBe(HASH);
  });

  it.each<[string, Omit<Policy, 'hash'>]>([
    [
      'the order of coordinates',
      { ...POLICY, requirements: new Map([...POLICY.requirements].toReversed()) },
    ],
    [
      'the order of clauses and their coordinates',
      withRequirement({ clauses: [{ ...Y, at: A }, X] }),
    ],
    ['a repeated clause', withRequirement({ clauses: [X, Y, { ...Y, at: A }] })],
    ['the first key of an entity', { ...POLICY, keys: new Map([['T', ['other']]]) }],
  ])('does not change with %s', (_what, policy) => {
    expect(policyHash(policy)).toBe(HASH);
  });
});
