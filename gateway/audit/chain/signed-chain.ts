import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { appendLeaves, EMPTY_TREE, splitHashes, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { readContents } from './contents.ts';
import { findSignedHashes } from './signed-hashes.ts';
import { createKeyFollower, type KeyFollower } from './follow-keys.ts';
import { KEY_CHANGE_MARKER } from '../record/control/key-change.ts';

/** Follows the batches of a ledger in order and checks which of them a key of the ledger signed. */
export interface SignedChain {
  /** Adds the next row. A gap or a malformed row breaks the chain: no later batch is signed. */
  add(row: { readonly batch: Batch | null }): void;
  /**
   * Whether the last added batch is signed: its leaf hashes, after those of all earlier batches, lead to the root in its
   * checkpoint, and a key that was valid there signed the checkpoint.
   */
  readonly isSigned: () => boolean;
  /** Number of leaves in batches that lead to the roots in their checkpoints, signed or not. */
  readonly followed: () => number;
  /** Whether a row has broken the chain. */
  readonly isBroken: () => boolean;
}

/** A chain from the first batch on, or from a tree that was followed before with these keys. */
export function createSignedChain(
  keys: KeyFollower = createKeyFollower(null),
  begin: Tree = EMPTY_TREE,
): SignedChain {
  let tree: Tree | null = begin;
  let followed = begin.size;
  let batch: Batch | null = null;
  /** Null until `isSigned` is called: checking a signature is the most expensive step. */
  let signed: boolean | null = null;

  return {
    add(row) {
      ({ batch } = row);
      tree = tree === null || batch === null ? null : follow(tree, batch);
      followed = tree?.size ?? followed;
      signed = tree === null ? false : null;
      // Key changes are learned here. All other signatures are checked on demand.
      const changesKeys = batch?.leaves.includes(KEY_CHANGE_MARKER) === true;
      if (batch !== null && tree !== null && changesKeys) signed = keys.take(batch);
    },
    isSigned: () => (signed ??= batch !== null && keys.isSigned(batch)),
    followed: () => followed,
    isBroken: () => tree === null,
  };
}

/** The tree after a batch; null if its leaves don't lead to the root in its checkpoint. */
function follow(before: Tree, { first, leaves, hashes, note }: Batch): Tree | null {
  const checkpoint = readCheckpoint(note)?.checkpoint;
  if (checkpoint === undefined || first !== before.size) return null;
  const stored = splitHashes(hashes);
  if (checkpoint.size !== first + stored.length) return null;
  const tree = appendLeaves(before, stored);
  if (treeRoot(tree).equals(checkpoint.root)) return tree;
  const signed = findSignedHashes(
    before,
    readContents(unpackLeaves(leaves) ?? [], stored),
    checkpoint.root,
  );
  return signed.kind === 'unknown' ? null : signed.tree;
}
