import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { deriveLeaf } from '../index/derive-leaf.ts';
import { readStored } from '../index/read-batch.ts';

/**
 * Reads leaves with their openings, by their indexes; missing and changed ones are left out. They are not proven:
 * use them to sort and filter, and never show them.
 */
export async function readLeaves(
  reader: LedgerReader,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, PlainLeaf>> {
  const said = new Map<number, PlainLeaf>();
  let batch = await readBatchAt(reader, indexes[0] ?? 0);
  for (const index of indexes) {
    if (batch.leaves[index - batch.first] === undefined) batch = await readBatchAt(reader, index);
    const stored = batch.leaves[index - batch.first];
    const leaf = stored === undefined ? null : deriveLeaf(stored, true).leaf;
    if (leaf !== null) said.set(index, leaf);
  }
  return said;
}

async function readBatchAt(reader: LedgerReader, leaf: number) {
  const row = await reader.batchAt(leaf);
  const leaves = row === null ? null : await readStored(reader, row);
  return { first: row?.first ?? 0, leaves: leaves ?? [] };
}
