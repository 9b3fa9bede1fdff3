import {
  createVerifier,
  isSignedBy,
  readVerifier,
  type NoteVerifier,
  type SignedNote,
} from '../tree/signed-note.ts';

/** Why a key is trusted; printed in verdicts. */
export type KeySource =
  /** The operator pinned it. */
  | 'pinned'
  /** The first leaf of the ledger enrolls it, and no key is pinned. */
  | 'beside the ledger'
  /** An earlier valid key signed its enrollment. */
  | 'enrolled in the ledger';

/** A key, and the leaves that it may sign. */
export interface ValidKey {
  readonly vkey: string;
  readonly source: KeySource;
  /** The first leaf that it may sign. */
  readonly validFrom: number;
  /** The first leaf that it must not sign; null if it is still valid. */
  readonly validUntil: number | null;
}

/** The validity of a signature at a leaf. */
export type Signature =
  /** A key that was valid at the leaf. */
  | 'valid'
  /** A key that was enrolled only later. */
  | 'early'
  /** A key that was retired before. */
  | 'late'
  /** No known key of the ledger. */
  | 'unknown';

/** The keys of a ledger, and the leaves that each may sign. */
export interface Keyring {
  readonly isEmpty: () => boolean;
  add(vkey: string, source: KeySource, validFrom: number): void;
  /** From this leaf on, the key is not valid. */
  retire(vkey: string, validUntil: number): void;
  /**
   * Whether a key that was valid at the leaf `at` signed the note. `signedBy` is the key that is known to have signed, as
   * `name+key id+key`; null tries all keys.
   */
  judge(note: SignedNote, at: number, signedBy: string | null): Signature;
  /** The same for the first note of a new epoch: a key of the epoch before signs it under the new origin. */
  judgeAs(note: SignedNote, at: number, origins: Origins): Signature;
  /** From this leaf on the ledger has a new origin: all keys end, except that the signer of the note is valid under it. */
  rename(note: SignedNote, at: number, origins: Origins): void;
  verifiers(): readonly NoteVerifier[];
  list(): readonly ValidKey[];
}

/** The origins before and after a resumption. */
interface Origins {
  readonly from: string;
  readonly to: string;
}

interface Key {
  readonly verifier: NoteVerifier;
  readonly source: KeySource;
  readonly validFrom: number;
  validUntil: number | null;
  /** The first leaf of the next epoch, in which this key under this origin is not valid; null before that. */
  renamedAt: number | null;
}

/** A keyring with the pinned key, or empty. */
export function createKeyring(pinned: NoteVerifier | null): Keyring {
  const keys: Key[] = [];
  const add = (verifier: NoteVerifier, source: KeySource, validFrom: number) => {
    keys.push({ verifier, source, validFrom, validUntil: null, renamedAt: null });
  };
  /** The key of the old origin that signed the note under the new origin. */
  const findAs = (note: SignedNote, { from, to }: Origins) =>
    keys.find(
      ({ verifier }) =>
        verifier.name === from && isSignedBy(note, createVerifier(to, verifier.key)),
    );
  if (pinned !== null) add(pinned, 'pinned', 0);
  return {
    isEmpty: () => keys.length === 0,
    add(vkey, source, validFrom) {
      if (keys.some((key) => key.verifier.vkey === vkey)) return;
      const verifier = readVerifier(vkey);
      if (verifier !== null) add(verifier, source, validFrom);
    },
    retire(vkey, validUntil) {
      const key = keys.find(({ verifier }) => verifier.vkey === vkey);
      if (key !== undefined) key.validUntil ??= validUntil;
    },
    judge(note, at, signedBy) {
      const signer = keys.find(
        ({ verifier }) => verifier.vkey === signedBy || isSignedBy(note, verifier),
      );
      const signature = judgeAt(signer, at);
      const hasEnded = signer !== undefined && signer.renamedAt !== null && at >= signer.renamedAt;
      return signature === 'valid' && hasEnded ? 'late' : signature;
    },
    judgeAs: (note, at, origins) => judgeAt(findAs(note, origins), at),
    rename(note, at, origins) {
      const signer = findAs(note, origins);
      for (const key of keys) key.renamedAt ??= at;
      if (signer !== undefined)
        add(createVerifier(origins.to, signer.verifier.key), 'enrolled in the ledger', at);
    },
    verifiers: () => keys.map(({ verifier }) => verifier),
    list: () =>
      keys.map(({ verifier, validUntil, renamedAt, ...key }) => ({
        vkey: verifier.vkey,
        ...key,
        validUntil: validUntil ?? renamedAt,
      })),
  };
}

function judgeAt(signer: Key | undefined, at: number): Signature {
  if (signer === undefined) return 'unknown';
  if (at < signer.validFrom) return 'early';
  return signer.validUntil === null || at < signer.validUntil ? 'valid' : 'late';
}
