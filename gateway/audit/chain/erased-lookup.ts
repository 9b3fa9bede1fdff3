import { readSignedLeaves } from './read-signed-leaves.ts';
import { erasuresIn } from '../record/control/erasure.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import type { RowReader } from '../store/ledger-reader.ts';

/** What a ledger says was erased, for readers that come upon commitments that nothing opens any more. */
export interface ErasedLookup {
  /** Whether records say of these commitments of a leaf (from 0 on) that what opened them was erased. */
  areRecorded(leaf: number, positions: readonly number[]): Promise<boolean>;
}

/**
 * A lookup that reads the erase leaves that a key of the ledger signed when it is first asked, and again where the
 * ledger has grown and they don't answer: an erasure may be put on the record while a report is read.
 */
export function createErasedLookup(reader: Pick<RowReader, 'batches' | 'size'>): ErasedLookup {
  let said: ReadonlySet<string> = new Set();
  let readTo = 0;
  return {
    async areRecorded(leaf, positions) {
      const isSaid = () => positions.every((position) => said.has(placeOf(leaf, position)));
      if (isSaid()) return true;
      const size = await reader.size();
      if (size === readTo) return false;
      said = await readErased(reader);
      readTo = size;
      return isSaid();
    },
  };
}

/** Stands in every leaf that tells what was erased. */
const ERASE_MARKER = '"kind":"log.erase"';

async function readErased(reader: Pick<RowReader, 'batches'>): Promise<ReadonlySet<string>> {
  const said = new Set<string>();
  for await (const { first, leaves, isSigned } of readSignedLeaves(reader)) {
    for (const [offset, bytes] of leaves.entries()) {
      const leaf = bytes.includes(ERASE_MARKER) && isSigned() ? parseLeaf(bytes) : null;
      for (const { leaf: from, positions } of leaf === null ? [] : erasuresIn(leaf)) {
        if (from >= first + offset) continue;
        for (const position of positions) said.add(placeOf(from, position));
      }
    }
  }
  return said;
}

function placeOf(leaf: number, position: number): string {
  return `${leaf}:${position}`;
}
