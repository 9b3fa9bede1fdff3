import type { GraphQLSchema } from 'graphql';
import { isAbstract, isObject, type DataObject } from './data.ts';

/** What tells one record from another. */
export interface RecordIdentity {
  readonly schema: GraphQLSchema;
  /** Entity → the top-level fields of its keys. */
  readonly keyFields: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Whether an answered entity can be the entity that is there: it names no other type and no other value for
 * a key that is known. An identity once fetched never changes.
 */
export function isSameRecord(
  there: DataObject,
  answered: DataObject,
  { schema, keyFields }: RecordIdentity,
): boolean {
  const type = there['__typename'];
  const named = answered['__typename'] ?? type;
  if (named !== type && !isAbstract(schema, named) && !isAbstract(schema, type)) return false;
  const keys = typeof type === 'string' ? keyFields.get(type) : undefined;
  for (const key of keys ?? []) {
    const known = own(there, key);
    const value = own(answered, key);
    if (known !== undefined && known !== null && value !== undefined && !agrees(known, value))
      return false;
  }
  return true;
}

/** `constructor` and its like are ordinary keys, and every object seems to have them. */
function own(object: DataObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Every value that both hold is the same. */
function agrees(known: unknown, value: unknown): boolean {
  if (isObject(known) && isObject(value))
    return Object.keys(known).every(
      (key) => key === '__typename' || !Object.hasOwn(value, key) || agrees(known[key], value[key]),
    );
  if (Array.isArray(known) && Array.isArray(value))
    return known.length === value.length && known.every((item, at) => agrees(item, value[at]));
  // Two numbers that were rounded when they were read may have been two before.
  if (isRounded(known) || isRounded(value)) return false;
  // An ID may come as a number from one subgraph and as a string from another.
  return known === value || asId(known) === asId(value);
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function asId(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
