import { keyChange } from '../record/control/key-change.ts';
import { createProver } from '../tree/create-prover.ts';
import type { Tree } from '../tree/merkle-tree.ts';
import type { KeyLeaf } from './proof-file.ts';
import type { WholeBatch } from '../chain/read-whole.ts';

/** The leaves of a batch that enrol or retire keys, each with its path in the tree that the batch ends. */
export function findKeyLeaves(batch: WholeBatch, before: () => Tree): readonly KeyLeaf[] {
  const { first, leaves, hashes, note } = batch;
  const found = leaves.flatMap((bytes, offset) =>
    keyChange(bytes) === null ? [] : [{ index: first + offset, bytes }],
  );
  if (found.length === 0) return [];
  const prover = createProver(before(), new Set(found.map(({ index }) => index)));
  prover.add(hashes);
  const { inclusion } = prover.finish();
  return found.map(({ index, bytes }) => {
    const path = (inclusion.get(index) ?? []).map((hash) => hash.toString('base64'));
    return { index, leaf: bytes.toString(), path, checkpoint: note };
  });
}
