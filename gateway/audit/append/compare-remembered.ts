import type { LedgerStore } from '../store/ledger-store.ts';
import { readCheckpoint, type Checkpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin, isSameLedger } from '../tree/origin.ts';
import { createVerifier, isSignedBy, readNote, type NoteVerifier } from '../tree/signed-note.ts';

/** The result of comparing a remembered checkpoint with a ledger. */
export type Comparison =
  | {
      readonly kind:
        /** The ledger holds it. */
        | 'held'
        /** It covers more records than the ledger, or a later epoch: records are lost. */
        | 'ahead'
        /** It covers records of an earlier epoch that were lost when that epoch ended. */
        | 'lost'
        /** The ledger held other records at that size. */
        | 'different'
        /** It is of another ledger. */
        | 'foreign';
      readonly checkpoint: Checkpoint;
    }
  /** It is not a checkpoint that a key of this ledger signed. */
  | { readonly kind: 'unsigned' };

/**
 * Compares a checkpoint note that is kept outside the ledger with the ledger, whose current origin is `origin`. `keys` are
 * keys of the ledger under any of its origins: a key stays the same when the origin changes.
 */
export async function compareRemembered(
  store: Pick<LedgerStore, 'head' | 'endingAt' | 'holding'>,
  note: string,
  { origin, keys }: { readonly origin: string; readonly keys: readonly NoteVerifier[] },
): Promise<Comparison> {
  const read = readCheckpoint(note);
  if (read === null) return { kind: 'unsigned' };
  const { checkpoint } = read;
  if (!isSameLedger(checkpoint.origin, origin)) return { kind: 'foreign', checkpoint };
  const isOurs = keys.some(({ key }) =>
    isSignedBy(read.note, createVerifier(checkpoint.origin, key)),
  );
  if (!isOurs) return { kind: 'unsigned' };
  if (isLaterOrigin(checkpoint.origin, origin)) return { kind: 'ahead', checkpoint };
  const { size } = checkpoint;
  const head = await store.head();
  const isCurrent = checkpoint.origin === origin;
  if (size > head.size) return { kind: isCurrent ? 'ahead' : 'lost', checkpoint };
  // Compare the text alone: witnesses add their signatures below it.
  const isHeld = size === 0 || (await textAt(store, size)) === read.note.text;
  if (isHeld) return { kind: 'held', checkpoint };
  const there = await store.holding(size - 1);
  const name = there === null ? null : readCheckpoint(there.note)?.checkpoint.origin;
  return { kind: name === checkpoint.origin ? 'different' : 'lost', checkpoint };
}

async function textAt(store: Pick<LedgerStore, 'endingAt'>, size: number): Promise<string | null> {
  const batch = await store.endingAt(size);
  return batch === null ? null : (readNote(batch.note)?.text ?? null);
}
