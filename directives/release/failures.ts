/**
 * The failed paths of a fetch, as a tree over the keys of the fetched data. `@` matches every list index, and
 * {@link BELOW} everything below a path. A null is a failure, not a value, exactly where the tree has a node.
 */
export interface Failures {
  /** The failures at a key or list index; undefined without any. */
  at(key: string | number): Failures | undefined;
}

/** The last key of a failed path below which every null is a failure. It can be neither a name nor an index. */
export const BELOW = '**';

interface FailureNode {
  readonly children: Map<string, FailureNode>;
}

/** Builds the tree of failed paths; undefined without any, so that a fetch without failures costs nothing. */
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

/** Combines the nodes that match an index and `@`. */
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
