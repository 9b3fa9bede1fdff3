import { getNamedType, getNullableType, isLeafType, isListType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Policy } from '../policy/policy.ts';
import { haveOwnPatients, isEntity, possibleTypes } from './runtime-types.ts';
import type { SelectedField } from './selection.ts';

/**
 * Whether a field looks up one record by its key: it returns one object of a type with a `@patient` path, and its only
 * argument has the name of one of the type's keys. The result depends on that record alone, so it reveals nothing
 * about records out of the caller's reach. A list, a second argument, a range or a choice of values could reveal them, and
 * below a record the time of the fetches for what is found, since only lookups at the root are hidden before.
 * For `lab(id: ID!): Lab` it is true, for `labByCode(code: String): Lab` and `labs(id: ID!): [Lab!]` it is not.
 */
export function isKeyLookup(
  schema: GraphQLSchema,
  policy: Policy,
  { definition, parent }: Pick<SelectedField, 'definition' | 'parent'>,
): boolean {
  const [key, ...others] = definition.args;
  const type = getNamedType(definition.type);
  return (
    key !== undefined &&
    others.length === 0 &&
    isLeafType(getNullableType(key.type)) &&
    !isListType(getNullableType(definition.type)) &&
    haveOwnPatients(schema, policy, type) &&
    possibleTypes(schema, type).every((one) => policy.keys.get(one.name)?.includes(key.name)) &&
    possibleTypes(schema, parent).every(
      (one) => !isEntity(policy, one) && !policy.patients.has(one.name),
    )
  );
}
