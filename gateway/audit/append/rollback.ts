import { StartError } from '../../errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';

/** What is remembered of a ledger outside of it. */
export interface Remembered {
  /** What the guard file holds, null where there is none. */
  readonly guard: string | null;
  /** A checkpoint that the operator vouches with, null for none. */
  readonly checkpoint: string | null;
}

/**
 * Throws a `StartError` that begins with ROLLBACK_DETECTED unless the ledger holds the checkpoint that its
 * guard remembers. A ledger that is newer than its guard is fine (the guard follows within a second); one
 * that is older or different was restored, cut or exchanged. So may one be that has lost its guard, unless
 * a checkpoint vouches for it; a checkpoint is compared in any case.
 */
export async function assertNotRolledBack(
  store: LedgerStore,
  { guard, checkpoint }: Remembered,
  verifiers: readonly [own: NoteVerifier, ...others: NoteVerifier[]],
): Promise<void> {
  const { size } = await store.head();
  if (guard === null && checkpoint === null && size > 0) {
    throw refusal(`the ledger holds ${size} records and its guard file is missing`);
  }
  if (guard !== null) await assertHolds(store, guard, { called: 'guard', verifiers });
  if (checkpoint !== null)
    await assertHolds(store, checkpoint, { called: 'checkpoint', verifiers });
}

async function assertHolds(
  store: LedgerStore,
  note: string,
  options: {
    readonly called: 'guard' | 'checkpoint';
    readonly verifiers: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
  },
): Promise<void> {
  const { called, verifiers } = options;
  const [own] = verifiers;
  const remembered = readCheckpoint(note);
  if (remembered !== null && remembered.checkpoint.origin !== own.name) {
    const { origin } = remembered.checkpoint;
    throw new StartError([`The ${called} file is of the ledger ${origin}, not of ${own.name}.`]);
  }
  if (remembered === null || !verifiers.some((verifier) => isSignedBy(remembered.note, verifier))) {
    throw refusal(`the ${called} file is not a checkpoint signed with this ledger's key`);
  }
  const { size } = await store.head();
  const known = remembered.checkpoint.size;
  if (known > size) {
    throw refusal(`the ${called} remembers ${known} records and the ledger holds ${size}`);
  }
  if (known > 0 && (await store.endingAt(known))?.note !== note) {
    throw refusal(`the ledger had another content when it held ${known} records`);
  }
}

function refusal(reason: string): StartError {
  return new StartError([`ROLLBACK_DETECTED: ${reason}.`]);
}
