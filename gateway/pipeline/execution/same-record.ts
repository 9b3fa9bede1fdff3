import type { GraphQLSchema } from 'graphql';
import { isAbstract, isDataObject, isRounded, own, type DataObject } from './data.ts';

/** What identifies records. */
export interface RecordIdentity {
  readonly schema: GraphQLSchema;
  /** Entity → the top-level fields of its keys. */
  readonly keyFields: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The names of the fields that {@link isSameRecord} compares, of any type. */
export function identityFieldsOf(keyFields: RecordIdentity['keyFields']): ReadonlySet<string> {
  return new Set(['__typename', ...[...keyFields.values()].flatMap((fields) => [...fields])]);
}

/**
 * Whether a returned entity can be the existing one: it has no other type, and no other value of a known key. A fetched
 * identity never changes.
 */
export function isSameRecord(
  existing: DataObject,
  returned: DataObject,
  { schema, keyFields }: RecordIdentity,
): boolean {
  const type = existing['__typename'];
  const named = returned['__typename'] ?? type;
  if (named !== type && !isAbstract(schema, named) && !isAbstract(schema, type)) return false;
  const keys = typeof type === 'string' ? keyFields.get(type) : undefined;
  for (const key of keys ?? []) {
    const known = own(existing, key);
    const value = own(returned, key);
    if (known !== undefined && known !== null && value !== undefined && !agrees(known, value))
      return false;
  }
  return true;
}

/** Whether all values that both have are equal. */
function agrees(known: unknown, value: unknown): boolean {
  if (isDataObject(known) && isDataObject(value))
    return Object.keys(known).every(
      (key) => key === '__typename' || !Object.hasOwn(value, key) || agrees(known[key], value[key]),
    );
  if (Array.isArray(known) && Array.isArray(value))
    return known.length === value.length && known.every((item, at) => agrees(item, value[at]));
  // Different numbers may have been rounded to the same one when they were parsed.
  if (isRounded(known) || isRounded(value)) return false;
  // One subgraph may return an ID as a number, another as a string.
  return known === value || asId(known) === asId(value);
}

function asId(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
