import type { Compiled } from './compile-policy.ts';
import { typeCoordinate, type Coordinate } from '../coordinate.ts';
import { canonicalRequirement } from './policy-hash.ts';
import type { Policy } from './policy.ts';
import type { Problem } from '../marks/problem.ts';
import { NOWHERE } from '../marks/position.ts';

/**
 * Reports every coordinate for which a supergraph and its subgraphs give different policies. Composition drops
 * arguments, input fields and enum values that not all subgraphs define; these can't be requested and are not compared.
 */
export function comparePolicies(supergraph: Compiled, subgraphs: Compiled): readonly Problem[] {
  return differingCoordinates(supergraph.policy, subgraphs.policy)
    .filter((at) => supergraph.elementMarks.has(at))
    .map((coordinate) => ({
      code: 'POLICY_DIFFERS',
      subgraph: null,
      coordinate,
      ...NOWHERE,
      message: `The supergraph and its subgraphs mark ${coordinate} differently.`,
      fix: 'Compose the supergraph again from exactly these subgraphs, and write their marks alike.',
    }));
}

function differingCoordinates(one: Policy, other: Policy): Coordinate[] {
  const differing = [
    ...[...allKeys(one.requirements, other.requirements)].filter(
      (at) => requirementText(one, at) !== requirementText(other, at),
    ),
    ...[...allKeys(one.patientInputs, other.patientInputs)].filter(
      (at) => one.patientInputs.has(at) !== other.patientInputs.has(at),
    ),
    ...[...allKeys(one.patients, other.patients)]
      .filter((type) => one.patients.get(type)?.join('.') !== other.patients.get(type)?.join('.'))
      .map(typeCoordinate),
    ...[...allKeys(one.keys, other.keys)]
      .filter((type) => one.keys.has(type) !== other.keys.has(type))
      .map(typeCoordinate),
  ];
  return [...new Set(differing)].toSorted();
}

/** The keys that at least one of two maps or sets has. */
function allKeys<Key>(
  one: { keys(): Iterable<Key> },
  other: { keys(): Iterable<Key> },
): ReadonlySet<Key> {
  return new Set([...one.keys(), ...other.keys()]);
}

function requirementText(policy: Policy, at: Coordinate): string | null {
  const requirement = policy.requirements.get(at);
  return requirement ? canonicalRequirement(requirement) : null;
}
