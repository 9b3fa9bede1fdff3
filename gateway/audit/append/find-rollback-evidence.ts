import type { WitnessQuorum } from '../publish/request-cosignatures.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { openReader } from '../store/open-reader.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import {
  assertNotRolledBack,
  resumeRemedy,
  rolledBack,
  type Remembered,
  type RollbackEvidence,
} from './assert-not-rolled-back.ts';

/** Where evidence against a rollback can come from. */
export interface RollbackEvidenceOptions extends Remembered {
  readonly location: LedgerLocation;
  /** Used if there is neither guard nor checkpoint; null for none. */
  readonly witnesses: WitnessQuorum | null;
  /** The keys of the ledger, the writer's own first under the current origin. */
  readonly keys: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
  /** UTC ms since 1970. */
  readonly at: number;
}

/**
 * The evidence that the ledger is not an older copy; null for an empty ledger, which needs none. Throws a `StartError` that
 * begins with ROLLBACK_DETECTED if there is no evidence, or the evidence shows an older copy.
 */
export async function findRollbackEvidence(
  store: LedgerStore,
  { guard, checkpoint, witnesses, location, keys, at }: RollbackEvidenceOptions,
): Promise<RollbackEvidence | null> {
  const { size } = await store.head();
  const hasRemembered = guard !== null || checkpoint !== null;
  if (!hasRemembered && size === 0) return null;
  if (hasRemembered || witnesses === null) {
    await assertNotRolledBack(store, { guard, checkpoint }, keys);
    return guard === null ? 'checkpoint' : 'guard';
  }
  // Loaded on demand: the HTTP client would take most of the start time of the ledger's thread.
  const { requestCosignatures } = await import('../publish/request-cosignatures.ts');
  const reader = await openReader(location);
  try {
    const cosigned = await requestCosignatures(reader, witnesses, at);
    if (cosigned.ok) return 'witness';
    throw rolledBack(`the guard file is missing, and ${cosigned.reason}`, resumeRemedy(store));
  } finally {
    await reader.close();
  }
}
