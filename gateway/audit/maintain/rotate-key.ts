import { existsSync, renameSync } from 'node:fs';
import { StartError } from '../../platform/errors.ts';
import { createGuard } from '../store/files/guard.ts';
import { createSigningKey, readSigningKey } from '../store/files/signing-key.ts';
import { syncDirectory } from '../store/files/sync-directory.ts';
import { databaseFile, printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { openStore } from '../store/open-store.ts';
import { createSigner, isSignedBy, readNote, type NoteSigner } from '../tree/signed-note.ts';
import { assertKeyNotInUse } from '../append/assert-key-not-in-use.ts';
import { checkpointOrigin, readHead, type LedgerHead } from '../append/ledger-head.ts';
import { createLedgerWriter, type LedgerWriter } from '../append/ledger-writer.ts';
import { isRetired, nextKeyPath, readKeys, retired } from '../append/ledger-keys.ts';
import { lastSource } from '../append/last-source.ts';
import { createEntry } from '../append/write-entry.ts';
import { keyEntry, toolStart } from '../append/writer-records.ts';
import { assertNotRolledBack } from '../append/assert-not-rolled-back.ts';

/** The key to rotate. Its gateway must not be running. */
export interface RotateOptions {
  readonly location: LedgerLocation;
  /** File of the key, which the new key replaces. */
  readonly keyPath: string;
  readonly guardPath: string;
  /** Of this program. */
  readonly version: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** Keys as `name+key id+key`. */
export interface Rotation {
  readonly retired: string;
  readonly enrolled: string;
}

/**
 * Replaces the key of a ledger's writer. The old key signs its last batch, which enrolls the new key and retires the old one;
 * the new key signs the next batch; then its file replaces the old file. After a crash, running this again continues. Throws a
 * `StartError` if a gateway writes with the old key, or could not write with it. A gateway on a server whose connection is down
 * at that time is not detected: its next append fails, and it stops serving PHI.
 */
export async function rotateKey(options: RotateOptions): Promise<Rotation> {
  const { location } = options;
  // Opening to write would create a missing file.
  const path = databaseFile(location);
  if (path !== null && !existsSync(path)) {
    throw new StartError([`There is no audit ledger at ${path}.`]);
  }
  const store = await openStore(location, 'append');
  const parts = await openParts(store, options).catch(async (error: unknown) => {
    await store.close('failure');
    throw error;
  });
  const { old, next, nextPath } = parts;
  // An interrupted rotation may have got so far that only the file is left to replace.
  if (await hasSigned(store, next)) {
    await store.close('success');
  } else {
    if (!(await isRetired(store, old.verifier))) await retire(parts, options.at);
    const successor = await openAs(next, parts);
    await successor.close(options.at);
  }
  renameSync(nextPath, options.keyPath);
  syncDirectory(options.keyPath);
  return { retired: old.verifier.vkey, enrolled: next.verifier.vkey };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

async function openParts(store: LedgerStore, options: RotateOptions) {
  const { location, keyPath } = options;
  const where = printLocation(location);
  const last = await store.last();
  if (last === null) {
    throw new StartError([`The audit ledger ${where} has no key yet: it holds no record.`]);
  }
  const origin = checkpointOrigin(last, where);
  const nextPath = nextKeyPath(keyPath);
  const key = readSigningKey(keyPath);
  if (key === null) {
    throw new StartError([
      `The key ${keyPath} of the audit ledger ${where} is missing. Restore it.`,
    ]);
  }
  const old = createSigner(origin, key);
  await assertKeyNotInUse(store, old.verifier, where);
  // Head and guard may be signed with the old key, or with the new key after a crash.
  const prepared = readSigningKey(nextPath);
  // A further key would not be enrolled.
  if (prepared === null && (await isRetired(store, old.verifier))) throw retired(keyPath, where);
  const enrolled = await readKeys(store, origin);
  const known = prepared === null ? [] : [createSigner(origin, prepared).verifier];
  const verifiers = [old.verifier, ...known, ...enrolled] as const;
  const guard = createGuard(options.guardPath);
  const remembered = guard.read();
  await assertNotRolledBack(store, { guard: remembered, checkpoint: null }, verifiers);
  await readHead(store, { verifiers, where });
  const next = createSigner(origin, prepared ?? createSigningKey(nextPath));
  const source = lastSource(last, { version: options.version, where });
  return { store, guard, remembered, old, next, nextPath, verifiers, source, where };
}

/** The last batch of the old key. */
async function retire(parts: Parts, at: number): Promise<void> {
  const { store, old, next, remembered } = parts;
  const writer = await openAs(old, parts);
  const stored = { ...(await store.head()), origin: old.verifier.name };
  const start = toolStart(at, remembered, stored);
  await writer.commit([
    createEntry(at, start),
    keyEntry('log.key.enrolled', next.verifier, at),
    keyEntry('log.key.retired', old.verifier, at),
  ]);
  writer.keepGuard();
}

async function openAs(signer: NoteSigner, parts: Parts): Promise<LedgerWriter> {
  const { store, guard, verifiers, source, where } = parts;
  const head: LedgerHead = await readHead(store, {
    verifiers: [signer.verifier, ...verifiers],
    where,
  });
  return createLedgerWriter({ store, guard, signer, head, source, identity: 'plain' });
}

/** Whether a key has signed a batch of the ledger. */
async function hasSigned(store: LedgerStore, { verifier }: NoteSigner): Promise<boolean> {
  const last = await store.lastOf(verifier.id.toString('hex'));
  const note = last === null ? null : readNote(last.note);
  return note !== null && isSignedBy(note, verifier);
}
