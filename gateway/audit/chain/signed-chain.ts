import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { appendLeaves, EMPTY_TREE, splitHashes, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { readContents } from './contents.ts';
import { findSignedHashes } from './signed-hashes.ts';
import { createKeyFollower, type KeyFollower } from './follow-keys.ts';
import { KEY_CHANGE_MARKER } from '../record/control/key-change.ts';

/** Follows the batches of a ledger in their order and tells which of them a key of the ledger signed. */
export interface SignedChain {
  /** Takes the next row. A gap, or a row that is no batch, ends the chain: nothing behind it is signed. */
  add(row: { readonly batch: Batch | null }): void;
  /**
   * Whether the batch that was added last is signed: its leaf hashes lead from those of all batches before it to
   * the root in its checkpoint, which a key of the ledger signed that was valid there.
   */
  readonly isSigned: () => boolean;
  /** Leaves up to which each batch leads to the root in its checkpoint, signed or not. */
  readonly followed: () => number;
  /** Whether a row has ended the chain. */
  readonly isBroken: () => boolean;
}

/** A chain from the first batch on, or from a tree on that was followed before with these keys. */
export function createSignedChain(
  keys: KeyFollower = createKeyFollower(null),
  begin: Tree = EMPTY_TREE,
): SignedChain {
  let tree: Tree | null = begin;
  let followed = begin.size;
  let batch: Batch | null = null;
  /** Null until it is asked for: checking a signature costs more than all else. */
  let signed: boolean | null = null;

  return {
    add(row) {
      ({ batch } = row);
      tree = tree === null || batch === null ? null : follow(tree, batch);
      followed = tree?.size ?? followed;
      signed = tree === null ? false : null;
      // What changes the keys is learned here; every other signature is checked only where it is asked for.
      const isTelling = batch?.leaves.includes(KEY_CHANGE_MARKER) === true;
      if (batch !== null && tree !== null && isTelling) signed = keys.take(batch);
    },
    isSigned: () => (signed ??= batch !== null && keys.isSigned(batch)),
    followed: () => followed,
    isBroken: () => tree === null,
  };
}

/** The tree with a batch, null where no hashes of it lead to the root in its checkpoint. */
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
