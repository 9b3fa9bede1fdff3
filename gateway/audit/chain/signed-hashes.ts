import { orderKey, type Contents } from './contents.ts';
import { appendLeaves, treeRoot, type Tree } from '../tree/merkle-tree.ts';

/** Which of the hashes the signed root is made of. */
export type SignedHashes =
  | {
      readonly kind: 'stored' | 'bodies' | 'byId';
      readonly hashes: readonly Buffer[];
      readonly tree: Tree;
    }
  | { readonly kind: 'unknown' };

/**
 * Finds the leaf hashes that a checkpoint was signed over. The signature decides what is right: where the
 * stored hashes lead to the signed root, a leaf that differs was changed; where the leaves do, the stored
 * hash was; where the leaves in the order of their ids do, they were swapped.
 */
export function findSignedHashes(before: Tree, contents: Contents, root: Buffer): SignedHashes {
  const candidates = {
    stored: () => contents.stored,
    bodies: () => contents.bodies,
    byId: () => sortById(contents),
  };
  for (const kind of ['stored', 'bodies', 'byId'] as const) {
    const hashes = candidates[kind]();
    const tree = appendLeaves(before, hashes);
    if (treeRoot(tree).equals(root)) return { kind, hashes, tree };
  }
  return { kind: 'unknown' };
}

function sortById({ bodies, leaves }: Contents): readonly Buffer[] {
  const order = bodies.map((hash, index) => ({ hash, key: orderKey(leaves[index] ?? null) ?? '' }));
  return order
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ hash }) => hash);
}
