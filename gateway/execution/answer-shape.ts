import { Kind, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isObject, isOfType } from './data.ts';

/** What a fetch asked for, ready to hold an answer against. */
export interface AnswerShape {
  /** The keys that `data`, or each entity, is asked for. */
  readonly keys: readonly string[];
  /** Gives an answer this shape, in place: drops what was not asked for, adds null for what is missing. */
  readonly fit: (data: unknown) => void;
  /** The same for one answered entity, of the type that it was asked for as. */
  readonly fitEntity: (entity: unknown, type: unknown) => void;
}

/**
 * Compiles the shape of a fetch's document. A subgraph is not trusted: a key that nobody asked for could
 * stand where another subgraph's value, a record's id or a private key of ours is expected.
 */
export function compileAnswerShape(document: DocumentNode, schema: GraphQLSchema): AnswerShape {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );

  const compile = (sets: readonly SelectionSetNode[]): Shape => {
    const below = new Map<string, SelectionSetNode[]>();
    const conditional: Conditional[] = [];
    const visit = (set: SelectionSetNode): void => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const key = node.alias?.value ?? node.name.value;
          const inside = below.get(key) ?? [];
          if (node.selectionSet) inside.push(node.selectionSet);
          below.set(key, inside);
          continue;
        }
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
        if (!fragment) continue;
        const on = fragment.typeCondition?.name.value;
        if (on === undefined) visit(fragment.selectionSet);
        else conditional.push({ on, shape: compile([fragment.selectionSet]) });
      }
    };
    sets.forEach(visit);
    const fields = new Map(
      [...below].map(([key, inside]) => [key, inside.length > 0 ? compile(inside) : null]),
    );
    return {
      fields,
      conditional,
      hidesInherited: [...fields.keys()].some((key) => key in Object.prototype),
    };
  };

  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = compile(operation ? [operation.selectionSet] : []);
  const entity = root.fields.get('_entities') ?? root;
  return {
    keys: [...keysOf(entity)],
    fit: (data) => fit(data, [root], schema),
    fitEntity: (value, type) => {
      if (!isObject(value)) return;
      fitAll(value, applicable([entity], { __typename: type }, schema), schema);
    },
  };
}

interface Shape {
  readonly fields: ReadonlyMap<string, Shape | null>;
  readonly conditional: readonly Conditional[];
  /** A key such as `constructor`, which every ordinary object seems to have. */
  readonly hidesInherited: boolean;
}

interface Conditional {
  readonly on: string;
  readonly shape: Shape;
}

function keysOf(shape: Shape): Set<string> {
  return new Set([
    ...shape.fields.keys(),
    ...shape.conditional.flatMap((one) => [...keysOf(one.shape)]),
  ]);
}

function fit(value: unknown, shapes: readonly Shape[], schema: GraphQLSchema): void {
  if (Array.isArray(value)) {
    for (const item of value) fit(item, shapes, schema);
    return;
  }
  if (!isObject(value)) return;
  const open = applicable(shapes, asksType(shapes) ? value : {}, schema);
  const [only, ...others] = open;
  if (only && others.length === 0) fitOne(value, only, schema);
  else fitAll(value, open, schema);
}

/** By far the most objects have one shape. */
function fitOne(value: Record<string, unknown>, shape: Shape, schema: GraphQLSchema): void {
  if (shape.hidesInherited) Object.setPrototypeOf(value, null);
  for (const [key, below] of shape.fields) {
    const found = value[key];
    if (found === undefined) value[key] = null;
    else if (below !== null && found !== null) fit(found, [below], schema);
  }
  const keys = Object.keys(value);
  if (keys.length === shape.fields.size) return;
  for (const key of keys) if (!shape.fields.has(key)) delete value[key];
}

function fitAll(
  value: Record<string, unknown>,
  shapes: readonly Shape[],
  schema: GraphQLSchema,
): void {
  if (shapes.some((shape) => shape.hidesInherited)) Object.setPrototypeOf(value, null);
  const asked = new Map<string, Shape[]>();
  for (const shape of shapes)
    for (const [key, below] of shape.fields) {
      const inside = asked.get(key) ?? [];
      if (below) inside.push(below);
      asked.set(key, inside);
    }
  for (const key of Object.keys(value)) if (!asked.has(key)) delete value[key];
  for (const [key, inside] of asked)
    if (value[key] === undefined) value[key] = null;
    else if (inside.length > 0) fit(value[key], inside, schema);
}

/** A type that nobody asked for is not to be believed. */
function asksType(shapes: readonly Shape[]): boolean {
  return shapes.some(
    (shape) =>
      shape.fields.has('__typename') || asksType(shape.conditional.map((one) => one.shape)),
  );
}

/** The shapes that hold for an object, through type conditions. An object without a type may have any. */
function applicable(
  shapes: readonly Shape[],
  value: Record<string, unknown>,
  schema: GraphQLSchema,
): readonly Shape[] {
  if (shapes.every((shape) => shape.conditional.length === 0)) return shapes;
  return shapes.flatMap((shape): readonly Shape[] => {
    const holding = shape.conditional
      .filter(({ on }) => isOfType(schema, value, on) !== false)
      .map((conditional) => conditional.shape);
    const inside = applicable(holding, value, schema);
    return shape.fields.size > 0 ? [shape, ...inside] : inside;
  });
}
