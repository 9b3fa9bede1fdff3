import {
  getNullableType,
  isListType,
  isNonNullType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';

/** Omits absent objects from lists; elsewhere they are null. */
export function withoutAbsent(
  held: unknown,
  of: GraphQLOutputType,
  isMissingAbsent: boolean,
): unknown {
  const list = getNullableType(of);
  if (!Array.isArray(held) || !isListType(list)) return held ?? null;
  const isOfObjects = isMissingAbsent && !isListType(getNullableType(list.ofType));
  return held
    .filter((item) => item !== undefined && (item !== null || !isOfObjects))
    .map((item) => withoutAbsent(item, list.ofType, isMissingAbsent));
}

/** The objects in a value of objects and lists of them, each with its path. */
export function objectsIn(
  value: unknown,
  at: readonly (string | number)[],
): readonly { readonly object: object; readonly at: readonly (string | number)[] }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, [...at, index]));
  const isObject = typeof value === 'object' && value !== null && !(value instanceof Error);
  return isObject ? [{ object: value, at }] : [];
}

/** Puts the nulls of each list last, so that their places reveal nothing. */
export function nullsLast(leaves: unknown, type: GraphQLOutputType): unknown {
  const list = getNullableType(type);
  if (!Array.isArray(leaves) || !isListType(list)) return leaves;
  const inner = leaves.map((one) => nullsLast(one, list.ofType));
  const isNull = (one: unknown): boolean => becomesNull(one, list.ofType);
  return [...inner.filter((one) => !isNull(one)), ...inner.filter(isNull)];
}

/** Whether a value is null, or a list that a null takes with it. */
function becomesNull(value: unknown, type: GraphQLOutputType): boolean {
  const list = getNullableType(type);
  if (!Array.isArray(value) || !isListType(list)) return value === null;
  return isNonNullType(list.ofType) && value.some((one) => becomesNull(one, list.ofType));
}

/** The value that a lookup of a patient who doesn't exist has. */
export function emptyValue({ returnType }: GraphQLResolveInfo): unknown {
  return isListType(getNullableType(returnType)) ? [] : null;
}

/** Applies a change to every value inside lists; undefined becomes null. */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change));
  return value === null || value === undefined ? null : change(value);
}

/** The path of a field in the response. */
export function pathOf(path: GraphQLResolveInfo['path']): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev)
    keys.unshift(at.key);
  return keys;
}
