import { StartError } from '../../platform/errors.ts';
import { proveKeys, type KeyFollower } from '../chain/follow-keys.ts';
import type { Guard } from '../store/files/guard.ts';
import { controlRecord } from '../record/control/control-record.ts';
import { createLeafIds } from '../record/leaf-ids.ts';
import type { RecordSource } from '../record/leaf.ts';
import type {
  AppendSteps,
  Truncation,
  KnownEnd,
  LedgerStore,
  Removal,
  SealedBatch,
  StoredHead,
} from '../store/ledger-store.ts';
import { batchHash, packLeaves } from '../tree/batch.ts';
import { signCheckpoint } from '../tree/checkpoint.ts';
import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import {
  appendLeaves,
  leafHash,
  restoreTree,
  splitHashes,
  treeRoot,
  type Tree,
} from '../tree/merkle-tree.ts';
import type { NoteSigner } from '../tree/signed-note.ts';
import type { LedgerHead } from './ledger-head.ts';
import { commitUnlessChanged, type Changed } from './commit-unless-changed.ts';
import type { AppendCondition } from './records-since.ts';
import {
  createEntry,
  identityRowsOf,
  writeEntry,
  type Entry,
  type IdentityMode,
} from './write-entry.ts';
import { damaged } from '../store/damaged-ledger.ts';

/** The result of a commit. */
export interface Commit {
  /** Index of the first leaf. */
  readonly first: number;
  /** Leaves of each entry; 0 for an entry that has no exact canonical form and was not written. */
  readonly counts: readonly number[];
}

/** A writer of an open ledger. Calls must not overlap. */
export interface LedgerWriter {
  readonly publicKey: string;
  /** Name of the ledger in its checkpoints. */
  readonly origin: string;
  /** Hash of the first leaf, hex. It identifies the ledger even after its name changes. */
  firstHash(): Promise<string>;
  /** The end of the ledger after the last commit of this writer. */
  head(): { readonly size: number; readonly root: string };
  /** Commits the entries as one batch; durable when this resolves. Rejects if they are not known to be durable. */
  commit(entries: readonly Entry[], also?: Attached): Promise<Commit>;
  /**
   * Commits an entry alone unless its subject has a later record; decided under the lock that serializes the writers.
   * Returns the leaf of that record if the entry was not committed.
   */
  commitUnlessChanged(entry: Entry, condition: AppendCondition): Promise<Commit | Changed>;
  /** Whether a commit failed completely, so that a later commit may succeed. */
  isRecoverable(error: unknown): boolean;
  /** Sets the source in later leaves. */
  setSource(source: RecordSource): void;
  /** Whether the guard is behind the ledger. */
  isGuardBehind(): boolean;
  /** Writes the last checkpoint to the guard. Throws if that fails. */
  keepGuard(): void;
  /** From now on, a commit whose outcome is unknown rejects instead of waiting. */
  giveUp(): void;
  /** Records the stop, writes the guard and closes. No call may follow. */
  close(at: number): Promise<void>;
  /** Closes the store after a failure without writing. */
  abandon(): Promise<void>;
}

/** What a command attaches to its batch. */
export interface Attached {
  /** Openings that are erased in the same transaction. */
  readonly removal?: Removal;
  /** Batches that are removed from the end of the ledger in the same transaction. */
  readonly truncation?: Truncation;
  /** Rejects the commit if one entry cannot be written: a command must not act without its record. */
  readonly isWhole?: boolean;
  /** Called under the lock with the size of the ledger; if it rejects, nothing is committed. */
  readonly confirm?: (size: number) => Promise<void>;
}

/** What a writer works with. The writer closes the store. */
export interface WriterDependencies {
  readonly store: LedgerStore;
  readonly guard: Guard;
  readonly signer: NoteSigner;
  readonly head: LedgerHead;
  readonly source: RecordSource;
  readonly identity: IdentityMode;
}

