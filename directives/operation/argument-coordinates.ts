import type { GraphQLSchema } from 'graphql';
import { argumentCoordinate, type Coordinate } from '../coordinate.ts';
import { possibleTypes } from './runtime-types.ts';
import type { SelectedField } from './selection.ts';

/**
 * The coordinates of an argument: on the type that has the field and, for an interface, on every implementer. A mark on
 * any of them applies.
 */
export function argumentCoordinates(
  schema: GraphQLSchema,
  field: Pick<SelectedField, 'parent' | 'definition'>,
  argument: string,
): Coordinate[] {
  const types = new Set([field.parent, ...possibleTypes(schema, field.parent)]);
  return [...types].map((type) => argumentCoordinate(type.name, field.definition.name, argument));
}
