import {
  isObject,
  type FieldModel,
  type Graph,
  type InputModel,
  type TypeModel,
} from '../marks/graph.ts';

/** Several declarations of one thing; at least one. */
export type Declarations<Model> = readonly [Model, ...Model[]];

/** Who stands above and below whom in a graph's interfaces, through every level. */
export interface Hierarchy {
  /** The types of these names; unknown and built-in ones are left out. */
  readonly types: (names: Iterable<string>) => readonly TypeModel[];
  /** The type and all interfaces above it, the type first. */
  readonly upwards: (type: TypeModel) => readonly TypeModel[];
  /** All objects and interfaces that implement an interface; none for other types. */
  readonly below: (type: TypeModel) => readonly TypeModel[];
  /** The object types that a value of this type can be: itself, members, implementers. */
  readonly objects: (type: TypeModel) => readonly TypeModel[];
  /**
   * A type's fields with those that an `@interfaceObject` gives to its implementers: its own declaration, if
   * it has one, then those of the interfaces above.
   */
  readonly fields: (type: TypeModel) => ReadonlyMap<string, Declarations<FieldModel>>;
  /** What an input or a field holds in the composed graph: of several types the most general. */
  readonly held: (input: InputModel) => readonly TypeModel[];
}

/** Computes the hierarchy once; `implements` may leave out what stands further up. */
export function hierarchyOf(graph: Graph): Hierarchy {
  const types = (names: Iterable<string>) =>
    [...names].flatMap((name) => graph.types.get(name) ?? []);
  const upwards = memoised((type) => {
    const found = new Set([type]);
    for (const each of found) {
      for (const above of types(each.interfaces)) found.add(above);
    }
    return [...found];
  });
  const below = memoised((type) =>
    [...graph.types.values()].filter((each) => each !== type && upwards(each).includes(type)),
  );
  const isSubtype = (type: TypeModel, of: TypeModel) =>
    type !== of && (of.members.has(type.name) || upwards(type).includes(of));
  return {
    types,
    upwards,
    below,
    objects: (type) => [type, ...below(type), ...types(type.members)].filter(isObject),
    fields: memoised((type) => grouped(upwards(type).flatMap((each) => [...each.fields]))),
    held: (input) => {
      const all = types(input.types);
      return all.filter((type) => !all.some((other) => isSubtype(type, other)));
    },
  };
}

/** Collects declarations of the same name, in their order. */
export function grouped<Model>(
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

function memoised<Result>(compute: (type: TypeModel) => Result): (type: TypeModel) => Result {
  const known = new Map<TypeModel, Result>();
  return (type) => {
    const result = known.get(type) ?? compute(type);
    known.set(type, result);
    return result;
  };
}
