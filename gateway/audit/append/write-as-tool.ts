import { StartError } from '../../platform/errors.ts';
import type { Opening } from '../record/opening.ts';
import type { AuditRecord } from '../record/record.ts';
import { createGuard } from '../store/files/guard.ts';
import { createSigningKey, readSigningKey } from '../store/files/signing-key.ts';
import { printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore, StoreTask } from '../store/ledger-store.ts';
import { openReader } from '../store/open-reader.ts';
import { openStore } from '../store/open-store.ts';
import { createSigner } from '../tree/signed-note.ts';
import { assertKeyNotInUse } from './assert-key-not-in-use.ts';
import { lastSource } from './last-source.ts';
import { checkpointOrigin, readHead } from './ledger-head.ts';
import { createLedgerWriter, type Commit, type LedgerWriter } from './ledger-writer.ts';
import { createEntry, type Entry } from './write-entry.ts';
import { isRetired, readKeys, retired } from './ledger-keys.ts';
import { toolStart } from './writer-records.ts';
import { assertNotRolledBack } from './assert-not-rolled-back.ts';

/** The ledger that a command writes to, and the key that it signs with. */
export interface ToolOptions {
  readonly location: LedgerLocation;
  /**
   * File of an enrolled key that no running gateway uses. On a server a missing key is created; the command then fails and
   * prints the key to enroll.
   */
  readonly keyPath: string;
  readonly guardPath: string;
  /** Of this program. */
  readonly version: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** A ledger that a command has opened to write. */
export interface Tool {
  readonly store: LedgerStore;
  readonly writer: LedgerWriter;
  /** The first entry that the command must commit. */
  readonly start: Entry;
}

/**
 * Opens a ledger for a command, which signs with an enrolled key and passes the checks of a gateway's start. Throws a
 * `StartError` if there is no ledger, another process writes it, or a gateway with this key could not write to it. `view`
 * returns the store as it will be after the command: a quarantine hides the forged batches that it removes, since they would
 * fail the checks.
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
        // A command must not act without its record: one that cannot be written rejects the commit.
        commit: (entries, also) => writer.commit(entries, { ...also, isWhole: true }),
      },
    });
    await writer.close(options.at);
    return result;
  } catch (error) {
    await store.close('failure');
    throw error;
  }
}

/** Entries of records that commit to the same text, such as a reason: it is stored once, with the first of them. */
export function entriesWith(
  opening: Opening,
  records: readonly AuditRecord[],
  at: number,
): readonly Entry[] {
  return records.map((record, index) => createEntry(at, record, index === 0 ? opening : null));
}

/** The index of the leaf after the start of a command, which is one leaf and the first of its batch. */
export function leafAfterStart({ first }: Pick<Commit, 'first'>): number {
  return first + 1;
}

/** Opening a store to write would create a missing ledger. */
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
  if (last === null) {
    throw new StartError([`The audit ledger ${where} holds nothing yet: a gateway begins it.`]);
  }
  const origin = checkpointOrigin(last, where);
  // On a shared ledger a command has its own key, created on first use.
  const key = readSigningKey(keyPath) ?? (store.isShared ? createSigningKey(keyPath) : null);
  if (key === null) {
    throw new StartError([
      `The key ${keyPath} of the audit ledger ${where} is missing. Restore it.`,
    ]);
  }
  const signer = createSigner(origin, key);
  await assertKeyNotInUse(store, signer.verifier, where);
  const enrolled = await readKeys(store, origin);
  const isEnrolled = enrolled.some(({ vkey }) => vkey === signer.verifier.vkey);
  if (await isRetired(store, signer.verifier)) throw retired(keyPath, where);
  if (store.isShared && !isEnrolled) {
    throw new StartError([
      `The key ${keyPath} is not enrolled on the ledger. Add it to audit.enroll of a gateway that writes there, and restart that gateway: ${signer.verifier.vkey}`,
    ]);
  }
  const verifiers = [signer.verifier, ...enrolled] as const;
  const guard = createGuard(options.guardPath);
  const remembered = guard.read();
  // On a shared ledger, a key that a command has not signed with yet has no guard.
  if (remembered !== null || !store.isShared)
    await assertNotRolledBack(store, { guard: remembered, checkpoint: null }, verifiers);
  const head = await readHead(store, { verifiers, where });
  const source = lastSource(last, { version: options.version, where });
  // A command doesn't know `audit.identity`: its records must name no patient where those of the gateways name none.
  const identity = 'committed';
  const writer = createLedgerWriter({ store, guard, signer, head, source, identity });
  const record = toolStart(at, remembered, { ...(await store.head()), origin });
  return { store, writer, start: createEntry(at, record) };
}
