import { readSignedLeaves } from './read-signed-leaves.ts';
import { erasuresIn } from '../record/control/erasure.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import type { RowReader } from '../store/ledger-reader.ts';

/**
 * The erasures that a ledger records. Readers need them for leaves with commitments to ids whose openings, the stored ids, are
 * gone: if no record states the erasure, the ledger is damaged.
 */
export interface ErasedLookup {
  /** Whether the ledger records that the openings at these positions of a leaf were erased. */
  areRecorded(leaf: number, positions: readonly number[]): Promise<boolean>;
}

/**
 * A lookup that reads the signed erase leaves on the first call, and again if the ledger has grown and an erasure was not
 * found: an erasure may be recorded while a report is read.
 */
export function createErasedLookup(reader: Pick<RowReader, 'batches' | 'size'>): ErasedLookup {
  let erased: ReadonlySet<string> = new Set();
  let readTo = 0;
  return {
    async areRecorded(leaf, positions) {
      const areFound = () => positions.every((position) => erased.has(placeOf(leaf, position)));
      if (areFound()) return true;
      const size = await reader.size();
      if (size === readTo) return false;
      erased = await readErased(reader);
      readTo = size;
      return areFound();
    },
  };
}

/** Part of the bytes of every erase leaf. */
const ERASE_MARKER = '"kind":"log.erase"';

async function readErased(reader: Pick<RowReader, 'batches'>): Promise<ReadonlySet<string>> {
  const erased = new Set<string>();
  for await (const { first, leaves, isSigned } of readSignedLeaves(reader)) {
    for (const [offset, bytes] of leaves.entries()) {
      const leaf = bytes.includes(ERASE_MARKER) && isSigned() ? parseLeaf(bytes) : null;
      for (const { leaf: from, positions } of leaf === null ? [] : erasuresIn(leaf)) {
        // An erasure concerns earlier leaves only.
        if (from >= first + offset) continue;
        for (const position of positions) erased.add(placeOf(from, position));
      }
    }
  }
  return erased;
}

function placeOf(leaf: number, position: number): string {
  return `${leaf}:${position}`;
}
