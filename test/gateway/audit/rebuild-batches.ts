import {
  packLeaves,
  batchHash,
  unpackLeaves,
  type Batch,
} from '../../../gateway/audit/tree/batch.ts';
import { NO_BATCH, signCheckpoint } from '../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  splitHashes,
  treeRoot,
} from '../../../gateway/audit/tree/merkle-tree.ts';
import type { NoteSigner } from '../../../gateway/audit/tree/signed-note.ts';

/** Copies of a batch's leaves. */
export function leavesOf(batch: Batch): Buffer[] {
  return (unpackLeaves(batch.leaves) ?? []).map((leaf) => Buffer.from(leaf));
}

/** Leaves packed, and their hashes. */
export function withLeaves(leaves: readonly Buffer[]): Pick<Batch, 'leaves' | 'hashes'> {
  return {
    leaves: packLeaves(leaves),
    hashes: Buffer.concat(leaves.map((leaf) => leafHash(leaf))),
  };
}

/** Bytes with the lowest bit at a place flipped. */
export function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** A batch with a text of its leaves replaced, and their hashes. */
export function replaceText(batch: Batch, text: string, by: string): Batch {
  const leaves = leavesOf(batch).map((bytes) => Buffer.from(String(bytes).replaceAll(text, by)));
  return { ...batch, ...withLeaves(leaves) };
}

/** Hashes, links and signs the batches from a leaf on again, as a thief of the key can after a change. */
export function rebuild(batches: readonly Batch[], signer: NoteSigner, from = 0): Batch[] {
  let tree = EMPTY_TREE;
  let previousBatch: Buffer = NO_BATCH;
  return batches.map((batch) => {
    if (batch.first < from) {
      tree = appendLeaves(tree, splitHashes(batch.hashes));
      previousBatch = batchHash(batch.note, batch.hashes);
      return batch;
    }
    const leaves = leavesOf(batch);
    const content = withLeaves(leaves);
    const first = tree.size;
    tree = appendLeaves(tree, splitHashes(content.hashes));
    const root = treeRoot(tree);
    const { size } = tree;
    const note = signCheckpoint(
      { origin: signer.verifier.name, size, root, previousBatch },
      signer,
    );
    previousBatch = batchHash(note, content.hashes);
    return { first, count: leaves.length, ...content, size, root, note };
  });
}
