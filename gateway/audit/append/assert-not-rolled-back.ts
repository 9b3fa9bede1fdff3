import { StartError } from '../../platform/errors.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { splitOrigin } from '../tree/origin.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import { compareRemembered } from './compare-remembered.ts';
import { auditCommand } from '../store/audit-command.ts';

/** Checkpoints of a ledger that are kept outside of it. */
export interface Remembered {
  /** Content of the guard file; null without a file. */
  readonly guard: string | null;
  /** A checkpoint that the operator gave; null for none. */
  readonly checkpoint: string | null;
}

/** Why a writer accepts that the ledger is not an older copy; recorded as `vouchedBy`. */
export type RollbackEvidence =
  /** The guard holds a checkpoint of this ledger. */
  | 'guard'
  /** The operator gave a checkpoint of this ledger. */
  | 'checkpoint'
  /** Enough witnesses cosigned this ledger. */
  | 'witness'
  /** None: the ledger is an older copy and is resumed from it. */
  | 'resume';

/** The keys of the ledger under all its origins; the writer's own first, under the current origin. */
type Verifiers = readonly [own: NoteVerifier, ...others: NoteVerifier[]];

/**
 * Throws a `StartError` that begins with ROLLBACK_DETECTED unless the ledger holds the checkpoint in its guard. The ledger
 * may be newer than the guard, which follows within a second. An older or different ledger was restored, truncated or
 * exchanged. A ledger without a guard needs a checkpoint; a given checkpoint is always compared.
 */
export async function assertNotRolledBack(
  store: LedgerStore,
  { guard, checkpoint }: Remembered,
  verifiers: Verifiers,
): Promise<void> {
  const { size } = await store.head();
  if (guard === null && checkpoint === null && size > 0) {
    throw rolledBack(
      `the ledger holds ${size} records and its guard file is missing`,
      resumeRemedy(store),
    );
  }
  if (guard !== null) await assertHolds(store, guard, { source: 'guard', verifiers });
  if (checkpoint !== null)
    await assertHolds(store, checkpoint, { source: 'checkpoint', verifiers });
}

async function assertHolds(
  store: LedgerStore,
  note: string,
  { source, verifiers }: { readonly source: 'guard' | 'checkpoint'; readonly verifiers: Verifiers },
): Promise<void> {
  const { name: origin } = verifiers[0];
  const found = await compareRemembered(store, note, { origin, keys: verifiers });
  if (found.kind === 'held') return;
  if (found.kind === 'unsigned') {
    throw rolledBack(
      `the ${source} file is not a checkpoint signed with this ledger's key`,
      resumeRemedy(store),
    );
  }
  const { checkpoint } = found;
  if (found.kind === 'foreign') {
    throw new StartError([
      `The ${source} file is of the ledger ${checkpoint.origin}, not of ${origin}. Give the ${source} of this ledger, or set audit.origin to ${splitOrigin(checkpoint.origin).base} if that is its name.`,
    ]);
  }
  const { size } = await store.head();
  switch (found.kind) {
    case 'ahead': {
      const name = checkpoint.origin === origin ? '' : ` of ${checkpoint.origin}`;
      throw rolledBack(
        `the ${source} covers ${checkpoint.size} records${name} and the ledger holds ${size}`,
        resumeRemedy(store),
      );
    }
    case 'lost':
      throw rolledBack(
        `the ${source} covers ${checkpoint.size} records of ${checkpoint.origin}, and the ledger was resumed as ${origin} without all of them`,
        source === 'guard' ? resumeRemedy(store) : 'Give a later checkpoint, or none.',
      );
    case 'different':
      throw rolledBack(
        `the ledger had another content when it held ${checkpoint.size} records`,
        resumeRemedy(store),
      );
    default:
      found.kind satisfies never;
  }
}

/** The remedy for a ledger that was restored from an older copy. */
export function resumeRemedy({ where }: Pick<LedgerStore, 'where'>): string {
  return `If it was restored from a backup, keep the guard file and run: ${auditCommand('resume --reason TEXT', where)}`;
}

/** The error for a ledger that may be an older copy, with the remedy. */
export function rolledBack(reason: string, remedy: string): StartError {
  return new StartError([`ROLLBACK_DETECTED: ${reason}.`, remedy]);
}
