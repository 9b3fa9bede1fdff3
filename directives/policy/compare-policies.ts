import type { Compiled } from './compile-policy.ts';
import { typeCoordinate, type Coordinate } from '../coordinate.ts';
import { canonicalRequirement } from './policy-hash.ts';
import type { Policy } from './policy.ts';
import type { Problem } from '../marks/problem.ts';

/**
 * Reports every coordinate that a supergraph and its subgraphs mark differently. Composition drops arguments, input
 * fields and enum values that not all subgraphs define; these can't be requested and are not compared.
 */
export function comparePolicies(supergraph: Compiled, subgraphs: Compiled): readonly Problem[] {
  return differingCoordinates(supergraph.policy, subgraphs.policy)
    .filter((at) => supergraph.elementMarks.has(at))
    .map((coordinate) => ({
      code: 'POLICY_DIFFERS',
      subgraph: null,
      coordinate,
      line: null,
      message: `The supergraph and its subgraphs mark ${coordinate} differently.`,
      mend: 'Compose the supergraph again from exactly these subgraphs, and write their marks alike.',
    }));
}

function differingCoordinates(one: Policy, other: Policy): Coordinate[] {
  const differing = [
    ...[...keysOf(one.requirements, other.requirements)].filter(
      (at) => requirementText(one, at) !== requirementText(other, at),
    ),
    ...[...keysOf(one.patientInputs, other.patientInputs)].filter(
      (at) => one.patientInputs.has(at) !== other.patientInputs.has(at),
    ),
    ...[...keysOf(one.patients, other.patients)]
      .filter((type) => one.patients.get(type)?.join('.') !== other.patients.get(type)?.join('.'))
      .map(typeCoordinate),
    ...[...keysOf(one.keys, other.keys)]
      .filter((type) => one.keys.has(type) !== other.keys.has(type))
      .map(typeCoordinate),
  ];
  return [...new Set(differing)].toSorted();
}

function keysOf<Key>(
  one: { keys(): Iterable<Key> },
  other: { keys(): Iterable<Key> },
): ReadonlySet<Key> {
  return new Set([...one.keys(), ...other.keys()]);
}

function requirementText(policy: Policy, at: Coordinate): string | null {
  const requirement = policy.requirements.get(at);
  return requirement ? canonicalRequirement(requirement) : null;
}