/** Creates the writer of an opened ledger whose head was checked. */
export function createLedgerWriter(dependencies: WriterDependencies): LedgerWriter {
  const { store, guard, signer, identity } = dependencies;
  const ids = createLeafIds(dependencies.head.lastId);
  let { source } = dependencies;
  let { tree, note } = dependencies.head;
  const keyId = signer.verifier.id.toString('hex');
  const { origin, own } = dependencies.head;
  let known: KnownEnd = {
    size: tree.size,
    note,
    batch: dependencies.head.batch,
    own,
    keyId,
    origin,
  };
  const isSigned = createSignatureCheck();
  /** The note in the guard. */
  let guarded = note;

  const commit = async (entries: readonly Entry[], also: Attached = {}): Promise<Commit> => {
    const written = entries.map((entry) =>
      writeEntry(entry, { id: ids.next(entry.at), at: entry.at, source }, identity),
    );
    const counts = written.map((leaves) => leaves.length);
    if (also.isWhole === true && counts.includes(0)) {
      throw new StartError(['A record of this command cannot be written: nothing is changed.']);
    }
    const leaves = written.flat();
    // No entry could be written.
    if (leaves.length === 0) return { first: tree.size, counts };
    // Do everything that needs no head before the lock, so that other writers wait less.
    const packed = packLeaves(leaves.map(({ bytes }) => bytes));
    const hashes = Buffer.concat(leaves.map(({ bytes }) => leafHash(bytes)));
    const writtenEntries = entries.filter((_, index) => counts[index] !== 0);
    const openings = writtenEntries.flatMap(({ opening }) => (opening === null ? [] : [opening]));

    const sealOver = (stored: StoredHead): SealedBatch => {
      const before = restoreHead(stored, tree);
      const sealed = seal(signer, before, stored.batch, { leaves: packed, hashes });
      const identities = identityRowsOf(leaves, before.size);
      return { ...sealed, openings, identities, removal: also.removal ?? null };
    };
    const { truncation } = also;
    const { batch, tree: next } = await (truncation === undefined
      ? store.append(known, { ...also, isSigned, seal: sealOver })
      : store.truncate(known, truncation, sealOver));
    tree = next;
    ({ note } = batch);
    known = {
      ...known,
      size: batch.size,
      note,
      batch: batchHash(batch.note, batch.hashes),
      own: batch.first,
      origin: signer.verifier.name,
    };
    return { first: batch.first, counts };
  };
  const keepGuard = () => {
    if (note === null || guarded === note) return;
    guard.replace(note);
    guarded = note;
  };
  return {
    publicKey: signer.verifier.vkey,
    origin: signer.verifier.name,
    async firstHash() {
      const first = await store.holding(0);
      if (first === null) throw damaged(0, store.where);
      return first.hashes.subarray(0, HASH_BYTES).toString('hex');
    },
    head: () => ({ size: tree.size, root: treeRoot(tree).toString('hex') }),
    commit,
    commitUnlessChanged: (entry, condition) =>
      commitUnlessChanged(store, condition, (confirm) => commit([entry], { confirm })),
    isRecoverable: (error) => store.isRecoverable(error),
    setSource(next) {
      source = next;
    },
    isGuardBehind: () => guarded !== note,
    keepGuard,
    giveUp: () => {
      store.giveUp();
    },
    async close(at) {
      await commit([createEntry(at, controlRecord('log.stop', at, { size: tree.size }))]);
      keepGuard();
      await store.close('success');
    },
    abandon: () => store.close('failure'),
  };
}

/**
 * Checks the batches of other writers by the keys that the ledger proves. The keys are read with the first such batch, and
 * again after keys were enrolled or retired.
 */
function createSignatureCheck(): AppendSteps['isSigned'] {
  let keys: KeyFollower | null = null;
  return async (end, keyBatches) => {
    if (keys === null || end.changesKeys) keys = proveKeys(await keyBatches());
    return keys.isSigned(end);
  };
}

/** The tree of a head. Throws if the head is damaged or another gateway has begun the ledger. */
function restoreHead(stored: StoredHead, known: Tree): Tree {
  // The first batch enrolls the writer's own key, so it must begin an empty ledger.
  if (known.size === 0 && stored.size !== 0) {
    throw new StartError(['Another gateway has just begun this audit ledger. Start again.']);
  }
  const tree = restoreTree(stored.size, stored.edge);
  if (tree === null) throw new Error('The head of the audit ledger is damaged.');
  return tree;
}

function seal(
  signer: NoteSigner,
  before: Tree,
  previousBatch: Buffer,
  { leaves, hashes }: { readonly leaves: Buffer; readonly hashes: Buffer },
): Pick<SealedBatch, 'batch' | 'tree'> {
  const added = splitHashes(hashes);
  const tree = appendLeaves(before, added);
  const root = treeRoot(tree);
  const { size } = tree;
  const origin = signer.verifier.name;
  const note = signCheckpoint({ origin, size, root, previousBatch }, signer);
  return {
    tree,
    batch: { first: before.size, count: added.length, leaves, hashes, size, root, note },
  };
}
