import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin } from '../tree/origin.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';
import { parseVerifierKey } from '../tlog/parse-note.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import { KEY_CHANGE_MARKER, keyChange } from '../record/control/key-change.ts';
import { createKeyring } from './keyring.ts';

/**
 * The keys of a ledger, learned from its batches in their order. A ledger that was restored from an older copy and resumed
 * begins a new epoch, whose checkpoints have another origin: `name`, then `name/2`.
 */
export interface KeyFollower {
  /**
   * Whether the only signature of the batch's checkpoint is of a key that was valid at its first leaf. A valid checkpoint of
   * a later epoch changes the origin.
   */
  isSigned(batch: Pick<Batch, 'first' | 'note'>): boolean;
  /** Learns the keys that a signed batch enrolls and retires; false for an unsigned batch. */
  take(batch: Batch): boolean;
  /** Every key that was learned, retired ones included. */
  verifiers(): readonly NoteVerifier[];
}

/** Starts with the pinned key; null trusts the key that the first leaf of the ledger enrolls. */
export function createKeyFollower(pinned: NoteVerifier | null): KeyFollower {
  const keyring = createKeyring(pinned);
  let origin = pinned?.name ?? null;

  const isSigned: KeyFollower['isSigned'] = ({ first, note }) => {
    const read = readCheckpoint(note);
    const [signature, ...others] = read?.note.signatures ?? [];
    if (read === null || others.length > 0) return false;
    const to = read.checkpoint.origin;
    if (signature?.name !== to) return false;
    origin ??= to;
    if (!isLaterOrigin(to, origin)) return keyring.judge(read.note, first, null) === 'valid';
    const names = { from: origin, to };
    if (keyring.judgeAs(read.note, first, names) !== 'valid') return false;
    keyring.rename(read.note, first, names);
    origin = to;
    return true;
  };
  return {
    isSigned,
    take(batch) {
      if (!batch.leaves.includes(KEY_CHANGE_MARKER)) return isSigned(batch);
      const leaves = unpackLeaves(batch.leaves) ?? [];
      // Without a pinned key, the first leaf of the ledger states the first key.
      if (batch.first === 0 && keyring.isEmpty()) {
        const [first] = leaves;
        const change = first === undefined ? null : keyChange(first);
        if (change?.kind === 'enrolled') keyring.add(change.vkey, 'beside the ledger', 0);
      }
      const checkpoint = readCheckpoint(batch.note)?.checkpoint;
      if (checkpoint === undefined || !isSigned(batch)) return false;
      const { size } = checkpoint;
      const hashes = splitHashes(batch.hashes);
      for (const [place, bytes] of leaves.entries()) {
        const change = keyChange(bytes);
        // A leaf that was changed after it was signed proves no key.
        if (change === null || hashes[place]?.equals(leafHash(bytes)) !== true) continue;
        // A key of another epoch must not be valid in this one.
        const isOfEpoch = parseVerifierKey(change.vkey)?.name === checkpoint.origin;
        if (change.kind === 'retired') keyring.retire(change.vkey, size);
        else if (isOfEpoch) keyring.add(change.vkey, 'enrolled in the ledger', size);
      }
      return true;
    },
    verifiers: () => keyring.verifiers(),
  };
}

/**
 * The keys of a ledger by those of its batches that enroll or retire keys, in order. A key counts only if an earlier valid key
 * signed the batch that enrolls it; the first key is trusted.
 */
export function proveKeys(batches: Iterable<Batch>): KeyFollower {
  const keys = createKeyFollower(null);
  for (const batch of batches) keys.take(batch);
  return keys;
}
