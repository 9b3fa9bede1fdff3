import { randomBytes } from 'node:crypto';
import { StartError } from '../../platform/errors.ts';
import type { Guard } from '../store/files/guard.ts';
import { controlRecord } from '../record/control/control-record.ts';
import { createLeafIds } from '../record/leaf-ids.ts';
import { commitRecord } from '../record/commit-record.ts';
import {
  writeCommittedLeaves,
  writeLeaves,
  type LeafContext,
  type RecordSource,
  type WrittenLeaf,
} from '../record/leaf.ts';
import { isOpening, type Opening } from '../record/opening.ts';
import type { AuditRecord } from '../record/record.ts';
import { isRecordableNote } from '../../platform/recorded-text.ts';
import type {
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
import { createKnownKeys } from './known-keys.ts';
import type { LedgerHead } from './ledger-head.ts';
import { commitUnless, type Reviewed } from './commit-unless.ts';
import type { ReviewCondition } from './reviews-since.ts';

/** A record on its way into the ledger, and when it was handed over (UTC ms). */
export interface Entry {
  readonly at: number;
  readonly record: AuditRecord;
  /** Null where the record commits to nothing. */
  readonly opening: Opening | null;
}

/** What became of the entries of one commit. */
export interface Commit {
  /** Index of the first leaf. */
  readonly first: number;
  /** Leaves of each entry; 0 for one that cannot be written down faithfully and is not in the ledger. */
  readonly counts: readonly number[];
}

/** A writer of an open ledger. It is asked for one thing at a time. */
export interface LedgerWriter {
  readonly publicKey: string;
  /** Name of the ledger, as its checkpoints give it. */
  readonly origin: string;
  /** The hash of the first leaf, in hex: no other ledger has the same, whatever name it has. */
  firstHash(): Promise<string>;
  /** Where the ledger ended with the last commit of this writer. */
  head(): { readonly size: number; readonly root: string };
  /** Commits the entries as one batch; durable when this resolves. Rejects where they are not known to be. */
  commit(entries: readonly Entry[], also?: Attached): Promise<Commit>;
  /**
   * Commits an entry alone unless its case was reviewed since; decided under the lock that serializes the writers.
   * Gives the leaf of that review where nothing was committed.
   */
  commitUnless(entry: Entry, unless: ReviewCondition): Promise<Commit | Reviewed>;
  /** Whether a commit failed whole, so that a later one may succeed. */
  isRecoverable(error: unknown): boolean;
  /** Leaves from now on name this source. */
  setSource(source: RecordSource): void;
  /** True where the guard is behind the ledger. */
  isGuardBehind(): boolean;
  /** Brings the guard up to the ledger. Throws where that fails. */
  keepGuard(): void;
  /** From now on a commit whose outcome is not known rejects. */
  giveUp(): void;
  /** Puts the end on the record, brings the guard up and closes. Further calls are not allowed. */
  close(at: number): Promise<void>;
  /** Lets go of the store after a failure, without writing anything. */
  abandon(): Promise<void>;
}

/** What goes with a batch of a command. */
export interface Attached {
  /** What the entries say was removed. */
  readonly removal?: Removal;
  /** What is taken off the end of the ledger before they are added. */
  readonly truncation?: Truncation;
  /** Nothing is committed where one of the entries can't be: a command must not do what no record tells. */
  readonly isWhole?: boolean;
  /** Asked with the size of the ledger under the lock; nothing is committed where it rejects. */
  readonly confirm?: (size: number) => Promise<void>;
}

/** Whether leaves hold ids, or commitments to them whose openings lie beside the tree and can be erased. */
export type IdentityMode = 'plain' | 'committed';

/** What a writer holds; all of it is the writer's to close. */
export interface WriterParts {
  readonly store: LedgerStore;
  readonly guard: Guard;
  readonly signer: NoteSigner;
  readonly head: LedgerHead;
  readonly source: RecordSource;
  readonly identity: IdentityMode;
}

/** The writer over an opened and checked ledger. */
export function createLedgerWriter(parts: WriterParts): LedgerWriter {
  const { store, guard, signer, identity } = parts;
  const write = identity === 'committed' ? writeCommitted : writePlain;
  const ids = createLeafIds(parts.head.lastId);
  let { source } = parts;
  let { tree, note } = parts.head;
  const keyId = signer.verifier.id.toString('hex');
  const { origin, own } = parts.head;
  let known: KnownEnd = { size: tree.size, note, batch: parts.head.batch, own, keyId, origin };
  const isSigned = createKnownKeys();
  let guarded = note;

  const commit = async (entries: readonly Entry[], also: Attached = {}): Promise<Commit> => {
    const written = entries.map((entry) =>
      tryWriteLeaves(entry, { id: ids.next(entry.at), at: entry.at, source }, write),
    );
    const counts = written.map((leaves) => leaves.length);
    if (also.isWhole === true && counts.includes(0)) {
      throw new StartError(['A record of this command cannot be written: nothing is changed.']);
    }
    const leaves = written.flat();
    if (leaves.length === 0) return { first: tree.size, counts };
    // Everything that needs no head, so that nobody else waits for it.
    const packed = packLeaves(leaves.map(({ bytes }) => bytes));
    const hashes = Buffer.concat(leaves.map(({ bytes }) => leafHash(bytes)));
    const kept = entries.filter((_, index) => counts[index] !== 0);
    const openings = kept.flatMap(({ opening }) => (opening === null ? [] : [opening]));

    const sealOver = (stored: StoredHead): SealedBatch => {
      const before = restoreHead(stored, tree);
      const sealed = seal(signer, before, stored.batch, { leaves: packed, hashes });
      const identities = placeOpenings(leaves, before.size);
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
      if (first === null)
        throw new StartError([
          'The audit ledger is damaged at record 0. Run: phi-gateway audit verify',
        ]);
      return first.hashes.subarray(0, HASH_BYTES).toString('hex');
    },
    head: () => ({ size: tree.size, root: treeRoot(tree).toString('hex') }),
    commit,
    commitUnless: (entry, unless) =>
      commitUnless(store, unless, (confirm) => commit([entry], { confirm })),
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
      const record = controlRecord('log.stop', at, { size: tree.size });
      await commit([{ at, record, opening: null }]);
      keepGuard();
      await store.close(true);
    },
    abandon: () => store.close(false),
  };
}

/** The tree that a head speaks of, or an error where the batch must not be added to it. */
function restoreHead(stored: StoredHead, known: Tree): Tree {
  // What begins a ledger enrols the writer's own key, which only the first may.
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

function writePlain(record: AuditRecord, context: LeafContext): WrittenLeaf[] {
  return writeLeaves(record, context).map((bytes) => ({ bytes, openings: null }));
}

function writeCommitted(record: AuditRecord, context: LeafContext): WrittenLeaf[] {
  return writeCommittedLeaves(commitRecord(record, randomBytes), context);
}

/** The openings of the leaves, by the index that each leaf gets. */
function placeOpenings(leaves: readonly WrittenLeaf[], first: number) {
  return leaves.flatMap(({ openings }, offset) =>
    openings === null ? [] : [{ leaf: first + offset, openings }],
  );
}

/** One record that cannot be written must not take those of other callers down with it. */
function tryWriteLeaves(
  { record, opening }: Entry,
  context: LeafContext,
  write: (record: AuditRecord, context: LeafContext) => WrittenLeaf[],
): WrittenLeaf[] {
  // Stored like this, it would never fit its commitment again.
  if (opening !== null && !(isRecordableNote(opening.text) && isOpening(opening))) return [];
  try {
    return write(record, context);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return [];
    throw error;
  }
}
