import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isAbstract, isObject, isOfType, type DataObject } from './data.ts';

/** Whether a value of an object is null only because the object was not found or its fetch failed. */
export type IsUnknown = (object: DataObject, key: string) => boolean;

/**
 * Answers whether an entity can be asked for: null if a key of it is known, else the top-level fields of the keys that
 * are not. Of a known key each part was fetched, and not all are null.
 */
export type FindUnknownKey = (entity: DataObject, isUnknown: IsUnknown) => readonly string[] | null;

/** Compiles the check for one fetch, from what it asks by and the keys by which its subgraph resolves types. */
export function compileEntityKey(
  requires: readonly QueryPlanSelectionNode[],
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>,
  schema: GraphQLSchema,
): FindUnknownKey {
  const conditions = requires.flatMap((node) => {
    const on = node.kind === 'InlineFragment' ? node.typeCondition : undefined;
    if (node.kind !== 'InlineFragment' || on === undefined) return [];
    const asked = keysOf(on, keys, schema).filter((key) => isWithin(key, node.selections));
    return asked.length > 0
      ? [{ on, keys: asked.map(({ selections }) => leavesOf(selections)) }]
      : [];
  });
  return (entity, isUnknown) => {
    const lacking: string[] = [];
    let isChecked = false;
    for (const { on, keys: asked } of conditions) {
      if (isOfType(schema, entity, on) !== true) continue;
      isChecked = true;
      if (asked.some((leaves) => isKnown(leaves, entity, isUnknown))) return null;
      lacking.push(...asked.flat().flatMap(([first]) => first ?? []));
    }
    return isChecked ? lacking : null;
  };
}

/** A subgraph with an `@interfaceObject` has keys of the interface alone. */
function keysOf(
  type: string,
  keys: ReadonlyMap<string, readonly SelectionSetNode[]>,
  schema: GraphQLSchema,
): readonly SelectionSetNode[] {
  const own = keys.get(type);
  if (own) return own;
  return [...keys].flatMap(([above, selections]) =>
    isAbstract(schema, above) && isOfType(schema, { __typename: type }, above) === true
      ? selections
      : [],
  );
}

function isWithin(key: SelectionSetNode, selections: readonly QueryPlanSelectionNode[]): boolean {
  return key.selections.every((part) => {
    if (part.kind !== Kind.FIELD) return true;
    const found = selections.find((node) => node.kind === 'Field' && node.name === part.name.value);
    if (found?.kind !== 'Field') return false;
    return !part.selectionSet || isWithin(part.selectionSet, found.selections ?? []);
  });
}

type Leaf = readonly string[];

function leavesOf(selections: SelectionSetNode['selections']): readonly Leaf[] {
  return selections.flatMap((node): readonly Leaf[] => {
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') return [];
    if (!node.selectionSet) return [[node.name.value]];
    return leavesOf(node.selectionSet.selections).map((below) => [node.name.value, ...below]);
  });
}

function isKnown(leaves: readonly Leaf[], entity: DataObject, isUnknown: IsUnknown): boolean {
  const values = leaves.map((leaf) => valueAt(entity, leaf, isUnknown));
  return !values.includes(undefined) && values.some((value) => value !== null);
}

/** Undefined where it is not known. */
function valueAt(entity: DataObject, leaf: Leaf, isUnknown: IsUnknown): unknown {
  let at: unknown = entity;
  for (const key of leaf) {
    if (!isObject(at)) break;
    const value = Object.hasOwn(at, key) ? at[key] : undefined;
    if (value === undefined || (value === null && isUnknown(at, key))) return undefined;
    at = value;
  }
  return at;
}
