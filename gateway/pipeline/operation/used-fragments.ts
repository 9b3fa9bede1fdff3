import { visit, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';

/** Lists the fragments that an operation uses, directly or through others, sorted by name. */
export function usedFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Map<string, FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(name.value)) return;
        used.set(name.value, fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return [...used.values()].toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1));
}
