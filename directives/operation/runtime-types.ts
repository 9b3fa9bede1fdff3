import {
  getNamedType,
  isAbstractType,
  type GraphQLCompositeType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Policy } from '../policy/policy.ts';

/** The object types that a value of a composite type can have; a leaf's type is its only one. */
export function possibleTypes(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLObjectType[];
export function possibleTypes(
  schema: GraphQLSchema,
  type: GraphQLNamedOutputType,
): readonly GraphQLNamedOutputType[];
export function possibleTypes(
  schema: GraphQLSchema,
  type: GraphQLNamedOutputType,
): readonly GraphQLNamedOutputType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

/** Whether a fragment's type condition holds for a runtime type. */
export function applies(
  schema: GraphQLSchema,
  on: GraphQLCompositeType,
  type: GraphQLObjectType,
): boolean {
  return possibleTypes(schema, on).includes(type);
}

/**
 * Whether a field leads to objects alone that tell themselves whose record they are. Leaves don't, nor do
 * objects without `@patient`: whose PHI they are only the object above can tell.
 */
export function areOwners(schema: GraphQLSchema, policy: Policy, type: GraphQLOutputType): boolean {
  return possibleTypes(schema, getNamedType(type)).every((one) => policy.patients.has(one.name));
}
