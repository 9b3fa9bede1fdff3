import type { LedgerReader } from '../store/ledger-reader.ts';
import { createProver, type Proofs } from '../tree/create-prover.ts';
import { splitHashes, type Tree } from '../tree/merkle-tree.ts';

/**
 * Follows the ledger from one checkpoint to another, and proves that the later tree begins with the earlier
 * one. Null where no batch ends at that size: the ledger never had that checkpoint, or holds it no more.
 */
export async function proveFrom(
  reader: LedgerReader,
  before: Tree,
  size: number,
): Promise<Proofs | null> {
  const prover = createProver(before);
  let at = before.size;
  if (at === size) return prover.finish();
  for await (const batch of reader.hashes(at)) {
    if (batch.first !== at || batch.size > size) return null;
    prover.add(splitHashes(batch.hashes));
    at = batch.size;
    if (at === size) return prover.finish();
  }
  return null;
}
