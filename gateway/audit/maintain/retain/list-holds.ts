import { StartError } from '../../../platform/errors.ts';
import { fitsCommitment } from '../../record/opening.ts';
import { printLocation, type LedgerLocation } from '../../store/ledger-location.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { openReader } from '../../store/open-reader.ts';
import { readRetentionState } from './read-retention-state.ts';

/** An open hold for display. */
export interface ListedHold {
  readonly id: string;
  /** Index of the leaf that placed it. */
  readonly leaf: number;
  /** Null for a hold on all patients. */
  readonly patient: string | null;
  /** ISO 8601, UTC; null for no limit. */
  readonly from: string | null;
  readonly until: string | null;
  /** `(missing)` if it is not stored, `(changed)` if it doesn't fit its commitment. */
  readonly reason: string;
}

/** The open holds of a ledger, in the order of their leaves. Throws a `StartError` if there is no ledger. */
export async function listHolds(location: LedgerLocation): Promise<readonly ListedHold[]> {
  const reader = await openReader(location);
  try {
    if (!reader.isLedger) {
      throw new StartError([`${printLocation(location)} is not an audit ledger.`]);
    }
    const { holds } = await readRetentionState(reader);
    const listed: ListedHold[] = [];
    for (const { id, leaf, patient, from, until, reasonCommitment } of holds) {
      const reason = await readReason(reader, reasonCommitment);
      listed.push({ id, leaf, patient, from: print(from), until: print(until), reason });
    }
    return listed;
  } finally {
    await reader.close();
  }
}

async function readReason(reader: LedgerReader, commitment: string): Promise<string> {
  const opening = await reader.findOpening(commitment);
  if (opening === null) return '(missing)';
  return fitsCommitment(opening) ? opening.text : '(changed)';
}

function print(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
