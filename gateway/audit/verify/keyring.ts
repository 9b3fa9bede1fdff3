import {
  isSignedBy,
  readVerifier,
  type NoteVerifier,
  type SignedNote,
} from '../tree/signed-note.ts';
import type { Verdict } from './verdict.ts';

type KeySource = Verdict['keys'][number]['source'];

/** The keys that may have signed a ledger, and from which leaf on each may. */
export interface Keyring {
  readonly isEmpty: () => boolean;
  add(vkey: string, source: KeySource, validFrom: number): void;
  /**
   * Whether one of the keys that were valid at this leaf has signed. `signedBy` is the text of the key that
   * is known to have; null looks for it.
   */
  accepts(note: SignedNote, at: number, signedBy: string | null): boolean;
  verifiers(): readonly NoteVerifier[];
  /** Whether any of the keys has signed, valid then or not. */
  knowsSigner(note: SignedNote): boolean;
  list(): Verdict['keys'];
}

/** A keyring that holds the pinned key, or nothing. */
export function createKeyring(pinned: NoteVerifier | null): Keyring {
  const keys: { verifier: NoteVerifier; source: KeySource; validFrom: number }[] = [];
  if (pinned !== null) keys.push({ verifier: pinned, source: 'pinned', validFrom: 0 });
  return {
    isEmpty: () => keys.length === 0,
    add(vkey, source, validFrom) {
      const verifier = readVerifier(vkey);
      if (verifier === null || keys.some((key) => key.verifier.vkey === vkey)) return;
      keys.push({ verifier, source, validFrom });
    },
    accepts: (note, at, signedBy) =>
      keys.some(
        ({ verifier, validFrom }) =>
          validFrom <= at && (verifier.vkey === signedBy || isSignedBy(note, verifier)),
      ),
    verifiers: () => keys.map(({ verifier }) => verifier),
    knowsSigner: (note) => keys.some(({ verifier }) => isSignedBy(note, verifier)),
    list: () =>
      keys.map(({ verifier, source, validFrom }) => ({ vkey: verifier.vkey, source, validFrom })),
  };
}
