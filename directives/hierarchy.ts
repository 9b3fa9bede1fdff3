import { isObject, type FieldModel, type Graph, type InputModel, type TypeModel } from './graph.ts';

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
  /** Field names of a type, with those that an `@interfaceObject` gives to its implementers. */
  readonly fieldNames: (type: TypeModel) => ReadonlySet<string>;
  /** A type's own declaration of a field, if it has one, then those of the interfaces above. */
  readonly declarations: (type: TypeModel, field: string) => readonly FieldModel[];
  /** What an input or a field holds in the composed graph: of several types the most general. */
  readonly held: (input: InputModel) => readonly TypeModel[];
  /** What a field returns in the composed graph. */
  readonly returned: (type: TypeModel, field: string) => readonly TypeModel[];
}

/** Computes the hierarchy once; `implements` may leave out what stands further up. */
export function hierarchyOf(graph: Graph): Hierarchy {
  const { up, down } = interfaceLevels(graph);
  const types = (names: Iterable<string>) =>
    [...names].flatMap((name) => graph.types.get(name) ?? []);
  const upwards = (type: TypeModel) => up.get(type.name) ?? [type];
  const below = (type: TypeModel) => down.get(type.name) ?? [];
  const declarations = (type: TypeModel, field: string) =>
    upwards(type).flatMap((each) => each.fields.get(field) ?? []);
  const isSubtype = (type: TypeModel, of: TypeModel) =>
    type !== of && (of.members.has(type.name) || upwards(type).includes(of));
  const held = (input: InputModel) => {
    const all = types(input.types);
    return all.filter((type) => !all.some((other) => isSubtype(type, other)));
  };
  return {
    types,
    upwards,
    below,
    objects: (type) => [type, ...below(type), ...types(type.members)].filter(isObject),
    fieldNames: (type) => new Set(upwards(type).flatMap((each) => [...each.fields.keys()])),
    declarations,
    held,
    returned: (type, field) => declarations(type, field).slice(0, 1).flatMap(held),
  };
}

function interfaceLevels(graph: Graph): {
  up: ReadonlyMap<string, readonly TypeModel[]>;
  down: ReadonlyMap<string, readonly TypeModel[]>;
} {
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
  return { up, down };
}
