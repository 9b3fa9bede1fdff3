import type { Batch } from '../tree/batch.ts';
import { readCheckpoint, type Checkpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin } from '../tree/origin.ts';
import type { Keyring, Signature } from '../chain/keyring.ts';
import type { SignedNote } from '../tree/signed-note.ts';
import type { NameChange, ResumptionCheck } from './check-resumptions.ts';
import type { Findings } from './verdict.ts';

/** The checkpoint of a batch, and its signature. */
export interface CheckedNote {
  /** Null if the note holds no checkpoint. */
  readonly checkpoint: Checkpoint | null;
  readonly isValid: boolean;
  /** Id of the key of a valid signature, else empty. */
  readonly signer: string;
}

/**
 * Checks the signatures and origins of the checkpoints of a ledger. A ledger that was resumed after a restore goes on under a
 * later origin: `name`, then `name/2`.
 */
export interface NoteCheck {
  /**
   * `signedBy` is the key that is known to have made the only signature of the note; null if it is not known. `root`
   * returns the root of the tree before the batch.
   */
  check(batch: Batch, signedBy: string | null, root: NameChange['root']): CheckedNote;
  /** Reports signatures that no key known at their batch had made: one of a key that was enrolled later, or of no key. */
  finish(): void;
  /** The current origin; null before the first checkpoint. */
  origin(): string | null;
}

/** Signatures that are judged only at the end; the others are judged at once, which bounds the memory. */
const MAX_DEFERRED = 100;

/** A check by these keys. `expectedOrigin` null accepts the origin of the first checkpoint. */
export function createNoteCheck(
  keyring: Keyring,
  expectedOrigin: string | null,
  { findings, resumptions }: { readonly findings: Findings; readonly resumptions: ResumptionCheck },
): NoteCheck {
  let origin = expectedOrigin;
  const deferred: { readonly note: SignedNote; readonly range: readonly [number, number] }[] = [];

  const report = (signature: Signature, range: readonly [number, number]) => {
    if (signature === 'early' || signature === 'late') {
      const when = signature === 'early' ? 'enrolled only later' : 'retired before';
      const text = `The key that signed ${print(range)} was ${when}.`;
      findings.add('KEY_NOT_VALID_AT_SIZE', range, text);
    } else {
      const text = `No key of this ledger made the signature of the checkpoint that closes ${print(range)}.`;
      findings.add('CHECKPOINT_SIGNATURE', range, text);
    }
  };
  return {
    check(batch, signedBy, root) {
      const range = [batch.first, batch.first + Math.max(batch.count, 1) - 1] as const;
      const read = readCheckpoint(batch.note);
      // In a malformed note, a line that looks like a signature counts.
      const isSigned =
        read === null ? batch.note.includes('\n— ') : read.note.signatures.length > 0;
      if (!isSigned) {
        findings.add(
          'UNSIGNED',
          range,
          `The checkpoint that closes ${print(range)} is not signed.`,
        );
      } else if (read === null) {
        report('unknown', range);
      }
      if (read === null) return { checkpoint: null, isValid: false, signer: '' };

      origin ??= read.checkpoint.origin;
      // A writer signs once. A second signature was added later.
      const isAlone = read.note.signatures.length === 1;
      // The first batch after a resumption has a later origin, and is judged by the keys of the origin before.
      const resumed =
        read.checkpoint.origin === origin || !isAlone
          ? null
          : resumptions.begin({ from: origin, batch, root, ...read });
      if (resumed === 'valid') {
        ({ origin } = read.checkpoint);
      } else if (resumed !== null) {
        report(resumed, range);
        return { checkpoint: read.checkpoint, isValid: false, signer: '' };
      } else if (read.checkpoint.origin !== origin) {
        const isEarlier = isLaterOrigin(origin, read.checkpoint.origin);
        const hint = isEarlier ? ' Pin the first key that the ledger had.' : '';
        const text = `${print(range)} belong to ${read.checkpoint.origin}, not to ${origin}.${hint}`;
        findings.add('ORIGIN_MISMATCH', range, text);
        return { checkpoint: read.checkpoint, isValid: false, signer: '' };
      }
      const signature = isAlone ? keyring.judge(read.note, batch.first, signedBy) : 'unknown';
      if (signature !== 'valid') {
        // A key that is enrolled later may have made it.
        const canWait = isAlone && signature === 'unknown' && deferred.length < MAX_DEFERRED;
        if (canWait) deferred.push({ note: read.note, range });
        else if (isSigned) report(signature, range);
        return { checkpoint: read.checkpoint, isValid: false, signer: '' };
      }
      const signer = read.note.signatures[0]?.id.toString('hex') ?? '';
      return { checkpoint: read.checkpoint, isValid: true, signer };
    },
    finish() {
      for (const { note, range } of deferred) report(keyring.judge(note, range[0], null), range);
    },
    origin: () => origin,
  };
}

function print([from, to]: readonly [number, number]): string {
  return from === to ? `record ${from}` : `records ${from}..${to}`;
}
