import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import { sha256 } from './sha-256.ts';

/**
 * A tree, reduced to what appending needs: its size and the roots of the perfect subtrees at its right edge, largest first
 * (one for each set bit of the size), at most 53 hashes.
 */
export interface Tree {
  readonly size: number;
  readonly edge: readonly Buffer[];
}

/** The tree without leaves. */
export const EMPTY_TREE: Tree = Object.freeze({ size: 0, edge: Object.freeze([]) });

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** `SHA-256(0x00 ‖ bytes)`. https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export function leafHash(bytes: Uint8Array): Buffer {
  return sha256(LEAF, bytes);
}

/** `SHA-256(0x01 ‖ left ‖ right)`. The prefix prevents that an inner node is used as a leaf. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(NODE, left, right);
}

/** Whether bytes have the length of a hash. */
export function isTreeHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}

/** A tree with further leaves. Does not change the given tree. */
export function appendLeaves(tree: Tree, leafHashes: readonly Buffer[]): Tree {
  const edge = [...tree.edge];
  let size = tree.size;
  for (const leaf of leafHashes) {
    let subtree = leaf;
    // Each trailing 1 bit of the size is a perfect subtree that the new one completes.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = edge.pop();
      if (left === undefined) throw new RangeError('The edge is shorter than its size demands.');
      subtree = nodeHash(left, subtree);
    }
    edge.push(subtree);
    size += 1;
  }
  return { size, edge };
}

/** The Merkle tree hash; the SHA-256 of no bytes for the empty tree. */
export function treeRoot(tree: Tree): Buffer {
  const root = tree.edge.reduceRight<Buffer | null>(
    (right, left) => (right === null ? left : nodeHash(left, right)),
    null,
  );
  return root ?? sha256();
}

/** The tree with this size and stored edge; null if they don't belong together. */
export function restoreTree(size: number, edge: Uint8Array): Tree | null {
  let subtrees = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) subtrees += rest % 2;
  if (edge.length !== subtrees * HASH_BYTES) return null;
  return { size, edge: splitHashes(edge) };
}

/** Splits concatenated hashes. An incomplete hash at the end is omitted. */
export function splitHashes(bytes: Uint8Array): Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hashes: Buffer[] = [];
  for (let end = HASH_BYTES; end <= all.length; end += HASH_BYTES)
    hashes.push(all.subarray(end - HASH_BYTES, end));
  return hashes;
}
