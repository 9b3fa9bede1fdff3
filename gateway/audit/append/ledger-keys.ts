import { existsSync } from 'node:fs';
import { StartError } from '../../platform/errors.ts';
import { createKeyFollower, proveKeys } from '../chain/follow-keys.ts';
import { keyChange } from '../record/control/key-change.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { unpackLeaves } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isSameLedger } from '../tree/origin.ts';
import { createVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import { auditCommand } from '../store/audit-command.ts';

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

/** The keys that are enrolled under any origin of the ledger; none for a store with one writer, which signs every batch. */
export async function readAllKeys(
  store: LedgerStore,
  origin: string,
): Promise<readonly NoteVerifier[]> {
  if (!store.isShared) return [];
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

/** Whether a signed batch of the ledger retires a key: later signatures of it are not valid. */
export async function isRetired(store: LedgerStore, { vkey }: NoteVerifier): Promise<boolean> {
  const keys = createKeyFollower(null);
  for (const batch of await store.keyBatches()) {
    if (!keys.take(batch)) continue;
    const changes = (unpackLeaves(batch.leaves) ?? []).map(keyChange);
    if (changes.some((change) => change?.kind === 'retired' && change.vkey === vkey)) return true;
  }
  return false;
}

/** Where `rotate-key` keeps the new key until the old one is retired. */
export function nextKeyPath(keyPath: string): string {
  return `${keyPath}.next`;
}

/** The error for a writer whose key is retired: its rotation was interrupted, or an old file was put back. */
export function retired(keyPath: string, where: string): StartError {
  const remedy = existsSync(nextKeyPath(keyPath))
    ? `Finish its rotation: ${auditCommand('rotate-key', where)}`
    : 'Restore the key that replaced it.';
  return new StartError([`The key ${keyPath} is retired. ${remedy}`]);
}
