import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isObject, isOfType, type DataObject } from './data.ts';
import { merge } from './merge.ts';
import type { Rewrite } from './rewrite.ts';

/** Builds what an entity is asked by; null where what that takes was not fetched. */
export type Represent = (entity: DataObject) => DataObject | null;

/**
 * Compiles the `requires` of a fetch.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#understanding-query_entities
 */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  rewrite: Rewrite | null,
  schema: GraphQLSchema,
): Represent {
  const build = compileSelections(requires, schema);
  return (entity) => {
    const representation = build(entity);
    if (!representation || typeof representation['__typename'] !== 'string') return null;
    rewrite?.(representation);
    return representation;
  };
}

type Part = (from: DataObject, into: DataObject) => boolean;

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
): (from: DataObject) => DataObject | null {
  const parts = selections.map((selection): Part => {
    if (selection.kind === 'InlineFragment') {
      const inside = compileSelections(selection.selections, schema);
      const on = selection.typeCondition;
      return (from, into) => {
        if (on !== undefined && isOfType(schema, from, on) !== true) return true;
        const built = inside(from);
        if (built) merge(into, built);
        return true;
      };
    }
    const key = selection.alias ?? selection.name;
    const inside = selection.selections ? compileSelections(selection.selections, schema) : null;
    return (from, into) => {
      const value = from[key];
      if (value === undefined) return false;
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
  return isObject(value) ? inside(value) : value;
}
