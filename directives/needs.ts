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
  type Origin,
  type TypeModel,
} from './graph.ts';
import type { Hierarchy } from './hierarchy.ts';
import { selectedCoordinates } from './selected-coordinates.ts';

/** What one coordinate needs by itself, and whose needs it shares. */
export interface Need {
  readonly at: Coordinate;
  /** Marks that stand on the element itself or on its counterparts in interfaces above. */
  readonly own: readonly Mark[];
  /** Marks of the type it belongs to and of the type it holds. */
  readonly inherited: readonly Mark[];
  /** Marks of the scalar or enum that it holds; they are part of `inherited`. */
  readonly leaf: readonly Mark[];
  /** Coordinates that it is computed from. */
  readonly sources: readonly Coordinate[];
  /** For an element of an interface: the same element of every type below. */
  readonly implementers: readonly Coordinate[];
  /** The input or field as subgraphs define it; null for a type and for an enum's value. */
  readonly element: InputModel | null;
  /** A field of an object or interface: what a client can select. */
  readonly isOutput: boolean;
}

/** Lists what every coordinate of a graph needs, before anything is merged. */
export function needsOf(graph: Graph, hierarchy: Hierarchy): ReadonlyMap<Coordinate, Need> {
  const needs = new Map<Coordinate, Need>();
  for (const type of graph.types.values()) {
    for (const need of needsOfType(type, hierarchy)) needs.set(need.at, need);
  }
  return needs;
}

/** Where a need's element is defined. */
export function originOf(need: Need): Origin {
  return need.element?.origins[0] ?? { subgraph: null, line: null };
}

function* needsOfType(type: TypeModel, hierarchy: Hierarchy): Generator<Need> {
  const marks = typeMarks(type, hierarchy);
  const bare = {
    leaf: [],
    sources: [],
    implementers: [],
    inherited: marks,
    element: null,
    isOutput: false,
  };
  yield { ...bare, at: typeCoordinate(type.name), own: isLeaf(type) ? marks : [] };
  for (const [value, own] of type.values) {
    yield { ...bare, at: memberCoordinate(type.name, value), own };
  }
  for (const field of hierarchy.fieldNames(type)) {
    yield* needsOfField(type, field, hierarchy);
  }
}

function* needsOfField(type: TypeModel, field: string, hierarchy: Hierarchy): Generator<Need> {
  const declarations = hierarchy.declarations(type, field);
  const below = isInterface(type) ? hierarchy.below(type) : [];
  const [element = null] = declarations;
  const held = hierarchy.returned(type, field);
  yield {
    at: memberCoordinate(type.name, field),
    own: declarations.flatMap((each) => each.marks),
    inherited: [type, ...held].flatMap((each) => typeMarks(each, hierarchy)),
    leaf: leafMarks(held),
    sources: declarations
      .flatMap((each) => each.sources)
      .flatMap(({ on, selection }) =>
        (on === null ? [type] : hierarchy.types([on])).flatMap((each) =>
          selectedCoordinates(each, selection, hierarchy),
        ),
      ),
    implementers: below.map((each) => memberCoordinate(each.name, field)),
    element,
    isOutput: isInterface(type) || isObject(type),
  };
  for (const argument of new Set(declarations.flatMap((each) => [...each.arguments.keys()]))) {
    const inputs = declarations.flatMap((each) => each.arguments.get(argument) ?? []);
    const types = inputs.flatMap(hierarchy.held);
    yield {
      at: argumentCoordinate(type.name, field, argument),
      own: inputs.flatMap((each) => each.marks),
      inherited: types.flatMap((each) => typeMarks(each, hierarchy)),
      leaf: leafMarks(types),
      sources: [],
      implementers: below.map((each) => argumentCoordinate(each.name, field, argument)),
      element: inputs[0] ?? null,
      isOutput: false,
    };
  }
}

function typeMarks(type: TypeModel, hierarchy: Hierarchy): readonly Mark[] {
  return hierarchy.upwards(type).flatMap((each) => each.marks);
}

function leafMarks(types: readonly TypeModel[]): readonly Mark[] {
  return types.filter(isLeaf).flatMap((type) => type.marks);
}

/** Scalars and enums; the built-in scalars carry no marks. */
function isLeaf(type: TypeModel): boolean {
  return type.kinds.has('scalar') || type.kinds.has('enum');
}
