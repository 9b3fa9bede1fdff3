import { StartError } from '../../errors.ts';
import type { BatchTable } from '../store/sqlite/batch-table.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';

/**
 * Throws a `StartError` that begins with ROLLBACK_DETECTED unless the ledger holds the checkpoint that its
 * guard remembers. A ledger that is newer than its guard is fine (the guard follows within a second); one
 * that is older, different, or has lost its guard was restored, cut or exchanged.
 */
export function assertNotRolledBack(
  table: BatchTable,
  guard: string | null,
  verifier: NoteVerifier,
): void {
  const size = table.head().size;
  if (guard === null) {
    if (size === 0) return;
    throw refusal(`the ledger holds ${size} records and its guard file is missing`);
  }
  const remembered = readCheckpoint(guard);
  if (remembered !== null && remembered.checkpoint.origin !== verifier.name) {
    const { origin } = remembered.checkpoint;
    throw new StartError([`The guard file is of the ledger ${origin}, not of ${verifier.name}.`]);
  }
  if (remembered === null || !isSignedBy(remembered.note, verifier)) {
    throw refusal("the guard file is not a checkpoint signed with this ledger's key");
  }
  const guarded = remembered.checkpoint.size;
  if (guarded > size) {
    throw refusal(`the guard remembers ${guarded} records and the ledger holds ${size}`);
  }
  if (guarded > 0 && table.endingAt(guarded)?.note !== guard) {
    throw refusal(`the ledger had another content when it held ${guarded} records`);
  }
}

function refusal(reason: string): StartError {
  return new StartError([`ROLLBACK_DETECTED: ${reason}.`]);
}
