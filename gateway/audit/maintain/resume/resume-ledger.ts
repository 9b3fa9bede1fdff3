import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { StartError } from '../../../platform/errors.ts';
import { lastSource } from '../../append/last-source.ts';
import { checkpointOrigin, readHead, type LedgerHead } from '../../append/ledger-head.ts';
import { isRetired, readKeys, renameKey } from '../../append/ledger-keys.ts';
import { createLedgerWriter } from '../../append/ledger-writer.ts';
import { createEntry, type Entry } from '../../append/write-entry.ts';
import { keyEntry, toolStart } from '../../append/writer-records.ts';
import { createGuard, type Guard } from '../../store/files/guard.ts';
import { replaceFile } from '../../store/files/replace-file.ts';
import { readSigningKey } from '../../store/files/signing-key.ts';
import { controlRecord } from '../../record/control/control-record.ts';
import { epochRecord, type KnownHead } from '../../record/control/epoch.ts';
import type { RecordSource } from '../../record/leaf.ts';
import { commitTo } from '../../record/opening.ts';
import { databaseFile, printLocation, type LedgerLocation } from '../../store/ledger-location.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { openStore } from '../../store/open-store.ts';
import { readCheckpoint, type TreeHead } from '../../tree/checkpoint.ts';
import { originAfter } from '../../tree/origin.ts';
import { treeRoot } from '../../tree/merkle-tree.ts';
import { createSigner, type NoteSigner, type NoteVerifier } from '../../tree/signed-note.ts';
import { assessLoss, type Loss } from './assess-loss.ts';

