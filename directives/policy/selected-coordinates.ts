import { Kind, type SelectionSetNode } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import { isObject, type TypeModel } from '../marks/graph.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import { usedInputs } from './used-inputs.ts';

/**
 * Every coordinate that a federation field set reads, at every depth: fields, the inputs that they are called with,
 * the values of their enums, and every type that an object can have. The type of an object is information, too.
 * `animal { name }` on `Query` reads `Query.animal`, `Cat` and `Dog`, which implement `Animal`, and `Animal.name`.
 *
 * Coordinates that the graph doesn't have are included: the caller reports them as FIELD_SET_INVALID.
 */
export function selectedCoordinates(
  on: TypeModel,
  selection: SelectionSetNode,
  hierarchy: TypeHierarchy,
): Coordinate[] {
  const inside = selection.selections.flatMap((node) => {
    // A field set can't define fragments, so a spread gives a coordinate that no graph has.
    if (node.kind === Kind.FRAGMENT_SPREAD) return [typeCoordinate(`...${node.name.value}`)];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (condition === undefined) return selectedCoordinates(on, node.selectionSet, hierarchy);
      const type = hierarchy.typeNamed(condition);
      return [
        typeCoordinate(condition),
        ...(type ? selectedCoordinates(type, node.selectionSet, hierarchy) : []),
      ];
    }
    const field = node.name.value;
    if (field === '__typename') return [];
    const declared = hierarchy.field(on, field);
    const valueTypes = declared ? hierarchy.valueTypes(declared) : [];
    const below = node.selectionSet;
    return [
      memberCoordinate(on.name, field),
      ...usedInputs(on, node, hierarchy),
      ...valueTypes.flatMap(enumValues),
      ...(below ? valueTypes.flatMap((type) => selectedCoordinates(type, below, hierarchy)) : []),
    ];
  });
  return [...runtimeTypes(on, hierarchy), ...inside];
}

/** The object types of an interface or a union; empty for an object type, whose objects have no other type. */
function runtimeTypes(type: TypeModel, hierarchy: TypeHierarchy): Coordinate[] {
  return isObject(type) ? [] : hierarchy.objectTypes(type).map(({ name }) => typeCoordinate(name));
}

/** All values of an enum; empty for other types. */
function enumValues({ name, values }: TypeModel): Coordinate[] {
  return [...values.keys()].map((value) => memberCoordinate(name, value));
}
