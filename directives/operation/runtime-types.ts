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

/** The object types that a value can have; for a leaf, its own type. */
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

/** Whether a fragment's type condition `on` includes an object type. */
export function applies(
  schema: GraphQLSchema,
  on: GraphQLCompositeType,
  type: GraphQLObjectType,
): boolean {
  return possibleTypes(schema, on).includes(type);
}

/**
 * Whether a type is the root of queries or mutations. A field can return the query root, below any object. It is a part
 * of no object, so its fields belong to no patient whichever object is above.
 */
export function isRootType(schema: GraphQLSchema, type: GraphQLNamedOutputType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType();
}

/**
 * Whether every value of a type is an object with its own `@patient` path. Leaves and objects without such a path
 * belong to the patient of the object above.
 */
export function haveOwnPatients(
  schema: GraphQLSchema,
  policy: Policy,
  type: GraphQLOutputType,
): boolean {
  return possibleTypes(schema, getNamedType(type)).every((one) => policy.patients.has(one.name));
}

/**
 * Whether an object type has a key. An entity is a record of its own; any other object is a part of the object that
 * contains it.
 */
export function isEntity(
  { keys }: Pick<Policy, 'keys'>,
  { name }: { readonly name: string },
): boolean {
  return keys.has(name);
}
