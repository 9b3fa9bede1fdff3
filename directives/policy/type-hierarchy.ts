import {
  isObject,
  type FieldModel,
  type Graph,
  type ValueModel,
  type TypeModel,
} from '../marks/graph.ts';

/** The declarations of one field or argument, on a type and on its interfaces; at least one. */
export type Declarations<Model> = readonly [Model, ...Model[]];

/**
 * The subtype relations of a graph: interfaces at every level, unions, and the types that fields return. The examples
 * are of this graph:
 *
 *     interface Animal { name: String }
 *     type Cat implements Animal { name: String }
 *     type Dog implements Animal { name: String }
 *     type Query { pet: Animal }
 */
export interface TypeHierarchy {
  /** The type with this name; null for unknown names and for built-in scalars such as `String`. */
  readonly typeNamed: (name: string) => TypeModel | null;
  /** The types with these names. Names without a type are skipped. */
  readonly typesNamed: (names: Iterable<string>) => readonly TypeModel[];
  /** The type and every interface that it implements, directly or not; the type comes first. */
  readonly withSupertypes: (type: TypeModel) => readonly TypeModel[];
  /**
   * Every object type and interface that implements an interface: `Cat` and `Dog` for `Animal`. Empty for other types.
   */
  readonly subtypes: (type: TypeModel) => readonly TypeModel[];
  /**
   * The object types that a value of this type can have: the type itself, an interface's implementers or a union's
   * members. `Cat` for `Cat`, `Cat` and `Dog` for `Animal`, none for a scalar, an enum or an input object.
   */
  readonly objectTypes: (type: TypeModel) => readonly TypeModel[];
  /**
   * The fields of a type, including those that an `@interfaceObject` adds to its implementers. A field's declarations
   * are the type's own, if it has one, followed by those of its interfaces: for `Cat.name`, those on `Cat` and
   * `Animal`.
   */
  readonly fields: (type: TypeModel) => ReadonlyMap<string, Declarations<FieldModel>>;
  /**
   * The first of a field's declarations, which has the type and arguments that clients see; null if the type doesn't
   * have the field.
   */
  readonly field: (type: TypeModel, name: string) => FieldModel | null;
  /**
   * The declared types of an argument, an input field or a field's value, without lists and non-nulls. An interface is
   * not replaced by its implementers: `Animal` for `Query.pet`. Where subgraphs declare different types, the most
   * general ones, as in composition. Empty for built-in scalars; a custom scalar or an enum is a type without fields.
   */
  readonly valueTypes: (value: ValueModel) => readonly TypeModel[];
}

/** Computes the hierarchy of a graph. `implements` may list the direct interfaces only. */
export function createTypeHierarchy(graph: Graph): TypeHierarchy {
  const typeNamed = (name: string) => graph.types.get(name) ?? null;
  const typesNamed = (names: Iterable<string>) =>
    [...names].flatMap((name) => typeNamed(name) ?? []);
  const withSupertypes = memoized((type) => {
    const found = new Set([type]);
    for (const each of found) {
      for (const supertype of typesNamed(each.interfaces)) found.add(supertype);
    }
    return [...found];
  });
  const allSubtypes = once(() => {
    const found = new Map<TypeModel, TypeModel[]>();
    for (const type of graph.types.values())
      for (const supertype of withSupertypes(type))
        if (supertype !== type) found.set(supertype, [...(found.get(supertype) ?? []), type]);
    return found;
  });
  const subtypes = (type: TypeModel) => allSubtypes().get(type) ?? [];
  const isSubtype = (type: TypeModel, of: TypeModel) =>
    type !== of && (of.unionMembers.has(type.name) || withSupertypes(type).includes(of));
  const fields = memoized((type) =>
    groupByName(withSupertypes(type).flatMap((each) => [...each.fields])),
  );
  return {
    typeNamed,
    typesNamed,
    withSupertypes,
    subtypes,
    objectTypes: (type) =>
      [type, ...subtypes(type), ...typesNamed(type.unionMembers)].filter(isObject),
    fields,
    field: (type, name) => fields(type).get(name)?.[0] ?? null,
    valueTypes: (value) => {
      const all = typesNamed(value.types);
      return all.filter((type) => !all.some((other) => isSubtype(type, other)));
    },
  };
}

/** Groups entries with the same name; each group keeps their order. */
export function groupByName<Model>(
  entries: Iterable<readonly [string, Model]>,
): ReadonlyMap<string, Declarations<Model>> {
  const groups = new Map<string, [Model, ...Model[]]>();
  for (const [name, model] of entries) {
    const group = groups.get(name);
    if (group) group.push(model);
    else groups.set(name, [model]);
  }
  return groups;
}

function once<Result>(compute: () => Result): () => Result {
  let result: Result | null = null;
  return () => (result ??= compute());
}

function memoized<Result>(compute: (type: TypeModel) => Result): (type: TypeModel) => Result {
  const known = new Map<TypeModel, Result>();
  return (type) => {
    const result = known.get(type) ?? compute(type);
    known.set(type, result);
    return result;
  };
}
