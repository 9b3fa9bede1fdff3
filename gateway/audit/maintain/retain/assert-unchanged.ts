import { StartError } from '../../../platform/errors.ts';
import { parseLeaf } from '../../record/parse-leaf.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { unpackLeaves } from '../../tree/batch.ts';
import { retentionIn } from './read-retention-state.ts';

/**
 * Throws a `StartError` if another writer recorded a hold, a retention, a key or a pruning between two sizes of a ledger: a
 * pruning plan depends on them.
 */
export async function assertUnchanged(
  reader: LedgerReader,
  from: number,
  size: number,
): Promise<void> {
  if (size === from) return;
  for await (const { first, batch } of reader.newest()) {
    // Batches come from the last one back.
    if (first < from) return;
    const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
    if (!leaves.some((bytes) => bytes.includes(CONTROL) && isDecisive(bytes))) continue;
    throw new StartError([
      'A hold, a key, a retention or a pruning was recorded meanwhile: nothing was pruned. Run it again.',
    ]);
  }
}

/** Part of the bytes of every record of the ledger about itself. */
const CONTROL = '"kind":"log.';
/** Kinds of records that a pruning plan depends on, in addition to starts with a retention. */
const DECISIVE = /^log\.(?:hold\.|key\.|prune)/;

function isDecisive(bytes: Buffer): boolean {
  const leaf = parseLeaf(bytes);
  return leaf !== null && (DECISIVE.test(leaf.kind) || retentionIn(leaf) !== null);
}
