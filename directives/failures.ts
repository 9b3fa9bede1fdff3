/**
 * Where a fetch failed, as a tree over the keys of the fetched data; `@` stands for every index of a list.
 * A null is a failure, and not a value, exactly where the tree has a node.
 */
export interface Failures {
  /** The node below a key or list index; undefined where nothing failed there. */
  at(key: string | number): Failures | undefined;
}

interface FailureNode extends Failures {
  readonly children: Map<string, FailureNode>;
}

/** Builds the tree of failed paths; undefined where there are none, so that a clean answer costs nothing. */
export function failuresOf(paths: readonly (readonly (string | number)[])[]): Failures | undefined {
  if (paths.length === 0) return undefined;
  const root = createNode();
  for (const path of paths) {
    let node = root;
    for (const key of path) {
      const next = node.children.get(String(key)) ?? createNode();
      node.children.set(String(key), next);
      node = next;
    }
  }
  return root;
}

function createNode(): FailureNode {
  const children = new Map<string, FailureNode>();
  return {
    children,
    at: (key) =>
      children.get(String(key)) ?? (typeof key === 'number' ? children.get('@') : undefined),
  };
}
