import { Kind, type SelectionSetNode } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from './coordinate.ts';
import type { TypeModel } from './graph.ts';
import type { Hierarchy } from './hierarchy.ts';

/**
 * The fields that a federation selection reads, at every depth, and the types of its conditions: that an
 * object is of a type tells something too.
 */
export function selectedCoordinates(
  on: TypeModel,
  selection: SelectionSetNode,
  hierarchy: Hierarchy,
): Coordinate[] {
  return selection.selections.flatMap((node) => {
    // A selection is parsed without named fragments.
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (condition === undefined) return selectedCoordinates(on, node.selectionSet, hierarchy);
      const inside = hierarchy
        .types([condition])
        .flatMap((type) => selectedCoordinates(type, node.selectionSet, hierarchy));
      return [typeCoordinate(condition), ...inside];
    }
    const field = node.name.value;
    if (field === '__typename') return [];
    const below = node.selectionSet;
    const inside = below
      ? hierarchy.returned(on, field).flatMap((type) => selectedCoordinates(type, below, hierarchy))
      : [];
    return [memberCoordinate(on.name, field), ...inside];
  });
}
