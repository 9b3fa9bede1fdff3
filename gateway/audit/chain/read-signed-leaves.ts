import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { createSignedChain } from './signed-chain.ts';

/** The leaves of a row, and whether they may be believed. */
export interface SignedLeaves {
  readonly first: number;
  /** Empty for a row that is no batch. */
  readonly leaves: readonly Buffer[];
  /** The checkpoint note that closes them; null for a row that is no batch. */
  readonly note: string | null;
  /** Whether a key of the ledger signed them. A leaf of an unsigned batch says nothing about any other. */
  readonly isSigned: () => boolean;
}

/** Reads a ledger from its first batch on; the key that its first leaf enrolls is trusted. */
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
