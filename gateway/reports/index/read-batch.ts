import { COMMITMENTS_MARKER } from '../../audit/record/parse-leaf.ts';
import type { BatchRow, LedgerReader } from '../../audit/store/ledger-reader.ts';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import { splitHashes, treeRoot, type Tree } from '../../audit/tree/merkle-tree.ts';
import type { StoredLeaf } from './derive-leaf.ts';
import { growTree, type TreeNode } from './tree-nodes.ts';

/** A batch that continues a tree: the tree with the batch's hashes has the root of the batch's checkpoint. */
export interface FollowingBatch {
  /** The tree with this batch. */
  readonly tree: Tree;
  readonly nodes: readonly TreeNode[];
  readonly note: string;
  readonly leaves: readonly StoredLeaf[];
}

/**
 * Reads a batch that continues a tree. Null if its row is malformed, if it begins at another leaf, or if the tree with
 * its hashes has another root than its checkpoint. `deriveLeaf` checks each leaf against its hash; the caller checks
 * the signature.
 */
export async function readFollowing(
  reader: LedgerReader,
  before: Tree,
  { first, batch }: BatchRow,
): Promise<FollowingBatch | null> {
  if (batch === null || first !== before.size) return null;
  const hashes = splitHashes(batch.hashes);
  const { tree, nodes } = growTree(before, hashes);
  const signed = readCheckpoint(batch.note)?.checkpoint;
  const isSealed = signed?.size === tree.size && signed.root.equals(treeRoot(tree));
  const leaves = isSealed ? await readStored(reader, { first, batch }) : null;
  return leaves === null ? null : { tree, nodes, note: batch.note, leaves };
}

/**
 * Reads the leaves of a batch with their hashes, and the openings of leaves with committed identities. Null if the row
 * is malformed, or if the batch is empty or has different numbers of leaves and hashes.
 */
export async function readStored(
  reader: LedgerReader,
  { first, batch }: BatchRow,
): Promise<StoredLeaf[] | null> {
  const leaves = batch === null ? null : unpackLeaves(batch.leaves);
  const hashes = batch === null ? [] : splitHashes(batch.hashes);
  if (leaves === null || leaves.length === 0 || leaves.length !== hashes.length) return null;
  const hasCommitments = leaves.some((bytes) => bytes.includes(COMMITMENTS_MARKER));
  const rows = hasCommitments ? await reader.identities(first, first + leaves.length - 1) : [];
  const openings = new Map(rows.map((row) => [row.leaf, row.openings]));
  return hashes.map((hash, offset) => ({
    bytes: leaves[offset] ?? NOTHING,
    hash,
    openings: openings.get(first + offset) ?? null,
  }));
}

/** For the type only: there are as many leaves as hashes. */
const NOTHING = Buffer.alloc(0);
