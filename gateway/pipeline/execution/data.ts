import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** A mutable object of fetched data. */
export type DataObject = Record<string, unknown>;

/** Whether a value is an object, and not null or a list. */
export function isDataObject(value: unknown): value is DataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a number may have been rounded when it was parsed, so that it can stand for several ids (RFC 8259, section 6). */
export function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

/** The value that an object has itself; undefined without one. All objects inherit keys such as `constructor`. */
export function own(object: DataObject, key: string): unknown {
  const value = object[key];
  // What is inherited is a function or, under `__proto__`, an object. Parsed JSON has no functions.
  return typeof value === 'function' || key === '__proto__' ? undefined : value;
}

/** Whether a name is the name of an interface or union. */
export function isAbstract(schema: GraphQLSchema, name: unknown): boolean {
  let names = abstractNames.get(schema);
  if (names === undefined) {
    const types = Object.values(schema.getTypeMap()).filter(isAbstractType);
    names = new Set(types.map((type) => type.name));
    abstractNames.set(schema, names);
  }
  return names.has(name);
}

/** Each entity of a response is asked for its type. */
const abstractNames = new WeakMap<GraphQLSchema, ReadonlySet<unknown>>();

/**
 * Whether a type condition holds for an object; null where its type is unknown: it has no type, or only an interface (a
 * subgraph with an `@interfaceObject` returns no other).
 */
export function isOfType(schema: GraphQLSchema, value: DataObject, on: string): boolean | null {
  const name = value['__typename'];
  if (typeof name !== 'string') return null;
  if (name === on) return true;
  const type = schema.getType(name);
  const condition = schema.getType(on);
  const isBelow =
    (isObjectType(type) || isInterfaceType(type)) &&
    isAbstractType(condition) &&
    schema.isSubType(condition, type);
  return isBelow || (isObjectType(type) ? false : null);
}

/** Copies parsed JSON; `__proto__`, which no GraphQL response has, is left out. */
export function copyData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyData);
  if (!isDataObject(value)) return value;
  const copy: DataObject = {};
  for (const key of Object.keys(value)) if (key !== '__proto__') copy[key] = copyData(value[key]);
  return copy;
}

/** Returns the objects at a path of keys, with `@` for each list, in order. */
export function objectsAt(data: DataObject, path: readonly string[]): DataObject[] {
  const found: DataObject[] = [];
  const collect = (value: unknown, at: number): void => {
    if (Array.isArray(value)) {
      const below = path[at] === '@' ? at + 1 : at;
      for (const item of value) collect(item, below);
    } else if (isDataObject(value)) {
      const key = path[at];
      if (key === undefined) found.push(value);
      else collect(value[key], at + 1);
    }
  };
  collect(data, 0);
  return found;
}
