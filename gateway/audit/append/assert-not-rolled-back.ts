import { StartError } from '../../platform/errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import { compareRemembered } from './compare-remembered.ts';

/** What is remembered of a ledger outside of it. */
export interface Remembered {
  /** What the guard file holds, null where there is none. */
  readonly guard: string | null;
  /** A checkpoint that the operator vouches with, null for none. */
  readonly checkpoint: string | null;
}

/** What a ledger's writer believes that it is not an older copy. */
export type RollbackEvidence =
  /** Its own guard. */
  | 'guard'
  /** A checkpoint that the operator gave. */
  | 'checkpoint'
  /** Enough witnesses that remember the ledger. */
  | 'witness'
  /** Nothing: it is an older copy, and the ledger was resumed from it. */
  | 'resume';

/** The ledger's keys, whatever they are called; the writer's own first, as it is called now. */
type Verifiers = readonly [own: NoteVerifier, ...others: NoteVerifier[]];

/**
 * Throws a `StartError` that begins with ROLLBACK_DETECTED unless the ledger holds the checkpoint that its
 * guard remembers. A ledger that is newer than its guard is fine (the guard follows within a second); one
 * that is older or different was restored, cut or exchanged. So may one be that has lost its guard, unless
 * a checkpoint vouches for it; a checkpoint is compared in any case.
 */
export async function assertNotRolledBack(
  store: LedgerStore,
  { guard, checkpoint }: Remembered,
  verifiers: Verifiers,
): Promise<void> {
  const { size } = await store.head();
  if (guard === null && checkpoint === null && size > 0) {
    throw rolledBack(`the ledger holds ${size} records and its guard file is missing`);
  }
  if (guard !== null) await assertHolds(store, guard, { called: 'guard', verifiers });
  if (checkpoint !== null)
    await assertHolds(store, checkpoint, { called: 'checkpoint', verifiers });
}

async function assertHolds(
  store: LedgerStore,
  note: string,
  { called, verifiers }: { readonly called: 'guard' | 'checkpoint'; readonly verifiers: Verifiers },
): Promise<void> {
  const { name: origin } = verifiers[0];
  const found = await compareRemembered(store, note, { origin, keys: verifiers });
  if (found.kind === 'held') return;
  if (found.kind === 'unsigned') {
    throw rolledBack(`the ${called} file is not a checkpoint signed with this ledger's key`);
  }
  const { checkpoint } = found;
  if (found.kind === 'foreign') {
    throw new StartError([
      `The ${called} file is of the ledger ${checkpoint.origin}, not of ${origin}.`,
    ]);
  }
  const { size } = await store.head();
  switch (found.kind) {
    case 'ahead': {
      const name = checkpoint.origin === origin ? '' : ` of ${checkpoint.origin}`;
      throw rolledBack(
        `the ${called} remembers ${checkpoint.size} records${name} and the ledger holds ${size}`,
      );
    }
    case 'lost':
      throw rolledBack(
        `the ${called} remembers ${checkpoint.size} records of ${checkpoint.origin}, and the ledger was resumed as ${origin} without all of them`,
        called === 'guard' ? RESUME : 'Give a checkpoint of after that, or none.',
      );
    case 'different':
      throw rolledBack(`the ledger had another content when it held ${checkpoint.size} records`);
    default:
      found.kind satisfies never;
  }
}

const RESUME =
  'If it was restored from a backup, keep the guard file and run: phi-gateway audit resume --reason TEXT';

/** The refusal of a ledger that may be an older copy, with the way out. */
export function rolledBack(reason: string, mend = RESUME): StartError {
  return new StartError([`ROLLBACK_DETECTED: ${reason}.`, mend]);
}
