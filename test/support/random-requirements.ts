import { array, boolean, constantFrom, record, subarray, type Arbitrary } from 'fast-check';
import { minimal } from '../../directives/marks/alternatives.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import type { Element } from '../../schema/views/elements.ts';
import {
  policyEntitlement,
  roleEntitlement,
  scopeEntitlement,
  type Entitlement,
} from '../../schema/views/entitlement.ts';

/** The coordinate of a generated requirement, by default. */
export const AT = 'P.x' as Coordinate;

const ROLES = ['a', 'b', 'c', 'd'];
const SCOPES = ['r', 's'];

/** Every set of the entitlements that a generated requirement can name. */
export const CALLERS: readonly (readonly Entitlement[])[] = subsets([
  ...ROLES.map(roleEntitlement),
  ...SCOPES.map(scopeEntitlement),
  policyEntitlement('p'),
]);

/** Requirements of every form: clauses, default roles, scopes, policies, methods. */
export const requirements: Arbitrary<Requirement> = record({
  phi: boolean(),
  usesDefaultRoles: boolean(),
  clauses: array(record({ anyOf: subarray(ROLES), deidentified: subarray(ROLES) }), {
    maxLength: 3,
  }).map((clauses) => clauses.map((clause) => ({ at: AT, ...clause }))),
  scopes: array(array(subarray(SCOPES), { maxLength: 2 }).map(minimal), { maxLength: 1 }).map(
    (all) => all.filter((sets) => sets.length > 0),
  ),
  policies: constantFrom<Requirement['policies'][number][]>([], [], [[['p']]]),
  method: constantFrom('SUPPRESS', 'YEAR', 'LAST4'),
}).map((parts) => ({
  ...parts,
  // PHI without a clause requires the default roles, as in a compiled policy.
  usesDefaultRoles: parts.usesDefaultRoles || (parts.clauses.length === 0 && parts.phi),
  authenticated: true,
  categories: [],
  methodCategory: 'SSN' as const,
  dateFormat: null,
}));

/** An input: seen in full or not at all. */
export const INPUT: Element = {
  at: 'P.x(y:)' as Coordinate,
  kind: 'argument',
  type: 'ID',
  isLeaf: false,
  namesNoPatient: false,
};

/** The kinds of output fields that views distinguish: a scalar and an object. */
export const outputs: Arbitrary<Element> = constantFrom<Element>(
  { at: AT, kind: 'field', type: 'String', isLeaf: true, namesNoPatient: false },
  { at: AT, kind: 'field', type: 'Q', isLeaf: false, namesNoPatient: false },
);

/** A policy with one requirement, or with none. */
export function policyWith(requirement: Requirement | undefined, at = AT): Policy {
  return {
    hash: '',
    requirements: new Map(requirement ? [[at, requirement]] : []),
    patients: new Map(),
    patientInputs: new Set(),
    keys: new Map(),
    recordKeys: new Map(),
    inputTypes: new Set(),
    roles: ROLES,
    scopes: SCOPES,
    policies: ['p'],
  };
}

function subsets<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.reduce<readonly (readonly Item[])[]>(
    (all, item) => [...all, ...all.map((set) => [...set, item])],
    [[]],
  );
}
