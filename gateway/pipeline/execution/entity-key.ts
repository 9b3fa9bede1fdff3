import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isAbstract, isDataObject, isOfType, isRounded, own, type DataObject } from './data.ts';

/** Whether a null value is unknown, because the object was not found or its fetch failed. */
export type IsUnknown = (object: DataObject, key: string) => boolean;

/**
 * Returns null if a key of an entity is known, so that it can be fetched; else the top-level fields of its unknown keys.
 * Every part of a known key was fetched, none is a rounded number, and at least one is not null.
 */
export type FindUnknownKey = (entity: DataObject, isUnknown: IsUnknown) => readonly string[] | null;

/** Compiles the check for one fetch, from its representation and the keys of its subgraph. */
export function compileEntityKey(
  requires: readonly QueryPlanSelectionNode[],
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>,
  schema: GraphQLSchema,
): FindUnknownKey {
  const conditions = requires.flatMap((node) => {
    const on = node.kind === 'InlineFragment' ? node.typeCondition : undefined;
    if (node.kind !== 'InlineFragment' || on === undefined) return [];
    const usable = keysOf(on, keys, schema).filter((key) => isWithin(key, node.selections));
    return usable.length > 0
      ? [{ on, keys: usable.map(({ selections }) => keyPathsOf(selections)) }]
      : [];
  });
  return (entity, isUnknown) => {
    let missing: readonly string[] | null = null;
    for (const { on, keys: usable } of conditions) {
      if (isOfType(schema, entity, on) !== true) continue;
      for (const paths of usable) if (isKnown(paths, entity, isUnknown)) return null;
      missing = [...(missing ?? []), ...usable.flat().flatMap(([first]) => first ?? [])];
    }
    // The fetch of a type without a usable key is not checked.
    return missing;
  };
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
function isWithin(key: SelectionSetNode, selections: readonly QueryPlanSelectionNode[]): boolean {
  return key.selections.every((part) => {
    if (part.kind !== Kind.FIELD) return true;
    const found = selections.find((node) => node.kind === 'Field' && node.name === part.name.value);
    if (found?.kind !== 'Field') return false;
    return !part.selectionSet || isWithin(part.selectionSet, found.selections ?? []);
  });
}

/** Path of field names from an entity to a scalar of its key. */
type KeyPath = readonly string[];

function keyPathsOf(selections: SelectionSetNode['selections']): readonly KeyPath[] {
  return selections.flatMap((node): readonly KeyPath[] => {
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') return [];
    if (!node.selectionSet) return [[node.name.value]];
    return keyPathsOf(node.selectionSet.selections).map((below) => [node.name.value, ...below]);
  });
}

function isKnown(paths: readonly KeyPath[], entity: DataObject, isUnknown: IsUnknown): boolean {
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
