import { readSignedLeaves } from './read-signed-leaves.ts';
import { isWithin, type IndexRange } from '../record/index-ranges.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { pruningIn, PRUNE_MARKER } from '../record/control/pruning.ts';
import type { RowReader } from '../store/ledger-reader.ts';

/**
 * The prunings that a ledger records. Readers need them for leaves without a body: pruning deletes the bytes of a leaf and
 * keeps its hash.
 */
export interface PrunedLookup {
  /** Whether the ledger records that the body of this leaf was pruned. */
  isRecorded(index: number): Promise<boolean>;
  /** The recorded ranges that `isRecorded` has found so far. */
  prunedRanges(): readonly IndexRange[];
}

/** A lookup that reads the signed prune leaves on the first call. */
export function createPrunedLookup(reader: RowReader): PrunedLookup {
  let ranges: readonly IndexRange[] | null = null;
  const found: IndexRange[] = [];
  return {
    async isRecorded(index) {
      ranges ??= await readPruned(reader);
      const range = ranges.find((each) => isWithin([each], index));
      if (range !== undefined && !found.includes(range)) found.push(range);
      return range !== undefined;
    },
    prunedRanges: () => found,
  };
}

async function readPruned(reader: RowReader): Promise<readonly IndexRange[]> {
  const ranges: IndexRange[] = [];
  for await (const { leaves, isSigned } of readSignedLeaves(reader)) {
    for (const bytes of leaves) {
      const leaf = bytes.includes(PRUNE_MARKER) && isSigned() ? parseLeaf(bytes) : null;
      if (leaf !== null) ranges.push(...(pruningIn(leaf)?.ranges ?? []));
    }
  }
  return ranges;
}
