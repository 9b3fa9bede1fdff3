import { Kind, type SelectionSetNode } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import type { TypeModel } from '../marks/graph.ts';
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
    // No named fragment can be defined here: a coordinate that doesn't exist is refused.
    if (node.kind === Kind.FRAGMENT_SPREAD) return [typeCoordinate(`...${node.name.value}`)];
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
    const here = memberCoordinate(on.name, field);
    const below = node.selectionSet;
    const [declared] = hierarchy.fields(on).get(field) ?? [];
    if (!below || !declared) return [here];
    const inside = hierarchy
      .held(declared)
      .flatMap((type) => selectedCoordinates(type, below, hierarchy));
    return [here, ...inside];
  });
}
