import { getNamedType, getNullableType, isLeafType, isListType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Policy } from '../policy/policy.ts';
import { possibleTypes, areOwners } from './runtime-types.ts';
import type { SelectedField } from './select.ts';

/**
 * Whether a field finds one record by a key of its own and by nothing else: one object, of a type that tells whose
 * it is, by one argument with the name of one of that type's keys. What such a field gives depends on that record
 * alone, so the objects that a caller doesn't reach show in nothing. A list, a second argument, a range or a
 * choice of values would let others' records move a caller's own.
 */
export function looksUpRecord(
  schema: GraphQLSchema,
  policy: Policy,
  { definition }: Pick<SelectedField, 'definition'>,
): boolean {
  const [key, ...others] = definition.args;
  const type = getNamedType(definition.type);
  return (
    key !== undefined &&
    others.length === 0 &&
    isLeafType(getNullableType(key.type)) &&
    !isListType(getNullableType(definition.type)) &&
    areOwners(schema, policy, type) &&
    possibleTypes(schema, type).every((one) => policy.keys.get(one.name)?.includes(key.name))
  );
}
