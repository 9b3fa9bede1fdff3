import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isDataObject, isOfType, type DataObject } from './data.ts';
import { merge } from './merge.ts';
import type { Rewrite } from './rewrite.ts';

/**
 * Returns the representation of an entity as JSON text, such as `{"__typename":"Patient","id":"1"}`; null if a part of it
 * was not fetched.
 */
export type Represent = (entity: DataObject) => string | null;

/**
 * Creates the function for one batch of entities, which must not change meanwhile. Where equal entities are likely, it
 * writes the text of most only once, for which it needs memory.
 */
export type CreateRepresent = (areEqualLikely: boolean) => Represent;

/**
 * Compiles the `requires` of a fetch.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#understanding-query_entities
 */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  rewrite: Rewrite | null,
  schema: GraphQLSchema,
): CreateRepresent {
  const flat = rewrite === null ? flatKey(requires) : null;
  if (flat === null) {
    const represent = representObjects(requires, rewrite, schema);
    return () => represent;
  }
  const represent = representFlat(flat, schema);
  return (areEqualLikely) => (areEqualLikely ? rememberTexts(flat, represent) : represent);
}

/** Any representation. The tests compare the others with it. */
export function representObjects(
  requires: readonly QueryPlanSelectionNode[],
  rewrite: Rewrite | null,
  schema: GraphQLSchema,
): Represent {
  const build = compileSelections(requires, { schema, isWhole: false });
  return (entity) => {
    const representation = build(entity);
    if (!representation || typeof representation['__typename'] !== 'string') return null;
    // A type alone identifies no entity.
    if (Object.keys(representation).length === 1) return null;
    rewrite?.(representation);
    return JSON.stringify(representation);
  };
}

/** A key of leaves of one type, as most are. Its representations are written without building them. */
interface FlatKey {
  readonly on: string;
  readonly names: readonly string[];
}

function flatKey(requires: readonly QueryPlanSelectionNode[]): FlatKey | null {
  const [only, ...others] = requires;
  if (only?.kind !== 'InlineFragment' || only.typeCondition === undefined || others.length > 0)
    return null;
  const names = only.selections.flatMap((node) =>
    node.kind === 'Field' && node.selections === undefined ? [node.alias ?? node.name] : [],
  );
  const isFlat =
    names.length === only.selections.length &&
    new Set(names).size === names.length &&
    !names.some((name) => name in Object.prototype);
  return isFlat ? { on: only.typeCondition, names } : null;
}

function representFlat({ on, names }: FlatKey, schema: GraphQLSchema): Represent {
  const parts = names.map((name) => ({
    name,
    first: `{${JSON.stringify(name)}:`,
    further: `,${JSON.stringify(name)}:`,
  }));
  const hasType = names.includes('__typename');
  return (entity) => {
    if (!hasType || isOfType(schema, entity, on) !== true) return null;
    let text = '';
    let count = 0;
    for (const { name, first, further } of parts) {
      const value = entity[name];
      if (value === undefined) continue;
      text = text + (count === 0 ? first : further) + JSON.stringify(value);
      count += 1;
    }
    return count === 1 ? null : `${text}}`;
  };
}

/** Remembers the last entity with each value of the first key, and its text. */
function rememberTexts({ names }: FlatKey, represent: Represent): Represent {
  const first = names.find((name) => name !== '__typename') ?? '__typename';
  const others = names.filter((name) => name !== first);
  const known = new Map<unknown, { readonly entity: DataObject; readonly text: string | null }>();
  return (entity) => {
    const last = known.get(entity[first]);
    if (last && others.every((name) => entity[name] === last.entity[name])) return last.text;
    const text = represent(entity);
    known.set(entity[first], { entity, text });
    return text;
  };
}

type Part = (from: DataObject, into: DataObject) => boolean;

interface Compiling {
  readonly schema: GraphQLSchema;
  /**
   * Whether a missing part invalidates the whole. Not at the top level: for entities of an `@interfaceObject`, the planner
   * requires fields that were selected on some of their types only.
   */
  readonly isWhole: boolean;
}

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  compiling: Compiling,
): (from: DataObject) => DataObject | null {
  const { schema, isWhole } = compiling;
  const parts = selections.map((selection): Part => {
    if (selection.kind === 'InlineFragment') {
      const inside = compileSelections(selection.selections, compiling);
      const on = selection.typeCondition;
      return (from, into) => {
        if (on !== undefined && isOfType(schema, from, on) !== true) return true;
        const built = inside(from);
        if (built) merge(into, built);
        return true;
      };
    }
    const key = selection.alias ?? selection.name;
    const inside = selection.selections
      ? compileSelections(selection.selections, { schema, isWhole: true })
      : null;
    return (from, into) => {
      const value = from[key];
      if (value === undefined) return !isWhole;
      into[key] = inside ? project(value, inside) : value;
      return true;
    };
  });
  return (from) => {
    const into: DataObject = {};
    return parts.every((part) => part(from, into)) ? into : null;
  };
}

function project(value: unknown, inside: (from: DataObject) => DataObject | null): unknown {
  if (Array.isArray(value)) return value.map((item) => project(item, inside));
  return isDataObject(value) ? inside(value) : value;
}
