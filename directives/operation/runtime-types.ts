import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Policy } from '../policy/policy.ts';

/** The object types that a value of a composite type can have. */
export function possibleTypes(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

/** Whether a fragment's type condition holds for a runtime type. */
export function applies(
  schema: GraphQLSchema,
  on: GraphQLCompositeType,
  type: GraphQLObjectType,
): boolean {
  return on === type || (isAbstractType(on) && schema.isSubType(on, type));
}

/**
 * Whether a field leads to objects alone that tell themselves whose record they are. Leaves don't, nor do
 * objects without `@patient`: whose PHI they are only the object above can tell.
 */
export function tellsPatients(
  schema: GraphQLSchema,
  policy: Policy,
  type: GraphQLOutputType,
): boolean {
  const named = getNamedType(type);
  return (
    isCompositeType(named) &&
    possibleTypes(schema, named).every((one) => policy.patients.has(one.name))
  );
}
