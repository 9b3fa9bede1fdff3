import { randomBytes } from 'node:crypto';
import { StartError } from '../../platform/errors.ts';
import {
  entriesWith,
  leafAfterStart,
  writeAsTool,
  type ToolOptions,
} from '../append/write-as-tool.ts';
import { readWhole } from '../chain/read-whole.ts';
import { commitTo, fitsCommitment } from '../record/opening.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { withdrawalRecords, withdrawalsIn } from '../record/control/withdrawal.ts';
import { printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import { openReader } from '../store/open-reader.ts';
import { isPruned } from '../tree/batch.ts';
import { commitmentIn } from '../record/text-commitment.ts';

/** The ledger with the texts, the key that signs, and the reason, which may be PHI, so the record only commits to it. */
export interface WithdrawOptions extends ToolOptions {
  readonly reason: string;
}

/** The recorded withdrawals. */
export interface Withdrawn {
  /** Index of the first leaf that records them. */
  readonly leaf: number;
  /** Indexes of the leaves whose openings are withdrawn. */
  readonly withdrawn: readonly number[];
}

/**
 * Withdraws the openings that don't fit their commitments: texts beside the tree that differ from what their leaves commit
 * to, which `audit verify` reports as `OPENING_MISMATCH`. Nothing is removed or changed, so each verification can check
 * that the text doesn't fit. Throws a `StartError`, and writes nothing, if there is no such opening, the ledger has other
 * damage, another process writes it, or a gateway with this key could not write to it.
 */
export async function withdrawTexts(options: WithdrawOptions): Promise<Withdrawn> {
  const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
  return writeAsTool('append', options, async ({ writer, start }) => {
    const { at, location } = options;
    const withdrawn = await findMismatches(location);
    if (withdrawn.length === 0) {
      throw new StartError([
        `Each text beside the audit ledger ${printLocation(location)} fits what its record commits to, or is withdrawn already: there is nothing to withdraw.`,
      ]);
    }
    const records = withdrawalRecords(withdrawn, opening.commitment, at);
    const commit = await writer.commit([start, ...entriesWith(opening, records, at)]);
    return { leaf: leafAfterStart(commit), withdrawn };
  });
}

/** Leaves with an opening that doesn't fit and is not withdrawn. */
async function findMismatches(location: LedgerLocation): Promise<readonly number[]> {
  const reader = await openReader(location);
  try {
    const found = new Set<number>();
    for await (const { first, leaves } of readWhole(reader)) {
      for (const [offset, bytes] of leaves.entries()) {
        const leaf = isPruned(bytes) ? null : parseLeaf(bytes);
        if (leaf === null) continue;
        // A record withdraws openings of earlier records only.
        for (const index of withdrawalsIn(leaf)) found.delete(index);
        const commitment = commitmentIn(leaf);
        const opening = commitment === null ? null : await reader.findOpening(commitment);
        if (opening !== null && !fitsCommitment(opening)) found.add(first + offset);
      }
    }
    return [...found];
  } finally {
    await reader.close();
  }
}
