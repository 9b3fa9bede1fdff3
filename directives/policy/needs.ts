import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import {
  isAccess,
  isInterface,
  isObject,
  type FieldModel,
  type Graph,
  type InputModel,
  type Mark,
  type Origin,
  type TypeModel,
} from '../marks/graph.ts';
import { grouped, type Declarations, type Hierarchy } from './hierarchy.ts';
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
  /** Where the element is defined; nowhere for a type and for an enum's value. */
  readonly origin: Origin;
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

function* needsOfType(type: TypeModel, hierarchy: Hierarchy): Generator<Need> {
  const marks = typeMarks(type, hierarchy);
  const bare = {
    leaf: [],
    sources: [],
    implementers: [],
    inherited: [],
    element: null,
    origin: { subgraph: null, line: null },
    isOutput: false,
  };
  yield { ...bare, at: typeCoordinate(type.name), own: marks };
  for (const [value, own] of type.values) {
    yield { ...bare, inherited: withoutAccess(marks), at: memberCoordinate(type.name, value), own };
  }
  for (const [field, declarations] of hierarchy.fields(type)) {
    yield needOfField({ type, field, declarations, hierarchy });
    yield* needsOfArguments({ type, field, declarations, hierarchy });
  }
}

interface FieldPlace {
  readonly type: TypeModel;
  readonly field: string;
  readonly declarations: Declarations<FieldModel>;
  readonly hierarchy: Hierarchy;
}

function needOfField({ type, field, declarations, hierarchy }: FieldPlace): Need {
  const [element] = declarations;
  const held = hierarchy.held(element);
  const sources = declarations.flatMap((each) => each.sources);
  const isOutput = isInterface(type) || isObject(type);
  const inherited = [
    ...[type, ...held].flatMap((each) => typeMarks(each, hierarchy)),
    ...held.filter(isInterface).flatMap((each) => conjunction(each, hierarchy)),
  ];
  // What composition derived says nothing that the implementers don't say, unless there are none.
  const derived = hierarchy.objects(type).length > 0 ? [] : element.derived;
  return {
    at: memberCoordinate(type.name, field),
    own: [...declarations.flatMap((each) => each.marks), ...derived],
    inherited: isOutput ? inherited : withoutAccess(inherited),
    leaf: leafMarks(held),
    sources: sources.flatMap(({ on, selection }) =>
      (on === null ? [type] : hierarchy.types([on])).flatMap((each) =>
        selectedCoordinates(each, selection, hierarchy),
      ),
    ),
    implementers: hierarchy.below(type).map((each) => memberCoordinate(each.name, field)),
    element,
    origin: element.origin,
    isOutput,
  };
}

function* needsOfArguments({ type, field, declarations, hierarchy }: FieldPlace): Generator<Need> {
  const all = grouped(declarations.flatMap((each) => [...each.arguments]));
  for (const [argument, inputs] of all) {
    const held = inputs.flatMap(hierarchy.held);
    yield {
      at: argumentCoordinate(type.name, field, argument),
      own: inputs.flatMap((each) => each.marks),
      inherited: withoutAccess(held.flatMap((each) => typeMarks(each, hierarchy))),
      leaf: leafMarks(held),
      sources: [],
      implementers: hierarchy
        .below(type)
        .map((each) => argumentCoordinate(each.name, field, argument)),
      element: inputs[0],
      origin: inputs[0].origin,
      isOutput: false,
    };
  }
}

function typeMarks(type: TypeModel, hierarchy: Hierarchy): readonly Mark[] {
  return hierarchy.upwards(type).flatMap((each) => each.marks);
}

/**
 * Composition puts the access control of all object types that implement an interface on the interface, and Apollo
 * Router asks for it wherever a field returns the interface, whatever is selected of it.
 */
function conjunction(type: TypeModel, hierarchy: Hierarchy): readonly Mark[] {
  return hierarchy.objects(type).flatMap((each) => each.marks.filter(isAccess));
}

/** Federation's access control is about what leaves: an input of a protected type is anybody's. */
function withoutAccess(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter((mark) => !isAccess(mark));
}

function leafMarks(types: readonly TypeModel[]): readonly Mark[] {
  return types.filter(isLeaf).flatMap((type) => type.marks);
}

/** Scalars and enums; the built-in scalars carry no marks. */
function isLeaf(type: TypeModel): boolean {
  return type.kinds.has('scalar') || type.kinds.has('enum');
}
