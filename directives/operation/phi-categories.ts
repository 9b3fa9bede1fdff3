import { getNamedType, isEnumType, type GraphQLOutputType } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Category } from '../spec.ts';

/**
 * The PHI categories of a field's value: those of the field's requirement and of the enum values it can have. Sorted,
 * unique; empty if no value is PHI.
 */
export function phiCategories(
  policy: Policy,
  coordinate: Coordinate,
  type: GraphQLOutputType,
): readonly Category[] {
  const own = policy.requirements.get(coordinate)?.categories ?? [];
  const values = [...phiValues(policy, type).values()].flat();
  return [...new Set([...own, ...values])].toSorted();
}

/** Whether an element, such as a type or an enum value, is PHI. */
export function isPhiElement(
  { requirements }: Pick<Policy, 'requirements'>,
  coordinate: Coordinate,
): boolean {
  return requirements.get(coordinate)?.phi === true;
}

/** The values of an enum that are marked as PHI, with their categories; empty for other types. */
export function phiValues(
  { requirements }: Policy,
  type: GraphQLOutputType,
): ReadonlyMap<string, readonly Category[]> {
  const named = getNamedType(type);
  if (!isEnumType(named)) return new Map();
  return new Map(
    named.getValues().flatMap(({ name }) => {
      const categories = requirements.get(memberCoordinate(named.name, name))?.categories ?? [];
      return categories.length > 0 ? [[name, categories] as const] : [];
    }),
  );
}
