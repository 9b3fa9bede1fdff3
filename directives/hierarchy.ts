import { isObject, type Graph, type TypeModel } from './graph.ts';

/** Who stands above and below whom in a graph's interfaces, through every level. */
export interface Hierarchy {
  /** The type and all interfaces above it, the type first. */
  readonly upwards: (type: TypeModel) => readonly TypeModel[];
  /** All objects and interfaces that implement an interface; none for other types. */
  readonly below: (type: TypeModel) => readonly TypeModel[];
  /** The object types that a value of this type can be: itself, members, implementers. */
  readonly objects: (type: TypeModel) => readonly TypeModel[];
  /** Field names of a type, with those that an `@interfaceObject` gives to its implementers. */
  readonly fieldNames: (type: TypeModel) => ReadonlySet<string>;
}

/** Computes the hierarchy once; `implements` may leave out what stands further up. */
export function hierarchyOf(graph: Graph): Hierarchy {
  const up = new Map<string, readonly TypeModel[]>();
  const down = new Map<string, TypeModel[]>();
  for (const type of graph.types.values()) {
    const found = new Set([type]);
    for (const each of found) {
      for (const name of each.interfaces) {
        const above = graph.types.get(name);
        if (above) found.add(above);
      }
    }
    up.set(type.name, [...found]);
    for (const above of found) {
      if (above !== type) down.set(above.name, [...(down.get(above.name) ?? []), type]);
    }
  }
  const upwards = (type: TypeModel) => up.get(type.name) ?? [type];
  const below = (type: TypeModel) => down.get(type.name) ?? [];
  return {
    upwards,
    below,
    objects: (type) => {
      const members = [...type.members].flatMap((name) => graph.types.get(name) ?? []);
      return [type, ...below(type), ...members].filter(isObject);
    },
    fieldNames: (type) => new Set(upwards(type).flatMap((each) => [...each.fields.keys()])),
  };
}
