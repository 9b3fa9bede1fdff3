import { Kind, type SelectionSetNode } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import { isObject, type TypeModel } from '../marks/graph.ts';
import type { Hierarchy } from './hierarchy.ts';
import { usedInputs } from './used-inputs.ts';

/**
 * What a federation selection reads, at every depth: fields, the inputs that they are asked with, the values of
 * their enums, and every type that an object can turn out to be. That an object is of a type, or of none that a
 * condition names, tells something too.
 */
export function selectedCoordinates(
  on: TypeModel,
  selection: SelectionSetNode,
  hierarchy: Hierarchy,
): Coordinate[] {
  const inside = selection.selections.flatMap((node) => {
    // No named fragment can be defined here: a coordinate that doesn't exist is refused.
    if (node.kind === Kind.FRAGMENT_SPREAD) return [typeCoordinate(`...${node.name.value}`)];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (condition === undefined) return selectedCoordinates(on, node.selectionSet, hierarchy);
      const types = hierarchy.types([condition]);
      return [
        typeCoordinate(condition),
        ...types.flatMap((type) => selectedCoordinates(type, node.selectionSet, hierarchy)),
      ];
    }
    const field = node.name.value;
    if (field === '__typename') return [];
    const [declared] = hierarchy.fields(on).get(field) ?? [];
    const held = declared ? hierarchy.held(declared) : [];
    const below = node.selectionSet;
    return [
      memberCoordinate(on.name, field),
      ...usedInputs(on, node, hierarchy),
      ...held.flatMap(enumValues),
      ...(below ? held.flatMap((type) => selectedCoordinates(type, below, hierarchy)) : []),
    ];
  });
  return [...runtimeTypes(on, hierarchy), ...inside];
}

/** What an object of an interface or a union can be. */
function runtimeTypes(type: TypeModel, hierarchy: Hierarchy): Coordinate[] {
  return isObject(type) ? [] : hierarchy.objects(type).map(({ name }) => typeCoordinate(name));
}

/** A value of a leaf can be any of its enum. */
function enumValues({ name, values }: TypeModel): Coordinate[] {
  return [...values.keys()].map((value) => memberCoordinate(name, value));
}
