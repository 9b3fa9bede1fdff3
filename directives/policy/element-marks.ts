import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import {
  isAccessDirective,
  isInterface,
  isObject,
  type FieldModel,
  type Graph,
  type ValueModel,
  type Mark,
  type Origin,
  type TypeModel,
} from '../marks/graph.ts';
import { NOWHERE } from '../marks/position.ts';
import { groupByName, type Declarations, type TypeHierarchy } from './type-hierarchy.ts';
import { selectedCoordinates } from './selected-coordinates.ts';

/**
 * The marks (applications of `@phi`, `@role` and access control) of one element of a graph before they are merged, and
 * the elements whose marks apply to it as well. For `Patient.age @requires(fields: "birthDate")`: the marks on the
 * field itself, those on `Patient`, and the source `Patient.birthDate`. {@link mergeRequirements} adds the marks of the
 * sources and implementers, and computes the element's requirement.
 */
export interface ElementMarks {
  readonly at: Coordinate;
  /**
   * Marks on the element itself and on the same element of the interfaces above. For a type: on it and on these
   * interfaces.
   */
  readonly own: readonly Mark[];
  /** Marks on the type that the element belongs to and on the type of its value. */
  readonly inherited: readonly Mark[];
  /** The part of `inherited` that is on the leaf type, the scalar or enum, of its value. */
  readonly leafTypeMarks: readonly Mark[];
  /** Elements that a field is computed from, by `@requires` or `@fromContext`; some may not exist. */
  readonly sources: readonly Coordinate[];
  /** For an element of an interface: the same element of every type that implements it. */
  readonly implementers: readonly Coordinate[];
  /** The field or input as the subgraphs define it; null for a type and for an enum value. */
  readonly model: ValueModel | null;
  /** Where the field or input is defined; unknown for a type and for an enum value. */
  readonly origin: Origin;
  /** Whether it is a field of an object type or interface, which clients select. */
  readonly isOutput: boolean;
}

/** Collects the unmerged marks of every element of a graph. */
export function collectElementMarks(
  graph: Graph,
  hierarchy: TypeHierarchy,
): ReadonlyMap<Coordinate, ElementMarks> {
  const collected = new Map<Coordinate, ElementMarks>();
  for (const type of graph.types.values()) {
    for (const element of marksOfType(type, hierarchy)) collected.set(element.at, element);
  }
  return collected;
}

function* marksOfType(type: TypeModel, hierarchy: TypeHierarchy): Generator<ElementMarks> {
  const marks = typeMarks(type, hierarchy);
  const empty = {
    leafTypeMarks: [],
    sources: [],
    implementers: [],
    inherited: [],
    model: null,
    origin: { subgraph: null, ...NOWHERE },
    isOutput: false,
  };
  yield { ...empty, at: typeCoordinate(type.name), own: marks };
  for (const [value, own] of type.values) {
    yield {
      ...empty,
      inherited: withoutAccess(marks),
      at: memberCoordinate(type.name, value),
      own,
    };
  }
  for (const [field, declarations] of hierarchy.fields(type)) {
    yield marksOfField({ type, field, declarations, hierarchy });
    yield* marksOfArguments({ type, field, declarations, hierarchy });
  }
}

/** A field of `type`, with its declarations there and on the interfaces above. */
interface DeclaredField {
  readonly type: TypeModel;
  readonly field: string;
  readonly declarations: Declarations<FieldModel>;
  readonly hierarchy: TypeHierarchy;
}

function marksOfField({ type, field, declarations, hierarchy }: DeclaredField): ElementMarks {
  const [model] = declarations;
  const valueTypes = hierarchy.valueTypes(model);
  const sources = declarations.flatMap((each) => each.sources);
  const isOutput = isInterface(type) || isObject(type);
  const inherited = [
    ...[type, ...valueTypes].flatMap((each) => typeMarks(each, hierarchy)),
    ...valueTypes.filter(isInterface).flatMap((each) => accessOfImplementers(each, hierarchy)),
  ];
  // Access control that composition derived for an interface repeats that of the object types that implement it.
  // Without such types it is kept, so that it is not lost.
  const derivedAccess = hierarchy.objectTypes(type).length > 0 ? [] : model.derivedAccess;
  return {
    at: memberCoordinate(type.name, field),
    own: [...declarations.flatMap((each) => each.marks), ...derivedAccess],
    inherited: isOutput ? inherited : withoutAccess(inherited),
    leafTypeMarks: leafMarks(valueTypes),
    sources: sources.flatMap(({ on, selection }) =>
      hierarchy
        .typesNamed([on ?? type.name])
        .flatMap((each) => selectedCoordinates(each, selection, hierarchy)),
    ),
    implementers: hierarchy.subtypes(type).map((each) => memberCoordinate(each.name, field)),
    model,
    origin: model.origin,
    isOutput,
  };
}

function* marksOfArguments({
  type,
  field,
  declarations,
  hierarchy,
}: DeclaredField): Generator<ElementMarks> {
  const byName = groupByName(declarations.flatMap((each) => [...each.arguments]));
  for (const [argument, inputs] of byName) {
    const valueTypes = inputs.flatMap(hierarchy.valueTypes);
    yield {
      at: argumentCoordinate(type.name, field, argument),
      own: inputs.flatMap((each) => each.marks),
      inherited: withoutAccess(valueTypes.flatMap((each) => typeMarks(each, hierarchy))),
      leafTypeMarks: leafMarks(valueTypes),
      sources: [],
      implementers: hierarchy
        .subtypes(type)
        .map((each) => argumentCoordinate(each.name, field, argument)),
      model: inputs[0],
      origin: inputs[0].origin,
      isOutput: false,
    };
  }
}

/** The marks on a type and on the interfaces above it. */
function typeMarks(type: TypeModel, hierarchy: TypeHierarchy): readonly Mark[] {
  return hierarchy.withSupertypes(type).flatMap((each) => each.marks);
}

/**
 * Composition copies the access control of all implementing object types to the interface, and Apollo Router
 * requires it wherever a field returns the interface, whichever fields are selected.
 */
function accessOfImplementers(type: TypeModel, hierarchy: TypeHierarchy): readonly Mark[] {
  return hierarchy.objectTypes(type).flatMap((each) => each.marks.filter(isAccessDirective));
}

/** Federation's access control protects outputs only, so inputs don't inherit it from their types. */
function withoutAccess(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter((mark) => !isAccessDirective(mark));
}

function leafMarks(types: readonly TypeModel[]): readonly Mark[] {
  return types.filter(isLeaf).flatMap((type) => type.marks);
}

function isLeaf(type: TypeModel): boolean {
  return type.kinds.has('scalar') || type.kinds.has('enum');
}
