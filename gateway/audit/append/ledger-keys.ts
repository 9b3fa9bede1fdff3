import { StartError } from '../../platform/errors.ts';
import { proveKeys } from '../chain/follow-keys.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { unpackLeaves } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isSameLedger } from '../tree/origin.ts';
import { createVerifier, type NoteVerifier } from '../tree/signed-note.ts';

/** The current origin: that of the last checkpoint if it is an epoch of `base`, else `base`. */
export async function currentOrigin(store: LedgerStore, base: string): Promise<string> {
  const last = await store.last();
  const origin = last === null ? null : (readCheckpoint(last.note)?.checkpoint.origin ?? null);
  return origin !== null && isSameLedger(origin, base) ? origin : base;
}

/** The keys that are enrolled under this origin. */
export async function readKeys(
  store: LedgerStore,
  origin: string,
): Promise<readonly NoteVerifier[]> {
  return (await readAllKeys(store, origin)).filter(({ name }) => name === origin);
}

/** The keys that are enrolled under any origin of the ledger. */
export async function readAllKeys(
  store: LedgerStore,
  origin: string,
): Promise<readonly NoteVerifier[]> {
  const verifiers = proveKeys(await store.keyBatches()).verifiers();
  return verifiers.filter(({ name }) => isSameLedger(name, origin));
}

/** Whether the ledger proves any key. */
export async function hasKeys(store: LedgerStore): Promise<boolean> {
  return proveKeys(await store.keyBatches()).verifiers().length > 0;
}

/** The same key under another origin of its ledger. */
export function renameKey({ key }: NoteVerifier, origin: string): NoteVerifier {
  return createVerifier(origin, key);
}

/** Whether a key retired itself in the last batch that it signed: later signatures of it are not valid. */
export async function isRetired(store: LedgerStore, { id, vkey }: NoteVerifier): Promise<boolean> {
  const last = await store.lastOf(id.toString('hex'));
  const leaves = (last === null ? null : unpackLeaves(last.leaves)) ?? [];
  return leaves.some((bytes) => {
    const leaf = parseLeaf(bytes);
    return leaf?.kind === 'log.key.retired' && leaf.details?.['key'] === vkey;
  });
}

/** The error for a writer whose key is retired, as after an interrupted rotation. */
export function retired(keyPath: string, where: string): StartError {
  return new StartError([
    `The key ${keyPath} is retired. Finish its rotation: phi-gateway audit rotate-key --db ${where}`,
  ]);
}
