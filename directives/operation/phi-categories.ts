import { getNamedType, isEnumType, type GraphQLOutputType } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Category } from '../spec.ts';

/**
 * What kinds of PHI a field's value can be: those of its own requirement and those of the enum values that it
 * can hold. Sorted, unique; empty where no value of it is PHI.
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

/** The values of an enum that are PHI by themselves, with their categories; none for other types. */
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
