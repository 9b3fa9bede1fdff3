import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { createSignedChain } from './signed-chain.ts';

/** The leaves of a row, and whether they are signed. */
export interface SignedLeaves {
  readonly first: number;
  /** Empty for a malformed row. */
  readonly leaves: readonly Buffer[];
  /** The checkpoint note of the batch; null for a malformed row. */
  readonly note: string | null;
  /** Whether a key of the ledger signed them. Leaves of an unsigned batch are not evidence. */
  readonly isSigned: () => boolean;
}

/** Reads a ledger from its first batch on. Trusts the key that its first leaf enrolls. */
export async function* readSignedLeaves(reader: {
  batches(): AsyncIterable<{ readonly first: number; readonly batch: Batch | null }>;
}): AsyncGenerator<SignedLeaves> {
  const chain = createSignedChain();
  for await (const row of reader.batches()) {
    chain.add(row);
    const { first, batch } = row;
    const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
    yield { first, leaves, note: batch?.note ?? null, isSigned: chain.isSigned };
  }
}
