import { openRows } from '../export/open-rows.ts';
import { createErasedLookup } from '../chain/erased-lookup.ts';
import { damaged } from '../store/damaged-ledger.ts';
import type { ReadableLocation } from '../store/ledger-location.ts';
import type { Checkpoint } from '../tree/checkpoint.ts';
import { appendLeaves, EMPTY_TREE, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { createLeafSelection } from './select-leaves.ts';
import { isAccountedFor, readOpenings } from './patient-openings.ts';
import type { Proof } from './proof-file.ts';
import type { ProofFinding } from './proof-verdict.ts';
import { readWhole } from '../chain/read-whole.ts';

/**
 * Compares a proof with a ledger, which shows whether the proof omits a leaf. The ledger may have grown since; it must contain
 * the tree of the proof, which is computed from every leaf.
 */
export async function compareWithLedger(
  proof: Proof,
  { size, root }: Checkpoint,
  location: ReadableLocation,
): Promise<ProofFinding[]> {
  const reader = await openRows(location);
  try {
    const given = new Set(proof.leaves.map(({ index }) => index));
    const erased = createErasedLookup(reader);
    const selection = createLeafSelection(proof);
    const omitted: number[] = [];
    let tree: Tree = EMPTY_TREE;
    for await (const batch of reader.isLedger ? readWhole(reader) : []) {
      if (batch.size > size) break;
      tree = appendLeaves(tree, batch.hashes);
      const openings = await readOpenings(reader, batch.first, batch.leaves);
      for (const [offset, bytes] of batch.leaves.entries()) {
        const index = batch.first + offset;
        const opening = openings.get(index) ?? null;
        if (!(await isAccountedFor({ index, bytes, openings: opening }, erased)))
          throw damaged(index, reader.where);
        if (selection.includes(bytes, index, opening) && !given.has(index)) omitted.push(index);
      }
    }
    if (tree.size !== size || !treeRoot(tree).equals(root)) {
      const text = `The ledger does not hold the ${size} records that the proof was made from.`;
      return [{ code: 'LEDGER_MISMATCH', leaf: null, text }];
    }
    return omitted.map((index) => {
      const text = `Record ${index} is about the patient, and the proof omits it.`;
      return { code: 'LEAF_OMITTED', leaf: index, text };
    });
  } finally {
    await reader.close();
  }
}
