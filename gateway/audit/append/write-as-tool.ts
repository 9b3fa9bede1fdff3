import { StartError } from '../../platform/errors.ts';
import { createGuard } from '../store/files/guard.ts';
import { createSigningKey, readSigningKey } from '../store/files/signing-key.ts';
import { printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore, StoreTask } from '../store/ledger-store.ts';
import { openReader } from '../store/open-reader.ts';
import { openStore } from '../store/open-store.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { createSigner } from '../tree/signed-note.ts';
import { assertUnused } from './assert-unused.ts';
import { lastSource } from './last-source.ts';
import { readHead } from './ledger-head.ts';
import { createLedgerWriter, type Entry, type LedgerWriter } from './ledger-writer.ts';
import { readKeys } from './ledger-keys.ts';
import { toolStart } from './writer-records.ts';
import { isRetired } from './retired-key.ts';
import { assertNotRolledBack } from './assert-not-rolled-back.ts';

/** Which ledger a command writes to, and as whom. */
export interface ToolOptions {
  readonly location: LedgerLocation;
  /** File of a key that is enrolled on the ledger and that no running gateway uses; made on a server. */
  readonly keyPath: string;
  readonly guardPath: string;
  /** Of this program. */
  readonly version: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** A ledger in the hands of a command. */
export interface Tool {
  readonly store: LedgerStore;
  readonly writer: LedgerWriter;
  /** What comes first in what it commits. */
  readonly start: Entry;
}

/**
 * Lets a command write to a ledger: it signs with an enrolled key, finds the ledger as a gateway would have to
 * find it, and names no patient in what it adds. Throws a `StartError` where there is no ledger, another
 * process writes it, or a gateway could not write to it with this key either. `view` is the store as the command means
 * to leave it.
 */
export async function writeAsTool<Result>(
  task: StoreTask,
  options: ToolOptions,
  use: (tool: Tool) => Promise<Result>,
  view: (store: LedgerStore) => LedgerStore = (store) => store,
): Promise<Result> {
  await assertLedger(options.location);
  const store = await openStore(options.location, task);
  try {
    const tool = await openTool(view(store), options);
    const { writer } = tool;
    const result = await use({
      ...tool,
      writer: {
        ...writer,
        commit: (entries, also) => writer.commit(entries, { ...also, isWhole: true }),
      },
    });
    await writer.close(options.at);
    return result;
  } catch (error) {
    await store.close(false);
    throw error;
  }
}

/** Opening a store to write would make one. */
async function assertLedger(location: LedgerLocation): Promise<void> {
  const reader = await openReader(location);
  const { isLedger } = reader;
  await reader.close();
  if (isLedger) return;
  throw new StartError([`${printLocation(location)} is not an audit ledger.`]);
}

async function openTool(store: LedgerStore, options: ToolOptions): Promise<Tool> {
  const { location, keyPath, at } = options;
  const where = printLocation(location);
  const last = await store.last();
  const origin = last === null ? null : (readCheckpoint(last.note)?.checkpoint.origin ?? null);
  if (last === null || origin === null) {
    throw new StartError([`The audit ledger ${where} holds nothing yet: a gateway begins it.`]);
  }
  // Beside gateways a command has a key of its own, and makes it as they make theirs.
  const key = readSigningKey(keyPath) ?? (store.isShared ? createSigningKey(keyPath) : null);
  if (key === null) {
    throw new StartError([`The key ${keyPath} of the audit ledger ${where} is missing.`]);
  }
  const signer = createSigner(origin, key);
  await assertUnused(store, signer.verifier, where);
  const enrolled = await readKeys(store, origin);
  const isEnrolled = enrolled.some(({ vkey }) => vkey === signer.verifier.vkey);
  if ((store.isShared && !isEnrolled) || (await isRetired(store, signer.verifier))) {
    throw new StartError([
      `The key ${keyPath} is not enrolled on the ledger. Add it to audit.enroll of a gateway that writes there, and restart that one: ${signer.verifier.vkey}`,
    ]);
  }
  const verifiers = [signer.verifier, ...enrolled] as const;
  const guard = createGuard(options.guardPath);
  const remembered = guard.read();
  if (remembered !== null || !store.isShared)
    await assertNotRolledBack(store, { guard: remembered, checkpoint: null }, verifiers);
  const head = await readHead(store, { verifiers, where });
  const source = lastSource(last, options.version);
  const identity = 'committed';
  const writer = createLedgerWriter({ store, guard, signer, head, source, identity });
  const record = toolStart(at, remembered, { ...(await store.head()), origin });
  return { store, writer, start: { at, record, opening: null } };
}
