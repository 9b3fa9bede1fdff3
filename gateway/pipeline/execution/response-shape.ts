import { Kind, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { isAbstract, isDataObject, isOfType } from './data.ts';

/** The selections of a fetch, compiled to check responses. */
export interface ResponseShape {
  /** Requested keys of `data`, or of each entity. */
  readonly keys: readonly string[];
  /**
   * Makes response data fit the shape, in place: removes keys that were not requested, and sets missing keys and values that
   * are nested too deeply to null. Returns whether there were none of these two.
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
    return { fields, conditional };
  };

  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = compile(operation ? [operation.selectionSet] : []);
  const entity = root.fields.get('_entities') ?? root;
  const ofRoot = createSelections([root], schema);
  const ofEntities = createSelections([entity], schema);
  return {
    keys: [...keysOf(entity)],
    fit: (data) => fit(data, ofRoot),
    fitEntity: (value, type) => {
      if (!isDataObject(value)) return true;
      // An entity that was requested as an interface returns its own type.
      const isNamed = isAbstract(schema, type) && ofEntities.readsTypename;
      return fitObject(value, ofEntities.ofType(isNamed ? value[TYPENAME] : type));
    },
  };
}

/** This key may be missing: the type of an entity is known, and release refuses other objects without a type. */
const TYPENAME = '__typename';

interface Shape {
  readonly fields: ReadonlyMap<string, Shape | null>;
  readonly conditional: readonly Conditional[];
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

/** What is requested of the objects in one place, of any type. */
interface Selections {
  /** Whether `__typename` was requested. An unrequested type is ignored. */
  readonly readsTypename: boolean;
  /** Returns what is requested of objects of a type. Where a name is not that of a type, any type condition may hold. */
  readonly ofType: (name: unknown) => TypeSelections;
}

/** What is requested of the objects of one type in one place. */
interface TypeSelections {
  readonly keys: ReadonlySet<string>;
  readonly fields: readonly RequestedField[];
  /** Whether a key, such as `constructor`, is also a property of Object.prototype. */
  readonly hidesInherited: boolean;
}

interface RequestedField {
  readonly key: string;
  /** Null for a leaf. */
  readonly inside: Selections | null;
  /** Whether the response is incomplete without it. False where the object's type is not known exactly. */
  readonly isRequired: boolean;
}

/** Creates the selections of shapes that are requested together; those of a type are derived with its first object. */
function createSelections(shapes: readonly Shape[], schema: GraphQLSchema): Selections {
  const known = new Map<unknown, TypeSelections>();
  return {
    readsTypename: selectsTypename(shapes),
    ofType: (given) => {
      const cached = known.get(given);
      if (cached) return cached;
      const name = typeof given === 'string' && schema.getType(given) ? given : null;
      const selections = known.get(name) ?? deriveSelections(shapes, name, schema);
      known.set(name, selections);
      return selections;
    },
  };
}

function deriveSelections(
  shapes: readonly Shape[],
  type: string | null,
  schema: GraphQLSchema,
): TypeSelections {
  const requested = new Map<string, { readonly inside: Shape[]; isCertain: boolean }>();
  for (const { shape, isCertain } of applicable(shapes, type, schema))
    for (const [key, below] of shape.fields) {
      const one = requested.get(key) ?? { inside: [], isCertain: false };
      if (below) one.inside.push(below);
      one.isCertain ||= isCertain;
      requested.set(key, one);
    }
  return {
    keys: new Set(requested.keys()),
    fields: [...requested].map(([key, { inside, isCertain }]) => ({
      key,
      inside: inside.length > 0 ? createSelections(inside, schema) : null,
      isRequired: isCertain && key !== TYPENAME,
    })),
    hidesInherited: [...requested.keys()].some((key) => key in Object.prototype),
  };
}

function fit(value: unknown, selections: Selections, levels = MAX_LEVELS): boolean {
  if (Array.isArray(value)) {
    let isComplete = true;
    for (let index = 0; index < value.length; index += 1) {
      if (levels > 0) isComplete = fit(value[index], selections, levels - 1) && isComplete;
      else {
        value[index] = null;
        isComplete = false;
      }
    }
    return isComplete;
  }
  if (!isDataObject(value)) return true;
  return fitObject(value, selections.ofType(selections.readsTypename ? value[TYPENAME] : null));
}

/** How deep a value of a leaf, and lists of objects, may be nested: later code walks them recursively. */
const MAX_LEVELS = 128;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const below: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return below.some((each) => isDeeper(each, levels - 1));
}

function fitObject(
  value: Record<string, unknown>,
  { keys, fields, hidesInherited }: TypeSelections,
): boolean {
  // Otherwise a missing key such as `constructor` would read the inherited value.
  if (hidesInherited) Object.setPrototypeOf(value, null);
  let isComplete = true;
  for (const { key, inside, isRequired } of fields) {
    const found = value[key];
    if (found === undefined) {
      value[key] = null;
      if (isRequired) isComplete = false;
    } else if (inside !== null) {
      if (found !== null) isComplete = fit(found, inside) && isComplete;
    } else if (typeof found === 'object' && isDeeper(found, MAX_LEVELS)) {
      value[key] = null;
      isComplete = false;
    }
  }
  // Counted without a list of them, which half of all objects would cost. No inherited key is enumerable.
  let count = 0;
  for (const _ in value) count += 1;
  if (count > fields.length)
    for (const key of Object.keys(value)) if (!keys.has(key)) delete value[key];
  return isComplete;
}

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

/** Returns the shapes whose type conditions hold for objects of a type. Without a type, any may hold. */
function applicable(
  shapes: readonly Shape[],
  type: string | null,
  schema: GraphQLSchema,
): readonly Applicable[] {
  const object = type === null ? {} : { [TYPENAME]: type };
  return shapes.flatMap((shape): readonly Applicable[] => {
    const inside = shape.conditional.flatMap((conditional): readonly Applicable[] => {
      const holds = isOfType(schema, object, conditional.on);
      if (holds === false) return [];
      return applicable([conditional.shape], type, schema).map((one) => ({
        shape: one.shape,
        isCertain: one.isCertain && holds === true,
      }));
    });
    return shape.fields.size > 0 ? [{ shape, isCertain: true }, ...inside] : inside;
  });
}
