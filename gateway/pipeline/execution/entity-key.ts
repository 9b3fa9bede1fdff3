import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isAbstract, isDataObject, isOfType, isRounded, own, type DataObject } from './data.ts';

/** Whether a null value is unknown, because the object was not found or its fetch failed. */
export type IsUnknown = (object: DataObject, key: string) => boolean;

/**
 * Returns null if a key of an entity is known, so that it can be fetched; else the top-level fields of its unknown keys, none
 * for an entity that the fetch has no key of. Every part of a known key was fetched, none is a rounded number, and at least one
 * is not null.
 */
export type FindUnknownKey = (entity: DataObject, isUnknown: IsUnknown) => readonly string[] | null;

/** Compiles the check for one fetch, from its representation and the keys of its subgraph. */
export function compileEntityKey(
  requires: readonly QueryPlanSelectionNode[],
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>,
  schema: GraphQLSchema,
): FindUnknownKey {
  const usableKeys = new Map<unknown, UsableKeys>();
  const usableKeysOf = (type: unknown): UsableKeys => {
    const known = usableKeys.get(type);
    if (known !== undefined) return known;
    const found = findUsableKeys(requires, type, { keys, schema });
    if (typeof type === 'string' && schema.getType(type)) usableKeys.set(type, found);
    return found;
  };
  return (entity, isUnknown) => {
    const usable = usableKeysOf(entity['__typename']);
    if (usable === 'unchecked') return null;
    for (const paths of usable) if (isKnown(paths, entity, isUnknown)) return null;
    return usable.flat().flatMap(([first]) => first ?? []);
  };
}

/** The keys of a type that its representations have. A type of which the subgraph declares no key is not checked. */
type UsableKeys = readonly (readonly KeyPath[])[] | 'unchecked';

/**
 * For `{ pets { name ... on Dog { risk } } }`, where an `@interfaceObject` computes `risk` from `name`, the planner represents
 * dogs by key and name and cats by the name alone: they have no usable key.
 */
function findUsableKeys(
  requires: readonly QueryPlanSelectionNode[],
  type: unknown,
  {
    keys,
    schema,
  }: {
    readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
    readonly schema: GraphQLSchema;
  },
): UsableKeys {
  const declared = typeof type === 'string' ? keysOf(type, keys, schema) : [];
  if (declared.length === 0) return 'unchecked';
  const selections = selectionsOn(requires, { __typename: type }, schema);
  return declared
    .filter((key) => isWithin(key, selections))
    .map((key) => keyPathsOf(key.selections));
}

/** The fields that a representation of an object has, fragments opened. */
export function selectionsOn(
  selections: readonly QueryPlanSelectionNode[],
  object: DataObject,
  schema: GraphQLSchema,
): readonly QueryPlanSelectionNode[] {
  return selections.flatMap((node) => {
    if (node.kind === 'Field') return [node];
    const { typeCondition: on } = node;
    const applies = on === undefined || isOfType(schema, object, on) === true;
    return applies ? selectionsOn(node.selections, object, schema) : [];
  });
}

/** A subgraph with an `@interfaceObject` declares only the keys of the interface. */
function keysOf(
  type: string,
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>,
  schema: GraphQLSchema,
): readonly SelectionSetNode[] {
  const declared = keys.get(type);
  if (declared) return declared;
  return [...keys].flatMap(([above, selections]) =>
    isAbstract(schema, above) && isOfType(schema, { __typename: type }, above) === true
      ? selections
      : [],
  );
}

/** Whether a representation has every part of a key. */
export function isWithin(
  key: SelectionSetNode,
  selections: readonly QueryPlanSelectionNode[],
): boolean {
  return key.selections.every((part) => {
    if (part.kind !== Kind.FIELD) return true;
    const found = selections.filter(
      (node) => node.kind === 'Field' && node.name === part.name.value,
    );
    if (found.length === 0) return false;
    const below = found.flatMap((node) => node.selections ?? []);
    return !part.selectionSet || isWithin(part.selectionSet, below);
  });
}

/** Path of field names from an entity to a scalar of its key. */
export type KeyPath = readonly string[];

/** Lists the scalars of a key. */
export function keyPathsOf(selections: SelectionSetNode['selections']): readonly KeyPath[] {
  return selections.flatMap((node): readonly KeyPath[] => {
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') return [];
    if (!node.selectionSet) return [[node.name.value]];
    return keyPathsOf(node.selectionSet.selections).map((below) => [node.name.value, ...below]);
  });
}

/** Whether every part of a key is known, and one is not null. */
export function isKnown(
  paths: readonly KeyPath[],
  entity: DataObject,
  isUnknown: IsUnknown,
): boolean {
  let hasValue = false;
  for (const path of paths) {
    const value = valueAt(entity, path, isUnknown);
    if (value === undefined) return false;
    if (value !== null) hasValue = true;
  }
  return hasValue;
}

/** Undefined where the value is unknown. */
function valueAt(entity: DataObject, path: KeyPath, isUnknown: IsUnknown): unknown {
  let at: unknown = entity;
  for (const key of path) {
    if (!isDataObject(at)) break;
    const value = own(at, key);
    if (value === undefined || (value === null && isUnknown(at, key))) return undefined;
    at = value;
  }
  // It could be the key of another record.
  return isRounded(at) ? undefined : at;
}
