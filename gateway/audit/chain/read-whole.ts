import { createKeyFollower } from './follow-keys.ts';
import { createSignedChain } from './signed-chain.ts';
import { damaged } from '../store/damaged-ledger.ts';
import type { ReadableLocation } from '../store/ledger-location.ts';
import { createPrunedLookup } from './pruned-lookup.ts';
import type { BatchRow, RowReader } from '../store/ledger-reader.ts';
import { isPruned, unpackLeaves } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';

/** A signed batch whose leaves are those that were hashed. */
export interface WholeBatch {
  readonly first: number;
  /** Leaves in the tree with it. */
  readonly size: number;
  readonly leaves: readonly Buffer[];
  readonly hashes: readonly Buffer[];
  readonly note: string;
}

/**
 * The batches of a ledger without a gap, each signed by a key of it, their leaves compared with the hashes; of a
 * pruned leaf only the hash is left. Throws a `StartError` at the first that isn't whole or signed: nothing is
 * proven from a damaged ledger.
 */
export async function* readWhole(
  reader: RowReader,
  location: ReadableLocation,
): AsyncGenerator<WholeBatch> {
  const check = createWholeCheck(reader);
  for await (const row of reader.batches()) {
    const batch = await check(row);
    if ('damagedAt' in batch) throw damaged(batch.damagedAt, location);
    yield batch;
  }
}

/** What the next row of a ledger is: a whole batch, or damage at a leaf. Nothing behind that is whole. */
export function createWholeCheck(
  reader: RowReader,
  keys = createKeyFollower(null),
): (row: BatchRow) => Promise<WholeBatch | { readonly damagedAt: number }> {
  let size = 0;
  const pruned = createPrunedLookup(reader);
  const chain = createSignedChain(keys);
  return async (row) => {
    const { first, batch } = row;
    chain.add(row);
    const leaves = batch === null ? null : unpackLeaves(batch.leaves);
    const hashes = batch === null ? [] : splitHashes(batch.hashes);
    const isWhole =
      batch !== null &&
      leaves !== null &&
      first === size &&
      hashes.length === leaves.length &&
      chain.isSigned() &&
      leaves.every((leaf, index) => isPruned(leaf) || hashes[index]?.equals(leafHash(leaf)));
    if (!isWhole) return { damagedAt: size };
    for (const [offset, leaf] of leaves.entries()) {
      if (isPruned(leaf) && !(await pruned.isRecorded(first + offset)))
        return { damagedAt: first + offset };
    }
    size += leaves.length;
    return { first, size, leaves, hashes, note: batch.note };
  };
}
