import { readSignedLeaves } from './read-signed-leaves.ts';
import { isWithin, type IndexRange } from '../record/index-ranges.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { pruningIn, PRUNE_MARKER } from '../record/control/pruning.ts';
import type { RowReader } from '../store/ledger-reader.ts';

/** What a ledger says was pruned, for readers that come upon leaves without a body. */
export interface PrunedLookup {
  /** Whether a record says that the body of this leaf was pruned. */
  isRecorded(index: number): Promise<boolean>;
  /** The leaves that were met and of which it says so. */
  prunedRanges(): readonly IndexRange[];
}

/**
 * A lookup that reads the prune leaves that a key of the ledger signed when it is first asked.
 */
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
