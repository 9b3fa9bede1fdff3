import { orderKey, type Contents } from './contents.ts';
import { appendLeaves, treeRoot, type Tree } from '../tree/merkle-tree.ts';

/** The hashes that lead to the signed root. */
export type SignedHashes =
  | {
      readonly kind: 'stored' | 'bodies' | 'byId';
      readonly hashes: readonly Buffer[];
      readonly tree: Tree;
    }
  | { readonly kind: 'unknown' };

/**
 * Finds the leaf hashes that a checkpoint covers. If the stored hashes lead to the signed root, a differing leaf was changed;
 * if the hashes of the bodies do, a stored hash was changed; if the bodies in the order of their ids do, leaves were swapped.
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
