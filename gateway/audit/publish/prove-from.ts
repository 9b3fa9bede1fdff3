import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerReader } from '../store/ledger-reader.ts';
import { createProver, type Proofs } from '../tree/create-prover.ts';
import { splitHashes, type Tree } from '../tree/merkle-tree.ts';

/**
 * Proves that the tree of this size begins with an earlier tree. Null if no batch ends at that size. A long ledger takes
 * seconds: the event loop gets a turn every `turnMs`.
 */
export async function proveFrom(
  reader: LedgerReader,
  before: Tree,
  size: number,
  turnMs = 10,
): Promise<Proofs | null> {
  const prover = createProver(before);
  let at = before.size;
  let turnsAt = performance.now() + turnMs;
  if (at === size) return prover.finish();
  for await (const batch of reader.hashes(at)) {
    if (batch.first !== at || batch.size <= at || batch.size > size) return null;
    prover.add(splitHashes(batch.hashes));
    at = batch.size;
    if (at === size) return prover.finish();
    if (performance.now() < turnsAt) continue;
    await nextTurn();
    turnsAt = performance.now() + turnMs;
  }
  return null;
}
