import {
  createVerifier,
  isSignedBy,
  readVerifier,
  type NoteVerifier,
  type SignedNote,
} from '../tree/signed-note.ts';

/** Where the trust in a key comes from. */
export type KeySource =
  /** The operator named it. */
  | 'pinned'
  /** The first leaf of the ledger enrolls it. */
  | 'beside the ledger'
  /** A key that was valid before it has signed its enrollment. */
  | 'enrolled in the ledger';

/** A key and the leaves that it may sign. */
export interface ValidKey {
  readonly vkey: string;
  readonly source: KeySource;
  /** The first leaf that it may sign. */
  readonly validFrom: number;
  /** The first leaf that it may not sign any more; null where it is still valid. */
  readonly validUntil: number | null;
}

/** What a key's signature is worth at a place in the ledger. */
export type Signature =
  /** One of the keys of then. */
  | 'valid'
  /** A key that was enrolled only later. */
  | 'early'
  /** A key that was retired before. */
  | 'late'
  /** No key of the ledger, as far as it is known. */
  | 'unknown';

/** The keys that may have signed a ledger, and at which leaves each may. */
export interface Keyring {
  readonly isEmpty: () => boolean;
  add(vkey: string, source: KeySource, validFrom: number): void;
  /** From this leaf on, the key signs nothing any more. */
  retire(vkey: string, validUntil: number): void;
  /** `signedBy` is the text of the key that is known to have signed; null looks for it. */
  judge(note: SignedNote, at: number, signedBy: string | null): Signature;
  /** Judges a note that is of a later incarnation of the ledger than the keys that may have signed it. */
  judgeAs(note: SignedNote, at: number, names: Names): Signature;
  /** From this leaf on the ledger has another name: keys of before end, and the note's signer goes on. */
  rename(note: SignedNote, at: number, names: Names): void;
  verifiers(): readonly NoteVerifier[];
  list(): readonly ValidKey[];
}

/** The names of a ledger before and after it was resumed. */
interface Names {
  readonly from: string;
  readonly to: string;
}

interface Key {
  readonly verifier: NoteVerifier;
  readonly source: KeySource;
  readonly validFrom: number;
  validUntil: number | null;
  /** From this leaf on it is called otherwise. */
  renamedAt: number | null;
}

/** A keyring that holds the pinned key, or nothing. */
export function createKeyring(pinned: NoteVerifier | null): Keyring {
  const keys: Key[] = [];
  const add = (verifier: NoteVerifier, source: KeySource, validFrom: number) => {
    keys.push({ verifier, source, validFrom, validUntil: null, renamedAt: null });
  };
  const findAs = (note: SignedNote, { from, to }: Names) =>
    keys.find(
      ({ verifier }) =>
        verifier.name === from && isSignedBy(note, createVerifier(to, verifier.key)),
    );
  if (pinned !== null) add(pinned, 'pinned', 0);
  return {
    isEmpty: () => keys.length === 0,
    add(vkey, source, validFrom) {
      const verifier = readVerifier(vkey);
      if (verifier === null || keys.some((key) => key.verifier.vkey === vkey)) return;
      add(verifier, source, validFrom);
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
    judgeAs: (note, at, names) => judgeAt(findAs(note, names), at),
    rename(note, at, names) {
      const signer = findAs(note, names);
      for (const key of keys) key.renamedAt ??= at;
      if (signer !== undefined)
        add(createVerifier(names.to, signer.verifier.key), 'enrolled in the ledger', at);
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
