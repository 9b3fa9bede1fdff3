import { StartError } from '../../platform/errors.ts';
import { createGuard } from '../store/files/guard.ts';
import { createSigningKey, readSigningKey } from '../store/files/signing-key.ts';
import { controlRecord } from '../record/control/control-record.ts';
import type { RecordSource } from '../record/leaf.ts';
import type { Retention } from '../record/control/retention.ts';
import type { WitnessQuorum } from '../publish/request-cosignatures.ts';
import { databaseFile, printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { openStore } from '../store/open-store.ts';
import { faultRemedy } from '../store/postgres/fault-remedies.ts';
import { postgresFault } from '../store/postgres/postgres-fault.ts';
import { NO_BATCH, signCheckpoint } from '../tree/checkpoint.ts';
import { isSameLedger, splitOrigin } from '../tree/origin.ts';
import { EMPTY_TREE, treeRoot } from '../tree/merkle-tree.ts';
import { isNoteName } from '../tlog/parse-note.ts';
import {
  createSigner,
  readVerifier,
  type NoteSigner,
  type NoteVerifier,
} from '../tree/signed-note.ts';
import { findRollbackEvidence } from './find-rollback-evidence.ts';
import { readHead } from './ledger-head.ts';
import {
  hasKeys,
  isRetired,
  readAllKeys,
  currentOrigin,
  renameKey,
  retired,
} from './ledger-keys.ts';
import { createLedgerWriter, type LedgerWriter } from './ledger-writer.ts';
import { createEntry, type IdentityMode } from './write-entry.ts';
import { keyEntry, startRecord } from './writer-records.ts';
import { auditCommand } from '../store/audit-command.ts';

/** The location of a ledger and the identity of its writer. */
export interface WriterOptions {
  readonly location: LedgerLocation;
  /** File of the signing key. */
  readonly keyPath: string;
  /** File of the guard, best on another volume than the ledger. */
  readonly guardPath: string;
  /** A checkpoint note as rollback evidence if the guard is missing; null for none. */
  readonly checkpoint: string | null;
  /** Witnesses as rollback evidence if guard and checkpoint are missing; null for none. */
  readonly witnesses: WitnessQuorum | null;
  /** Keys to enroll on a shared ledger, as `name+key id+key`. */
  readonly enroll: readonly string[];
  /** Name of the ledger in its checkpoints; `<name>/<n>` after it was resumed. */
  readonly origin: string;
  readonly source: RecordSource;
  /** Further settings that decide about access, for the start record. */
  readonly settings?: Readonly<Record<string, string | null>>;
  /** A heartbeat follows the last record after this time. */
  readonly heartbeatMs: number;
  /** Whether leaves contain ids or commitments to them. */
  readonly identity: IdentityMode;
  /** How long records are kept. Pruning reads it from the ledger. */
  readonly retention: Retention;
  /** UTC ms since 1970. */
  readonly at: number;
  /** Time of the machine's clock if `at` is from a simulated clock; null if `at` is from the machine's clock. */
  readonly clockSetAt: number | null;
}

/**
 * Opens a ledger to write, creates it on first use, and records the start. Throws a `StartError` if another process writes a
 * SQLite ledger, its settings would not make commits durable, its end is damaged or signed with another key, it is older than
 * its guard, the key is not enrolled, or a simulated clock would write to an existing ledger.
 */
export async function openWriter(options: WriterOptions): Promise<LedgerWriter> {
  if (!isNoteName(options.origin) || splitOrigin(options.origin).epoch > 1) {
    const name = JSON.stringify(options.origin);
    throw new StartError([
      `${name} cannot name a ledger: no white space, no plus sign, no number behind a slash at its end.`,
    ]);
  }
  const store = await openStore(options.location, 'append');
  try {
    return await startWriter(store, options);
  } catch (error) {
    await store.close('failure');
    throw explain(error, options.location);
  }
}

/** Adds the location of the ledger and a remedy to a fault of the server. */
function explain(cause: unknown, location: LedgerLocation): unknown {
  const code = serverFault(cause, location);
  if (code === null) return cause;
  const where = printLocation(location);
  return new StartError(
    [`The audit ledger at ${where} cannot be used (${code}).${faultRemedy(code, 'append')}`],
    { cause },
  );
}

/** The code of a fault of the ledger's server; null for any other error, and for a ledger in a file. */
function serverFault(error: unknown, { kind }: LedgerLocation): string | null {
  switch (kind) {
    case 'sqlite':
      return null;
    case 'postgres':
      return postgresFault(error);
    default:
      return kind satisfies never;
  }
}

async function startWriter(store: LedgerStore, options: WriterOptions): Promise<LedgerWriter> {
  const { location, source, settings, heartbeatMs, identity, retention, at, clockSetAt } = options;
  const guard = createGuard(options.guardPath);
  const remembered = guard.read();
  const origin = await currentOrigin(store, options.origin);
  const everEnrolled = await readAllKeys(store, origin);
  const enrolled = everEnrolled.filter(({ name }) => name === origin);
  const stored = { ...(await store.head()), origin };
  if (clockSetAt !== null) assertMaySetClock(location, stored.size);
  // A writer with a guard has signed before, and so has the only writer of a ledger with records: its key must be restored.
  const mayCreate = remembered === null && (stored.size === 0 || store.isShared);
  const signer = findSigner({ ...options, origin }, { mayCreate });
  // The result is ignored: the connection of a process that has just ended may still be open.
  await store.claim(signer.verifier.id.toString('hex'));
  const where = printLocation(location);
  // Before the guard, which the key that replaced this one has signed.
  if (await isRetired(store, signer.verifier)) throw retired(options.keyPath, where);
  const isForeign =
    store.isShared &&
    stored.size > 0 &&
    !enrolled.some(({ vkey }) => vkey === signer.verifier.vkey);
  const verifiers = [signer.verifier, ...enrolled] as const;
  // A gateway whose key is not enrolled has no guard yet, and is refused below for its key.
  const keys = [...verifiers, ...everEnrolled] as const;
  const evidence =
    remembered === null && isForeign
      ? null
      : await findRollbackEvidence(store, { ...options, guard: remembered, keys: [...keys] });
  if (isForeign && everEnrolled.length === 0 && !(await hasKeys(store))) throw unprovable(location);
  if (isForeign) throw notEnrolled(signer.verifier);
  const head = await readHead(store, { verifiers: [...verifiers], where });
  const isNew = head.tree.size === 0;
  // If another gateway began the ledger meanwhile, the check above did not cover this key.
  if (stored.size === 0 && !isNew) throw justBegun();
  if (isNew && remembered === null) guard.replace(signEmpty(origin, signer));

  const writer = createLedgerWriter({ store, guard, signer, head, source, identity });
  const how = { at, clockSetAt, heartbeatMs, identity, retention, evidence };
  const begin = async () => {
    const newKeys = findNewKeys(options, origin, keys);
    return writer.commit([
      ...(isNew ? [keyEntry('log.key.enrolled', signer.verifier, at)] : []),
      createEntry(at, startRecord(how, remembered, stored)),
      createEntry(at, controlRecord('log.policy', at, { ...source, ...settings })),
      ...newKeys.map((vkey) => keyEntry('log.key.enrolled', { vkey }, at)),
    ]);
  };
  await begin().catch((error: unknown) => {
    // The guard was created above for a ledger that has not begun.
    if (isNew && remembered === null && error instanceof StartError) guard.remove();
    throw error;
  });
  writer.keepGuard();
  return writer;
}

function findSigner(
  { location, keyPath, origin }: WriterOptions,
  { mayCreate }: { readonly mayCreate: boolean },
): NoteSigner {
  const key = readSigningKey(keyPath) ?? (mayCreate ? createSigningKey(keyPath) : null);
  if (key === null) {
    throw new StartError([
      `The key ${keyPath} of the audit ledger ${printLocation(location)} is missing. Restore it.`,
    ]);
  }
  return createSigner(origin, key);
}

/** A simulated clock falsifies the times of records, so it must not write to a ledger with real records. */
function assertMaySetClock(location: LedgerLocation, size: number): void {
  if (databaseFile(location) !== null && size === 0) return;
  throw new StartError([
    `The clock can only be set for a new ledger in a file, not for ${printLocation(location)}.`,
  ]);
}

function justBegun(): StartError {
  return new StartError(['Another gateway has just begun this audit ledger. Start again.']);
}

/** Enrolling this key would only hide the damage. */
function unprovable(location: LedgerLocation): StartError {
  const where = printLocation(location);
  return new StartError([
    `No key of the audit ledger at ${where} can be proven: its first record, which enrolls the first key, is missing or damaged. Run: ${auditCommand('verify', where)}`,
  ]);
}

function notEnrolled({ vkey }: NoteVerifier): StartError {
  return new StartError([
    `This gateway's key is not enrolled on the ledger. Add it to audit.enroll of a gateway that writes there, restart that gateway, then this one: ${vkey}`,
  ]);
}

/**
 * Configured keys that were never enrolled under any origin of the ledger. A resumption enrolls all keys again except the
 * retired ones.
 */
function findNewKeys(
  { enroll }: WriterOptions,
  origin: string,
  known: readonly NoteVerifier[],
): readonly string[] {
  const wanted = enroll.map((vkey) => {
    const verifier = readVerifier(vkey);
    return verifier !== null && isSameLedger(verifier.name, origin)
      ? renameKey(verifier, origin).vkey
      : null;
  });
  const foreign = enroll.filter((_, index) => wanted[index] === null);
  if (foreign.length > 0) {
    throw new StartError(
      foreign.map((vkey) => `audit.enroll: ${vkey} is not a key for the ledger ${origin}.`),
    );
  }
  const enrolled = new Set(known.map((key) => renameKey(key, origin).vkey));
  return [...new Set(wanted)].filter((vkey) => vkey !== null).filter((vkey) => !enrolled.has(vkey));
}

/** The guard before the first commit, so that a ledger with records always has a guard. */
function signEmpty(origin: string, signer: NoteSigner): string {
  const root = treeRoot(EMPTY_TREE);
  return signCheckpoint({ origin, size: 0, root, previousBatch: NO_BATCH }, signer);
}
