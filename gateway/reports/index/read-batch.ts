import { COMMITMENTS_MARKER } from '../../audit/record/parse-leaf.ts';
import type { BatchRow, LedgerReader } from '../../audit/store/ledger-reader.ts';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import { splitHashes, treeRoot, type Tree } from '../../audit/tree/merkle-tree.ts';
import type { StoredLeaf } from './derive-leaf.ts';
import { growTree, type TreeNode } from './tree-nodes.ts';

/** A batch that follows a tree and leads to the root that was signed with it. */
export interface FollowingBatch {
  readonly tree: Tree;
  readonly nodes: readonly TreeNode[];
  readonly note: string;
  readonly leaves: readonly StoredLeaf[];
}

/**
 * Reads the batch that follows a tree. Null where there is another one, or where its hashes don't lead to what
 * its checkpoint says. Whether its leaves are what was hashed is for `deriveLeaf` to say, and whether a key of
 * the ledger signed it is for the caller.
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

/** The leaves of a batch with what lies there about them; null where there are more or fewer of them than hashes. */
export async function readStored(
  reader: LedgerReader,
  { first, batch }: BatchRow,
): Promise<StoredLeaf[] | null> {
  const leaves = batch === null ? null : unpackLeaves(batch.leaves);
  const hashes = batch === null ? [] : splitHashes(batch.hashes);
  if (leaves === null || leaves.length === 0 || leaves.length !== hashes.length) return null;
  const isCommitting = leaves.some((bytes) => bytes.includes(COMMITMENTS_MARKER));
  const rows = isCommitting ? await reader.identities(first, first + leaves.length - 1) : [];
  const openings = new Map(rows.map((row) => [row.leaf, row.openings]));
  return hashes.map((hash, offset) => ({
    bytes: leaves[offset] ?? NOTHING,
    hash,
    openings: openings.get(first + offset) ?? null,
  }));
}

const NOTHING = Buffer.alloc(0);
