import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { deriveLeaf } from '../../index/derive-leaf.ts';
import { readStored } from '../../index/read-batch.ts';

/**
 * Reads leaves by their indexes, with their commitments opened. Leaves out missing and damaged ones. The leaves are
 * not proven to be in the tree: use them to sort and filter, never to show.
 */
export async function readUnprovenLeaves(
  reader: LedgerReader,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, PlainLeaf>> {
  const read = new Map<number, PlainLeaf>();
  // The last batch read: ascending indexes often lie in the same one.
  let batch: Awaited<ReturnType<typeof readBatchAt>> = { first: 0, leaves: [] };
  for (const index of indexes) {
    if (batch.leaves[index - batch.first] === undefined) batch = await readBatchAt(reader, index);
    const stored = batch.leaves[index - batch.first];
    // Whether the response was sent changes only the leaf's events, which are not used here.
    const leaf = stored === undefined ? null : deriveLeaf(stored, true).leaf;
    if (leaf !== null) read.set(index, leaf);
  }
  return read;
}

async function readBatchAt(reader: LedgerReader, leaf: number) {
  const row = await reader.batchAt(leaf);
  const leaves = row === null ? null : await readStored(reader, row);
  return { first: row?.first ?? 0, leaves: leaves ?? [] };
}
