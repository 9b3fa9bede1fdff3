/**
 * Where a fetch failed, as a tree over the keys of the fetched data; `@` stands for every index of a list and
 * {@link BELOW} for whatever is below. A null is a failure, and not a value, exactly where the tree has a node.
 */
export interface Failures {
  /** What failed below a key or list index; undefined where nothing did. */
  at(key: string | number): Failures | undefined;
}

/** Last key of a failed path: every null below it is a failure. It is no name, and no index. */
export const BELOW = '**';

interface FailureNode {
  readonly children: Map<string, FailureNode>;
}

/** Builds the tree of failed paths; undefined where there are none, so that a clean answer costs nothing. */
export function failuresOf(paths: readonly (readonly (string | number)[])[]): Failures | undefined {
  if (paths.length === 0) return undefined;
  const root: FailureNode = { children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const key of path) {
      const next = node.children.get(String(key)) ?? { children: new Map() };
      node.children.set(String(key), next);
      node = next;
    }
  }
  return failuresAt([root]);
}

/** One place can be reached by an index and by `@`, which is no name: what failed on either way failed. */
function failuresAt(nodes: readonly FailureNode[]): Failures {
  return {
    at: (key) => {
      const below = nodes.flatMap((node) => [
        ...childAt(node, String(key)),
        ...childAt(node, '@'),
        ...(node.children.has(BELOW) ? [node] : []),
      ]);
      return below.length > 0 ? failuresAt(below) : undefined;
    },
  };
}

function childAt({ children }: FailureNode, key: string): FailureNode[] {
  const child = children.get(key);
  return child ? [child] : [];
}
