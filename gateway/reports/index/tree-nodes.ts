import { nodeHash, type Tree } from '../../audit/tree/merkle-tree.ts';

/** A perfect subtree: the `2^level` leaves from index `position · 2^level`. */
export interface Subtree {
  readonly level: number;
  readonly position: number;
}

/** The hash of a perfect subtree, as the index stores it. */
export interface TreeNode {
  /** See `nodeId`. */
  readonly id: number;
  readonly hash: Buffer;
}

/**
 * The index stores subtrees of this level and above, which takes 4 bytes per leaf. A proof reads the hashes below,
 * at most 16 leaf hashes, from the ledger.
 */
export const KEPT_LEVEL = 4;

/** Encodes a subtree as one number. A ledger has fewer than 2^45 leaves. */
export function nodeId({ level, position }: Subtree): number {
  return level * 2 ** 45 + position;
}

/** Adds leaves to a tree. Returns the new tree, and the stored subtrees that the leaves complete. */
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
    // A right child completes its parent; the edge holds its left sibling.
    for (; position % 2 === 1; position = (position - 1) / 2) {
      const left = edge.pop();
      if (left === undefined)
        throw new RangeError('The edge of the tree has too few hashes for its size.');
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
