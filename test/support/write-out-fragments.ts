import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Operation } from '../../directives/operation/select.ts';

/** Replaces each spread by an inline fragment, as often as it occurs. */
export function writeOutFragments(
  set: SelectionSetNode,
  fragments: Operation['fragments'],
): SelectionSetNode {
  const selections = set.selections.map((node): SelectionNode => {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(node.name.value);
      if (!fragment) throw new TypeError(`no fragment ${node.name.value}`);
      const { typeCondition } = fragment;
      const selectionSet = writeOutFragments(fragment.selectionSet, fragments);
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
    }
    if (!node.selectionSet) return node;
    return { ...node, selectionSet: writeOutFragments(node.selectionSet, fragments) };
  });
  return { ...set, selections };
}
