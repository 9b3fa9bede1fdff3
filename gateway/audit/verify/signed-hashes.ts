import { appendLeaves, treeRoot, type Tree } from '../tree/merkle-tree.ts';

/** A batch's leaves as they are hashed now, and the hashes that were stored with them. */
export interface HashedBatch {
  readonly stored: readonly Buffer[];
  readonly bodies: readonly Buffer[];
  /** The bodies' hashes in the order of the leaves' ids. */
  readonly byId: readonly Buffer[];
}

/** Which of the hashes the signed root is made of. */
export type SignedHashes =
  | {
      readonly are: 'stored' | 'bodies' | 'byId';
      readonly hashes: readonly Buffer[];
      readonly tree: Tree;
    }
  | { readonly are: 'unknown' };

/**
 * Finds the leaf hashes that a checkpoint was signed over. The signature decides what is right: where the
 * stored hashes lead to the signed root, a leaf that differs was changed; where the leaves do, the stored
 * hash was; where the leaves in the order of their ids do, they were swapped.
 */
export function findSignedHashes(before: Tree, batch: HashedBatch, root: Buffer): SignedHashes {
  for (const are of ['stored', 'bodies', 'byId'] as const) {
    const hashes = batch[are];
    const tree = appendLeaves(before, hashes);
    if (treeRoot(tree).equals(root)) return { are, hashes, tree };
  }
  return { are: 'unknown' };
}
