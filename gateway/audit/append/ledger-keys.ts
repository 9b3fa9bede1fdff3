import { proveKeys } from '../chain/follow-keys.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isSameLedger } from '../tree/origin.ts';
import { createVerifier, type NoteVerifier } from '../tree/signed-note.ts';

/** The name that a ledger has now: that of its last checkpoint, where this is an incarnation of `base`. */
export async function readOrigin(store: LedgerStore, base: string): Promise<string> {
  const last = await store.last();
  const origin = last === null ? null : (readCheckpoint(last.note)?.checkpoint.origin ?? null);
  return origin !== null && isSameLedger(origin, base) ? origin : base;
}

/** The enrolled keys of a ledger of this name. */
export async function readKeys(
  store: LedgerStore,
  origin: string,
): Promise<readonly NoteVerifier[]> {
  return (await readAllKeys(store, origin)).filter(({ name }) => name === origin);
}

/** The same with those that were enrolled under the ledger's earlier names. */
export async function readAllKeys(
  store: LedgerStore,
  origin: string,
): Promise<readonly NoteVerifier[]> {
  const verifiers = proveKeys(await store.keyBatches()).verifiers();
  return verifiers.filter(({ name }) => isSameLedger(name, origin));
}

/** Whether the ledger proves any key, of whatever name. */
export async function hasKeys(store: LedgerStore): Promise<boolean> {
  return proveKeys(await store.keyBatches()).verifiers().length > 0;
}

/** A key as it is called under another name of its ledger. */
export function renameKey({ key }: NoteVerifier, origin: string): NoteVerifier {
  return createVerifier(origin, key);
}
