import { Kind, type SelectionSetNode } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import { isObject, type TypeModel } from '../marks/graph.ts';
import type { TypeHierarchy } from './type-hierarchy.ts';
import { usedInputs } from './used-inputs.ts';

/**
 * Every coordinate that a federation field set reads, at every depth: fields, the inputs that they are called with,
 * the values of their enums, and every type that an object can have, since the type of an object is information too.
 */
export function selectedCoordinates(
  on: TypeModel,
  selection: SelectionSetNode,
  hierarchy: TypeHierarchy,
): Coordinate[] {
  const inside = selection.selections.flatMap((node) => {
    // A field set can't define fragments. The coordinate doesn't exist, so the selection is refused.
    if (node.kind === Kind.FRAGMENT_SPREAD) return [typeCoordinate(`...${node.name.value}`)];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (condition === undefined) return selectedCoordinates(on, node.selectionSet, hierarchy);
      const types = hierarchy.typesNamed([condition]);
      return [
        typeCoordinate(condition),
        ...types.flatMap((type) => selectedCoordinates(type, node.selectionSet, hierarchy)),
      ];
    }
    const field = node.name.value;
    if (field === '__typename') return [];
    const [declared] = hierarchy.fields(on).get(field) ?? [];
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

/** The possible types of an interface or a union. */
function runtimeTypes(type: TypeModel, hierarchy: TypeHierarchy): Coordinate[] {
  return isObject(type) ? [] : hierarchy.objectTypes(type).map(({ name }) => typeCoordinate(name));
}

/** All values of an enum; empty for other types. */
function enumValues({ name, values }: TypeModel): Coordinate[] {
  return [...values.keys()].map((value) => memberCoordinate(name, value));
}
