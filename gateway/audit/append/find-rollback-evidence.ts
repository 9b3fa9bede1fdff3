import type { WitnessQuorum } from '../publish/request-cosignatures.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { openReader } from '../store/open-reader.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import {
  assertNotRolledBack,
  rolledBack,
  type Remembered,
  type RollbackEvidence,
} from './assert-not-rolled-back.ts';

/** What is remembered of a ledger, and by whom else. */
export interface RollbackEvidenceOptions extends Remembered {
  readonly location: LedgerLocation;
  /** Asked where nothing else is there; null: nobody is. */
  readonly witnesses: WitnessQuorum | null;
  /** The ledger's keys; the writer's own first, as it is called now. */
  readonly keys: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
  /** UTC ms since 1970. */
  readonly at: number;
}

/**
 * What shows that the ledger is not an older copy; null for an empty one, which nothing has to show. Throws a
 * `StartError` that begins with ROLLBACK_DETECTED where nothing does, or something shows that it is.
 */
export async function findRollbackEvidence(
  store: LedgerStore,
  { guard, checkpoint, witnesses, location, keys, at }: RollbackEvidenceOptions,
): Promise<RollbackEvidence | null> {
  const { size } = await store.head();
  const isAlone = guard === null && checkpoint === null;
  if (isAlone && size === 0) return null;
  if (!isAlone || witnesses === null) {
    await assertNotRolledBack(store, { guard, checkpoint }, keys);
    return guard === null ? 'checkpoint' : 'guard';
  }
  // An HTTP client is most of what starting the ledger's thread would load, and seldom needed.
  const { requestCosignatures } = await import('../publish/request-cosignatures.ts');
  const reader = await openReader(location);
  try {
    const cosigned = await requestCosignatures(reader, witnesses, at);
    if (cosigned.ok) return 'witness';
    throw rolledBack(`the guard file is missing, and ${cosigned.reason}`);
  } finally {
    await reader.close();
  }
}
