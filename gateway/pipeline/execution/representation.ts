import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { isDataObject, isOfType, type DataObject } from './data.ts';
import { merge } from './merge.ts';
import type { Rewrite } from './rewrite.ts';

/**
 * Returns the representation of an entity as JSON text, such as `{"__typename":"Patient","id":"1"}`; null if a part of it
 * was not fetched.
 */
export type Represent = (entity: DataObject) => string | null;

/** The representations of one batch of entities, which must not change meanwhile. */
export interface Representations {
  /** A key that entities with the same representation share; undefined if a part of the representation was not fetched. */
  readonly keyOf: (entity: DataObject) => unknown;
  /** The representation of the entities with a key. */
  readonly textOf: (key: unknown) => string;
}

/**
 * Creates the representations of a batch. Where equal entities are likely, the text of most is written only once, for which
 * memory is needed.
 */
export type CreateRepresentations = (areEqualLikely: boolean) => Representations;

/**
 * Compiles the `requires` of a fetch.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#understanding-query_entities
 */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  rewrite: Rewrite | null,
  schema: GraphQLSchema,
): CreateRepresentations {
  const flat = rewrite === null ? flatKey(requires) : null;
  if (flat === null) {
    const represent = byText(representObjects(requires, rewrite, schema));
    return () => represent;
  }
  const single = representSingle(flat, schema);
  if (single !== null) return () => single;
  const represent = representFlat(flat, schema);
  return (areEqualLikely) => byText(areEqualLikely ? rememberTexts(flat, represent) : represent);
}

/** Representations whose keys are their texts. */
function byText(represent: Represent): Representations {
  return { keyOf: (entity) => represent(entity) ?? undefined, textOf: String };
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

/** Representations of one leaf besides the type, by its value; null for other keys and for interfaces. */
function representSingle({ on, names }: FlatKey, schema: GraphQLSchema): Representations | null {
  const [name, ...others] = names.filter((one) => one !== '__typename');
  if (name === undefined || others.length > 0 || names.length !== 2) return null;
  if (!isObjectType(schema.getType(on))) return null;
  const type = `"__typename":${JSON.stringify(on)}`;
  const isFirst = names[0] === name;
  const before = `{${isFirst ? '' : `${type},`}${JSON.stringify(name)}:`;
  const after = isFirst ? `,${type}}` : '}';
  return {
    keyOf: (entity) => (entity['__typename'] === on ? entity[name] : undefined),
    textOf: (value) => before + jsonOf(value) + after,
  };
}

/** Printable ASCII without quote and backslash, which is faster to test than to escape. */
const PLAIN = /^[ !#-[\]-~]*$/;

function jsonOf(value: unknown): string {
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
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
      text = text + (count === 0 ? first : further) + jsonOf(value);
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
    if (last && haveEqual(others, entity, last.entity)) return last.text;
    const text = represent(entity);
    known.set(entity[first], { entity, text });
    return text;
  };
}

function haveEqual(names: readonly string[], one: DataObject, other: DataObject): boolean {
  for (const name of names) if (one[name] !== other[name]) return false;
  return true;
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
