import { createKeyFollower } from './follow-keys.ts';
import { createSignedChain } from './signed-chain.ts';
import { damaged } from '../store/damaged-ledger.ts';
import { createPrunedLookup } from './pruned-lookup.ts';
import type { BatchRow, RowReader } from '../store/ledger-reader.ts';
import { isPruned, unpackLeaves } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';

/** A signed batch whose leaves fit their hashes. */
export interface WholeBatch {
  readonly first: number;
  /** Leaves in the tree including this batch. */
  readonly size: number;
  readonly leaves: readonly Buffer[];
  readonly hashes: readonly Buffer[];
  readonly note: string;
}

/**
 * The batches of a ledger without a gap, each signed by a key of the ledger, with leaves that fit their hashes or were pruned.
 * Throws a `StartError` at the first batch that is not whole or not signed: a damaged ledger proves nothing.
 */
export async function* readWhole(reader: RowReader): AsyncGenerator<WholeBatch> {
  const check = createWholeCheck(reader);
  for await (const row of reader.batches()) {
    const batch = await check(row);
    if ('damagedAt' in batch) throw damaged(batch.damagedAt, reader.where);
    yield batch;
  }
}

/** Checks one row after the other: a whole batch, or the leaf where the damage is. No row after damage is whole. */
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