/** The restored ledger and the key that signs. The gateways of the ledger must not be running. */
export interface ResumeOptions {
  readonly location: LedgerLocation;
  /** File of a key that is enrolled on the restored ledger. */
  readonly keyPath: string;
  /** That key's guard from before the restore, which is replaced; it may be missing. */
  readonly guardPath: string;
  /** A later published checkpoint than the guard; null for none. */
  readonly checkpoint: string | null;
  /** The reason may be PHI, so the record only commits to it. */
  readonly reason: string;
  /** Of this program. */
  readonly version: string;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** A completed resumption. */
export interface Resumed {
  /** The new origin. */
  readonly origin: string;
  /** This writer's key, as `name+key id+key`. */
  readonly publicKey: string;
  /** Keys of the ledger's other writers under the new origin, as `name+key id+key`. */
  readonly otherKeys: readonly string[];
  /** File with the old guard; null without an old guard. */
  readonly evidence: string | null;
  /** Null if the ledger was resumed already and only the guard was updated. */
  readonly loss: { readonly restored: KnownHead; readonly known: KnownHead | null } | null;
}

/**
 * Resumes a ledger that was restored from an older copy. The next batch begins a new epoch, with a new origin: it records
 * the restored tree and the known loss. Then the guard is updated, the file in which the writer remembers its last
 * checkpoint. After a crash, running this again continues. Throws a `StartError`, and changes nothing, if nothing is lost,
 * the ledger is not an older copy of the ledger in the guard, a gateway with this key could not write to it, or another
 * process writes it.
 */
export async function resumeLedger(options: ResumeOptions): Promise<Resumed> {
  const { location, guardPath } = options;
  // Opening to write would create a missing file.
  const path = databaseFile(location);
  if (path !== null && !existsSync(path)) {
    throw new StartError([`There is no audit ledger at ${path}. Restore it first.`]);
  }
  const store = await openStore(location, 'append');
  try {
    const guard = createGuard(guardPath);
    const remembered = guard.read();
    /** Reads the ledger and assesses its loss. */
    const judge = async () => {
      const { origin, keys, ...parts } = await openParts(store, options);
      const memory = { guard: remembered, checkpoint: options.checkpoint };
      const loss = await assessLoss(store, { ...memory, origin, keys });
      return { loss, parts: { store, guard, remembered, keys, ...parts } };
    };
    const { loss, parts } = await judge();
    // Updating only the guard is possible while other writers are active.
    if (loss.kind === 'new') await store.claimAll();
    const resumed =
      // Before `claimAll` another writer may have resumed it.
      loss.kind === 'new' ? await begin(await judge(), options) : await follow(parts, options);
    await store.close('success');
    return resumed;
  } catch (error) {
    await store.close('failure');
    throw error;
  }
}

interface OpenedLedger {
  readonly store: LedgerStore;
  readonly guard: Guard;
  readonly remembered: string | null;
  /** Under the current origin. */
  readonly signer: NoteSigner;
  /** The keys of the ledger under that origin, the writer's own first. */
  readonly keys: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
  readonly head: LedgerHead;
  readonly source: RecordSource;
}

async function openParts(store: LedgerStore, { location, keyPath, version }: ResumeOptions) {
  const where = printLocation(location);
  const last = await store.last();
  if (last === null) {
    throw new StartError([
      `The audit ledger ${where} holds no record: there is nothing to resume. Begin another with audit.origin.`,
    ]);
  }
  const origin = checkpointOrigin(last, where);
  const key = readSigningKey(keyPath);
  if (key === null) {
    throw new StartError([
      `The key ${keyPath} of the audit ledger ${where} is missing. Restore it.`,
    ]);
  }
  const signer = createSigner(origin, key);
  const enrolled = await readKeys(store, origin);
  const isEnrolled = enrolled.some(({ vkey }) => vkey === signer.verifier.vkey);
  if ((store.isShared && !isEnrolled) || (await isRetired(store, signer.verifier))) {
    throw new StartError([
      `The key ${keyPath} is not enrolled on the restored ledger, or retired there. Resume it with the key of a gateway that wrote to it then.`,
    ]);
  }
  const keys = [signer.verifier, ...enrolled] as const;
  const head = await readHead(store, { verifiers: [...keys], where });
  return {
    origin,
    signer,
    keys: [...keys] as const,
    head,
    source: lastSource(last, { version, where }),
  };
}

/** Begins a new epoch, in one batch, so that it is recorded completely or not at all. */
async function begin(
  { loss, parts }: { readonly loss: Loss; readonly parts: OpenedLedger },
  { reason, at, guardPath }: ResumeOptions,
): Promise<Resumed> {
  // This process is the only writer now, so the assessment stays valid.
  if (loss.kind !== 'new')
    throw new StartError(['The ledger has just been resumed. Run this again.']);
  const { store, guard, remembered, signer, keys, head, source } = parts;
  const { origin } = head;
  const newOrigin = originAfter(origin, loss.usedOrigins);
  const successor = createSigner(newOrigin, signer.privateKey);
  const others = [];
  for (const key of keys.slice(1)) {
    const isOther = key.vkey !== signer.verifier.vkey;
    if (isOther && !(await isRetired(store, key))) others.push(renameKey(key, newOrigin));
  }
  const root = treeRoot(head.tree);
  const restored = headOf({ origin, size: head.tree.size, root });
  const known = loss.known === null ? null : headOf(loss.known);
  const opening = commitTo(reason, randomBytes(32).toString('hex'));
  const stored = { ...(await store.head()), origin: newOrigin };
  const entries: readonly Entry[] = [
    createEntry(at, epochRecord({ restored, known }, opening.commitment, at), opening),
    ...[successor.verifier, ...others].map((key) => keyEntry('log.key.enrolled', key, at)),
    createEntry(at, toolStart(at, remembered, stored, 'resume')),
    createEntry(at, controlRecord('log.stop', at, { size: stored.size })),
  ];
  // Under the new origin the key has signed no batch yet.
  const next: LedgerHead = { ...head, own: null };
  const writer = createLedgerWriter({
    store,
    guard,
    signer: successor,
    head: next,
    source,
    identity: 'plain',
  });
  await writer.commit(entries);
  const evidence = keepOldGuard(guardPath, remembered);
  writer.keepGuard();
  return {
    origin: newOrigin,
    publicKey: successor.verifier.vkey,
    otherKeys: others.map(({ vkey }) => vkey),
    evidence,
    loss: { restored, known },
  };
}

/** Updates the guard after a resumption by another writer, and records what the old guard covered. */
async function follow(
  { store, guard, remembered, signer, head, source }: OpenedLedger,
  { at, guardPath }: ResumeOptions,
): Promise<Resumed> {
  const writer = createLedgerWriter({ store, guard, signer, head, source, identity: 'plain' });
  const { origin } = head;
  const stored = { ...(await store.head()), origin };
  const vouchedBy = remembered === null ? null : 'resume';
  await writer.commit([
    createEntry(at, toolStart(at, remembered, stored, vouchedBy)),
    createEntry(at, controlRecord('log.stop', at, { size: stored.size })),
  ]);
  const evidence = keepOldGuard(guardPath, remembered);
  writer.keepGuard();
  return { origin, publicKey: signer.verifier.vkey, otherKeys: [], evidence, loss: null };
}

function headOf({ origin, size, root }: TreeHead): KnownHead {
  return { origin, size, root: root.toString('hex') };
}

/** Returns the file with a copy of the old guard; null if there was no guard with a checkpoint. */
function keepOldGuard(guardPath: string, note: string | null): string | null {
  const head = note === null ? null : (readCheckpoint(note)?.checkpoint ?? null);
  return note === null || head === null ? null : keepGuardCopy(guardPath, note, head);
}

/**
 * Writes the note of a guard that will be replaced to a file next to it, such as `audit.db.guard.of-phi-gateway-at-20`. Never
 * overwrites a different file. Returns the path; durable when this returns.
 */
function keepGuardCopy(
  guardPath: string,
  note: string,
  { origin, size }: Pick<TreeHead, 'origin' | 'size'>,
): string {
  const name = `${guardPath}.of-${origin.replaceAll(/[^\w.-]/g, '-')}-at-${size}`;
  for (let count = 1; ; count += 1) {
    const path = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(path)) {
      replaceFile(path, note);
      return path;
    }
    if (readFileSync(path, 'utf8') === note) return path;
  }
}
