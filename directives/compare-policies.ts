import type { Coordinate } from './coordinate.ts';
import { canonicalRequirement } from './policy-hash.ts';
import type { Policy } from './policy.ts';

/**
 * The coordinates on which two policies of one graph decide differently, sorted. `exists` tells which inputs
 * the composed graph has: composition leaves out arguments, input fields and enum values that not all
 * subgraphs know, and what nobody can ask for needs no mark.
 */
export function differingCoordinates(
  one: Policy,
  other: Policy,
  exists: (coordinate: Coordinate) => boolean,
): string[] {
  const differing = new Set<string>();
  for (const at of new Set([...one.requirements.keys(), ...other.requirements.keys()])) {
    if (exists(at) && requirementText(one, at) !== requirementText(other, at)) differing.add(at);
  }
  for (const at of new Set([...one.patientInputs, ...other.patientInputs])) {
    const isSame = one.patientInputs.has(at) === other.patientInputs.has(at);
    if (exists(at) && !isSame) differing.add(at);
  }
  for (const type of new Set([...one.patients.keys(), ...other.patients.keys()])) {
    if (one.patients.get(type)?.join('.') !== other.patients.get(type)?.join('.')) {
      differing.add(type);
    }
  }
  for (const type of new Set([...one.keys.keys(), ...other.keys.keys()])) {
    if (one.keys.has(type) !== other.keys.has(type)) differing.add(type);
  }
  return [...differing].toSorted();
}

function requirementText(policy: Policy, at: Coordinate): string | null {
  const requirement = policy.requirements.get(at);
  return requirement ? canonicalRequirement(requirement) : null;
}
