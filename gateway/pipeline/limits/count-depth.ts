import {
  Kind,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Counts how deep the fields of a valid operation are nested, as the limit of graphql-armor does, which has one limit for all
 * callers: `{ patient { name } }` has 2. Fragments add nothing, and `__schema` counts as 0. Each fragment is counted once.
 */
export function countDepth(
  { selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  const counted = new Map<string, number>();

  function ofFragment(name: string): number {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const depth = fragment === undefined ? 0 : ofSet(fragment.selectionSet);
    counted.set(name, depth);
    return depth;
  }
  function ofSelection(selection: SelectionNode): number {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return ofFragment(selection.name.value);
      case Kind.INLINE_FRAGMENT:
        return ofSet(selection.selectionSet);
      case Kind.FIELD:
        if (selection.name.value === '__schema') return 0;
        return 1 + (selection.selectionSet ? ofSet(selection.selectionSet) : 0);
      default:
        return selection satisfies never;
    }
  }
  function ofSet({ selections }: SelectionSetNode): number {
    let deepest = 0;
    for (const selection of selections) deepest = Math.max(deepest, ofSelection(selection));
    return deepest;
  }
  return ofSet(selectionSet);
}
