import { Kind, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isAbstract, isDataObject, isOfType } from './data.ts';

/** The selections of a fetch, compiled to check responses. */
export interface ResponseShape {
  /** Requested keys of `data`, or of each entity. */
  readonly keys: readonly string[];
  /**
   * Makes response data fit the shape, in place: removes keys that were not requested, and sets missing keys to null.
   * Returns whether no key was missing.
   */
  readonly fit: (data: unknown) => boolean;
  /** The same for one entity, of the type that was requested. */
  readonly fitEntity: (entity: unknown, type: unknown) => boolean;
}

/**
 * Compiles the shape of a fetch's document. If `{ patient { id name } }` was requested, the response data
 * `{ patient: { id: 1, ssn: 2 } }` is changed to `{ patient: { id: 1, name: null } }` and reported as incomplete.
 *
 * Subgraphs are not trusted: an unrequested key could replace another subgraph's value, a record's id or a private
 * response key.
 */
export function compileResponseShape(document: DocumentNode, schema: GraphQLSchema): ResponseShape {
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
      if (!isDataObject(value)) return true;
      // An entity that was requested as an interface returns its own type.
      const typed =
        isAbstract(schema, type) && selectsTypename([entity]) ? value : { __typename: type };
      return fitAll(value, applicable([entity], typed, schema), schema);
    },
  };
}

/** This key may be missing: the type of an entity is known, and release refuses other objects without a type. */
const TYPENAME = '__typename';

interface Shape {
  readonly fields: ReadonlyMap<string, Shape | null>;
  readonly conditional: readonly Conditional[];
  /** Whether a key, such as `constructor`, is also a property of Object.prototype. */
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

function fit(value: unknown, shapes: readonly Shape[], schema: GraphQLSchema): boolean {
  if (Array.isArray(value)) {
    let isComplete = true;
    for (const item of value) isComplete = fit(item, shapes, schema) && isComplete;
    return isComplete;
  }
  if (!isDataObject(value)) return true;
  const applying = applicable(shapes, selectsTypename(shapes) ? value : {}, schema);
  const [only, ...others] = applying;
  return only?.isCertain && others.length === 0
    ? fitOne(value, only.shape, schema)
    : fitAll(value, applying, schema);
}

/** The fast path: nearly all objects have one shape. */
function fitOne(value: Record<string, unknown>, shape: Shape, schema: GraphQLSchema): boolean {
  // Otherwise a missing key such as `constructor` would read the inherited value.
  if (shape.hidesInherited) Object.setPrototypeOf(value, null);
  let isComplete = true;
  for (const [key, below] of shape.fields) {
    const found = value[key];
    if (found === undefined) {
      value[key] = null;
      isComplete &&= key === TYPENAME;
    } else if (below !== null && found !== null)
      isComplete = fit(found, [below], schema) && isComplete;
  }
  const keys = Object.keys(value);
  if (keys.length > shape.fields.size)
    for (const key of keys) if (!shape.fields.has(key)) delete value[key];
  return isComplete;
}

function fitAll(
  value: Record<string, unknown>,
  applying: readonly Applicable[],
  schema: GraphQLSchema,
): boolean {
  if (applying.some(({ shape }) => shape.hidesInherited)) Object.setPrototypeOf(value, null);
  const requested = new Map<string, { readonly inside: Shape[]; isCertain: boolean }>();
  for (const { shape, isCertain } of applying)
    for (const [key, below] of shape.fields) {
      const one = requested.get(key) ?? { inside: [], isCertain: false };
      if (below) one.inside.push(below);
      one.isCertain ||= isCertain;
      requested.set(key, one);
    }
  for (const key of Object.keys(value)) if (!requested.has(key)) delete value[key];
  let isComplete = true;
  for (const [key, { inside, isCertain }] of requested)
    if (value[key] === undefined) {
      value[key] = null;
      if (isCertain) isComplete &&= key === TYPENAME;
    } else if (inside.length > 0) isComplete = fit(value[key], inside, schema) && isComplete;
  return isComplete;
}

/** Whether `__typename` was requested. An unrequested type is ignored. */
function selectsTypename(shapes: readonly Shape[]): boolean {
  return shapes.some(
    (shape) =>
      shape.fields.has(TYPENAME) || selectsTypename(shape.conditional.map((one) => one.shape)),
  );
}

interface Applicable {
  readonly shape: Shape;
  /** False where the object's type is not known exactly. */
  readonly isCertain: boolean;
}

/** Returns the shapes whose type conditions hold for an object. For an object without a type, any may hold. */
function applicable(
  shapes: readonly Shape[],
  value: Record<string, unknown>,
  schema: GraphQLSchema,
): readonly Applicable[] {
  return shapes.flatMap((shape): readonly Applicable[] => {
    const inside = shape.conditional.flatMap((conditional): readonly Applicable[] => {
      const holds = isOfType(schema, value, conditional.on);
      if (holds === false) return [];
      return applicable([conditional.shape], value, schema).map((one) => ({
        shape: one.shape,
        isCertain: one.isCertain && holds === true,
      }));
    });
    return shape.fields.size > 0 ? [{ shape, isCertain: true }, ...inside] : inside;
  });
}
