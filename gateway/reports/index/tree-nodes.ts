import { nodeHash, type Tree } from '../../audit/tree/merkle-tree.ts';

/** A perfect subtree: the leaves from `position · 2^level` on, `2^level` of them. */
export interface Subtree {
  readonly level: number;
  readonly position: number;
}

/** The hash of a perfect subtree as the index keeps it, by `nodeId`. */
export interface TreeNode {
  readonly id: number;
  readonly hash: Buffer;
}

/**
 * The index keeps subtrees of this level and above: 4 bytes a leaf. Whoever proves a leaf takes what is below
 * from the ledger, sixteen hashes.
 */
export const KEPT_LEVEL = 4;

/** One number for a subtree. */
export function nodeId({ level, position }: Subtree): number {
  return level * 2 ** 45 + position;
}

/** The tree with further leaves, and the kept subtrees that they complete. */
export function growTree(
  tree: Tree,
  leafHashes: readonly Buffer[],
): { readonly tree: Tree; readonly nodes: readonly TreeNode[] } {
  const nodes: TreeNode[] = [];
  const edge = [...tree.edge];
  let size = tree.size;
  for (const leaf of leafHashes) {
    let hash = leaf;
    let level = 0;
    let position = size;
    for (; position % 2 === 1; position = (position - 1) / 2) {
      const left = edge.pop();
      if (left === undefined) throw new RangeError('The edge is shorter than its size demands.');
      hash = nodeHash(left, hash);
      level += 1;
      const parent = (position - 1) / 2;
      if (level >= KEPT_LEVEL) nodes.push({ id: nodeId({ level, position: parent }), hash });
    }
    edge.push(hash);
    size += 1;
  }
  return { tree: { size, edge }, nodes };
}
