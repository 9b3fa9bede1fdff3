import {
  isAbstractType,
  isObjectType,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** What a fetch asked for, ready to hold an answer against. */
export interface AnswerFilter {
  /**
   * Keys that the answer's `data`, or its entities, would have, and the names of their fields: Apollo's
   * executor renames a key that it made up itself back to the name.
   */
  readonly keys: readonly string[];
  /** Drops, in place, every key that was not asked for. */
  readonly apply: (data: unknown) => void;
}

/**
 * Compiles the filter of a fetch's document. A subgraph is not trusted: a key that nobody asked for could
 * stand where another subgraph's value, a record's id or a private key of ours is expected.
 */
export function compileAnswerFilter(document: DocumentNode, schema: GraphQLSchema): AnswerFilter {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const compile = (sets: readonly SelectionSetNode[]): Shape => {
    const shape = emptyShape();
    const grouped = new Map<string, SelectionSetNode[]>();
    const visit = (set: SelectionSetNode): void => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const key = node.alias?.value ?? node.name.value;
          shape.names.add(node.name.value);
          const below = grouped.get(key) ?? [];
          if (node.selectionSet) below.push(node.selectionSet);
          grouped.set(key, below);
          continue;
        }
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
        if (!fragment) continue;
        if (!fragment.typeCondition) visit(fragment.selectionSet);
        else
          shape.conditional.push({
            on: fragment.typeCondition.name.value,
            shape: compile([fragment.selectionSet]),
          });
      }
    };
    sets.forEach(visit);
    for (const [key, below] of grouped)
      shape.fields.set(key, below.length > 0 ? compile(below) : null);
    return shape;
  };

  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = operation ? compile([operation.selectionSet]) : emptyShape();
  const entities = root.fields.get('_entities');
  return {
    keys: [...keysOf(entities ?? root)],
    apply: (data) => prune(data, [root], schema),
  };
}

interface Shape {
  readonly fields: Map<string, Shape | null>;
  readonly names: Set<string>;
  readonly conditional: { readonly on: string; readonly shape: Shape }[];
}

function emptyShape(): Shape {
  return { fields: new Map(), names: new Set(), conditional: [] };
}

function keysOf(shape: Shape): Set<string> {
  return new Set([
    ...shape.fields.keys(),
    ...shape.names,
    ...shape.conditional.flatMap((one) => [...keysOf(one.shape)]),
  ]);
}

function prune(value: unknown, shapes: readonly Shape[], schema: GraphQLSchema): void {
  if (Array.isArray(value)) {
    for (const item of value) prune(item, shapes, schema);
    return;
  }
  if (!isObject(value)) return;
  const open = applicable(shapes, value['__typename'], schema);
  for (const key of Object.keys(value)) {
    let asked = false;
    const below: Shape[] = [];
    for (const shape of open) {
      const field = shape.fields.get(key);
      if (field === undefined) continue;
      asked = true;
      if (field) below.push(field);
    }
    if (!asked) delete value[key];
    else if (below.length > 0) prune(value[key], below, schema);
  }
}

/** The shapes that hold for an object, through type conditions. */
function applicable(
  shapes: readonly Shape[],
  typename: unknown,
  schema: GraphQLSchema,
): readonly Shape[] {
  if (shapes.every((shape) => shape.conditional.length === 0)) return shapes;
  return shapes.flatMap((shape): readonly Shape[] => [
    shape,
    ...applicable(
      shape.conditional
        .filter(({ on }) => holds(on, typename, schema))
        .map((conditional) => conditional.shape),
      typename,
      schema,
    ),
  ]);
}

/** A subgraph may name an interface for an object (`@interfaceObject`): then any condition may hold. */
function holds(on: string, typename: unknown, schema: GraphQLSchema): boolean {
  if (typeof typename !== 'string' || on === typename) return true;
  const type = schema.getType(typename);
  const condition = schema.getType(on);
  if (!isObjectType(type)) return true;
  return isAbstractType(condition) && schema.isSubType(condition, type);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
