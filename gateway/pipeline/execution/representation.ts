import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isDataObject, isOfType, type DataObject } from './data.ts';
import { merge } from './merge.ts';
import type { Rewrite } from './rewrite.ts';

/**
 * Builds the representation of an entity, such as `{ __typename: "Patient", id: "1" }`; null if a part of it was not
 * fetched.
 */
export type Represent = (entity: DataObject) => DataObject | null;

/**
 * Compiles the `requires` of a fetch to a builder of representations.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#understanding-query_entities
 */
export function compileRepresentation(
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
    return representation;
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
