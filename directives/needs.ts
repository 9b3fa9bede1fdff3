import { Kind, type SelectionSetNode } from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from './coordinate.ts';
import {
  isInterface,
  isObject,
  type Graph,
  type InputModel,
  type Mark,
  type TypeModel,
} from './graph.ts';
import type { Hierarchy } from './hierarchy.ts';

/** What one coordinate needs by itself, and whose needs it shares. */
export interface Need {
  readonly at: Coordinate;
  /** Marks that stand on the element itself or on its counterparts in interfaces above. */
  readonly own: readonly Mark[];
  /** Marks of the type it belongs to and of the type it returns. */
  readonly inherited: readonly Mark[];
  /** Marks of the scalar or enum that it holds; part of `inherited`. */
  readonly leaf: readonly Mark[];
  /** Coordinates that it is computed from. */
  readonly sources: readonly Coordinate[];
  /** For an element of an interface: the same element of every type below. */
  readonly implementers: readonly Coordinate[];
  readonly output: boolean;
}

/** Lists what every coordinate of a graph needs, before anything is merged. */
export function needsOf(graph: Graph, hierarchy: Hierarchy): ReadonlyMap<Coordinate, Need> {
  const needs = new Map<Coordinate, Need>();
  const typeMarks = (type: TypeModel) => hierarchy.upwards(type).flatMap((each) => each.marks);
  const named = (names: Iterable<string>) =>
    [...names].flatMap((name) => graph.types.get(name) ?? []);
  const lookup: Lookup = {
    graph,
    returned: (type, name) => {
      const [field] = hierarchy.upwards(type).flatMap((each) => each.fields.get(name) ?? []);
      return field ? mostGeneral(named(field.types), hierarchy) : [];
    },
  };
  const add = (
    need: Omit<Need, 'inherited' | 'leaf'>,
    on: TypeModel | null,
    held: InputModel[],
  ) => {
    const types = held.flatMap((input) => mostGeneral(named(input.types), hierarchy));
    const leaf = types.filter((type) => isLeaf(type)).flatMap((type) => type.marks);
    const inherited = [...(on ? typeMarks(on) : []), ...types.flatMap(typeMarks)];
    needs.set(need.at, { ...need, inherited, leaf });
  };

  for (const type of graph.types.values()) {
    const at = typeCoordinate(type.name);
    const none = { sources: [], implementers: [], output: false };
    const marks = typeMarks(type);
    needs.set(at, { at, own: isLeaf(type) ? marks : [], inherited: marks, leaf: [], ...none });
    for (const [value, own] of type.values) {
      add({ at: memberCoordinate(type.name, value), own, ...none }, type, []);
    }
    const below = isInterface(type) ? hierarchy.below(type) : [];
    const output = isInterface(type) || isObject(type);
    for (const name of hierarchy.fieldNames(type)) {
      const declared = hierarchy.upwards(type).flatMap((each) => each.fields.get(name) ?? []);
      const [field] = declared;
      add(
        {
          at: memberCoordinate(type.name, name),
          own: declared.flatMap((each) => each.marks),
          sources: declared
            .flatMap((each) => each.sources)
            .flatMap(({ on, selection }) =>
              selected(on === null ? type : graph.types.get(on), selection, lookup),
            ),
          implementers: below.map((each) => memberCoordinate(each.name, name)),
          output,
        },
        type,
        field ? [field] : [],
      );
      const argumentNames = new Set(declared.flatMap((each) => [...each.arguments.keys()]));
      for (const argument of argumentNames) {
        const inputs = declared.flatMap((each) => each.arguments.get(argument) ?? []);
        add(
          {
            at: argumentCoordinate(type.name, name, argument),
            own: inputs.flatMap((each) => each.marks),
            sources: [],
            implementers: below.map((each) => argumentCoordinate(each.name, name, argument)),
            output: false,
          },
          null,
          inputs,
        );
      }
    }
  }
  return needs;
}

interface Lookup {
  readonly graph: Graph;
  /** What a field returns in the composed graph. */
  readonly returned: (type: TypeModel, field: string) => readonly TypeModel[];
}

/** Scalars, built-in ones too, and enums. */
function isLeaf(type: TypeModel): boolean {
  return type.kinds.has('scalar') || type.kinds.has('enum');
}

/** Subgraphs may return subtypes of what the composed field returns; that one counts. */
function mostGeneral(types: readonly TypeModel[], hierarchy: Hierarchy): readonly TypeModel[] {
  return types.filter(
    (type) =>
      !types.some(
        (other) =>
          other !== type &&
          (other.members.has(type.name) || hierarchy.upwards(type).includes(other)),
      ),
  );
}

/** The fields and type conditions of a selection, at every depth. */
function selected(
  on: TypeModel | undefined,
  selection: SelectionSetNode,
  lookup: Lookup,
): Coordinate[] {
  if (!on) return [];
  return selection.selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (condition === undefined) return selected(on, node.selectionSet, lookup);
      const inside = selected(lookup.graph.types.get(condition), node.selectionSet, lookup);
      return [typeCoordinate(condition), ...inside];
    }
    if (node.name.value === '__typename') return [];
    const here = memberCoordinate(on.name, node.name.value);
    const below = node.selectionSet;
    if (!below) return [here];
    return [
      here,
      ...lookup.returned(on, node.name.value).flatMap((type) => selected(type, below, lookup)),
    ];
  });
}
