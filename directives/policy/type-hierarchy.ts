import {
  isObject,
  type FieldModel,
  type Graph,
  type InputModel,
  type TypeModel,
} from '../marks/graph.ts';

/** Several declarations of one element; at least one. */
export type Declarations<Model> = readonly [Model, ...Model[]];

/** The subtype relations of a graph: interfaces at every level, unions, and the types that fields return. */
export interface TypeHierarchy {
  /** The types with these names. Unknown and built-in names are skipped. */
  readonly typesNamed: (names: Iterable<string>) => readonly TypeModel[];
  /** The type and every interface that it implements, directly or not; the type comes first. */
  readonly withSupertypes: (type: TypeModel) => readonly TypeModel[];
  /** Every object type and interface that implements an interface; empty for other types. */
  readonly subtypes: (type: TypeModel) => readonly TypeModel[];
  /** The object types that a value of this type can have: the type itself, its implementers or its members. */
  readonly objectTypes: (type: TypeModel) => readonly TypeModel[];
  /**
   * The fields of a type, including those that an `@interfaceObject` adds to its implementers. A field's declarations
   * are the type's own, if it has one, followed by those of its interfaces.
   */
  readonly fields: (type: TypeModel) => ReadonlyMap<string, Declarations<FieldModel>>;
  /** The types of an input or of a field's value in the composed graph: the most general that subgraphs declare. */
  readonly valueTypes: (input: InputModel) => readonly TypeModel[];
}

/** Computes the hierarchy of a graph. `implements` may list the direct interfaces only. */
export function createTypeHierarchy(graph: Graph): TypeHierarchy {
  const typesNamed = (names: Iterable<string>) =>
    [...names].flatMap((name) => graph.types.get(name) ?? []);
  const withSupertypes = memoized((type) => {
    const found = new Set([type]);
    for (const each of found) {
      for (const supertype of typesNamed(each.interfaces)) found.add(supertype);
    }
    return [...found];
  });
  const subtypes = memoized((type) =>
    [...graph.types.values()].filter(
      (each) => each !== type && withSupertypes(each).includes(type),
    ),
  );
  const isSubtype = (type: TypeModel, of: TypeModel) =>
    type !== of && (of.members.has(type.name) || withSupertypes(type).includes(of));
  return {
    typesNamed,
    withSupertypes,
    subtypes,
    objectTypes: (type) => [type, ...subtypes(type), ...typesNamed(type.members)].filter(isObject),
    fields: memoized((type) =>
      groupByName(withSupertypes(type).flatMap((each) => [...each.fields])),
    ),
    valueTypes: (input) => {
      const all = typesNamed(input.types);
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

function memoized<Result>(compute: (type: TypeModel) => Result): (type: TypeModel) => Result {
  const known = new Map<TypeModel, Result>();
  return (type) => {
    const result = known.get(type) ?? compute(type);
    known.set(type, result);
    return result;
  };
}
