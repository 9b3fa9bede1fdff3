import { batchHash, packLeaves } from '../tree/batch.ts';
import type { BatchTable } from '../store/sqlite/batch-table.ts';
import { signCheckpoint } from '../tree/checkpoint.ts';
import { controlRecord } from '../record/control-record.ts';
import { rememberFiles, type FileIdentity } from '../store/sqlite/file-identity.ts';
import type { Guard } from '../files/guard.ts';
import type { LedgerHead } from './ledger-head.ts';
import { foldLog } from '../store/sqlite/ledger-settings.ts';
import { createLeafIds } from '../record/leaf-ids.ts';
import { writeLeaves, type RecordSource } from '../record/leaf.ts';
import { appendLeaves, leafHash, treeRoot } from '../tree/merkle-tree.ts';
import type { Opening } from '../record/opening.ts';
import type { AuditRecord } from '../record/record.ts';
import type { NoteSigner } from '../tree/signed-note.ts';
import { writeAheadLog, type Sqlite } from '../store/sqlite/sqlite.ts';
import type { WriterLock } from '../store/sqlite/writer-lock.ts';

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

/** The one writer of an open ledger. Synchronous: it belongs in a thread of its own. */
export interface LedgerWriter {
  readonly publicKey: string;
  head(): { readonly size: number; readonly root: string };
  /** Commits the entries as one batch; on disk when this returns. Throws where they are not known to be. */
  commit(entries: readonly Entry[]): Commit;
  /** Leaves from now on name this source. */
  setSource(source: RecordSource): void;
  /** True where the guard is behind the ledger. */
  isGuardBehind(): boolean;
  /** Brings the guard up to the ledger. Throws where that fails. */
  keepGuard(): void;
  /** Puts the end on the record, brings the guard up and closes. Further calls are not allowed. */
  close(at: number): void;
  /** Lets go of the files after a failure, without writing anything. */
  abandon(): void;
}

/** What a writer holds; all of it is the writer's to close. */
export interface WriterParts {
  readonly path: string;
  readonly database: Sqlite;
  readonly table: BatchTable;
  readonly guard: Guard;
  readonly signer: NoteSigner;
  readonly head: LedgerHead;
  readonly source: RecordSource;
  readonly lock: WriterLock;
}

/** The writer over an opened and checked ledger. */
export function createLedgerWriter(parts: WriterParts): LedgerWriter {
  const { path, database, table, guard, signer, lock } = parts;
  const ids = createLeafIds(parts.head.lastId);
  let { source } = parts;
  let { tree, batch: previousBatch, note } = parts.head;
  let guarded = note;
  let files: FileIdentity | null = null;

  const commit = (entries: readonly Entry[]): Commit => {
    const written = entries.map((entry) => tryWriteLeaves(entry, ids.next(entry.at), source));
    const counts = written.map((leaves) => leaves.length);
    const leaves = written.flat();
    const openings = entries.flatMap(({ opening }, index) =>
      opening !== null && counts[index] !== 0 ? [opening] : [],
    );
    const first = tree.size;
    if (leaves.length === 0) return { first, counts };

    const hashes = leaves.map((leaf) => leafHash(leaf));
    const next = appendLeaves(tree, hashes);
    const root = treeRoot(next);
    const checkpoint = { origin: signer.verifier.name, size: next.size, root, previousBatch };
    const batch = {
      first,
      count: leaves.length,
      leaves: packLeaves(leaves),
      hashes: Buffer.concat(hashes),
      size: next.size,
      root,
      note: signCheckpoint(checkpoint, signer),
    };
    table.add(batch, next, openings);
    // A commit into a file that no longer lies at its path is durable for nobody.
    files ??= rememberFiles([path, writeAheadLog(path)]);
    files.assertSame();
    tree = next;
    previousBatch = batchHash(batch.note, batch.hashes);
    ({ note } = batch);
    return { first, counts };
  };
  const keepGuard = () => {
    if (note === null || guarded === note) return;
    guard.replace(note);
    guarded = note;
  };
  const abandon = () => {
    database.close();
    lock.release();
  };
  return {
    publicKey: signer.verifier.vkey,
    head: () => ({ size: tree.size, root: treeRoot(tree).toString('hex') }),
    commit,
    setSource(next) {
      source = next;
    },
    isGuardBehind: () => guarded !== note,
    keepGuard,
    close(at) {
      commit([{ at, record: controlRecord('log.stop', at, { size: tree.size }), opening: null }]);
      keepGuard();
      foldLog(database);
      abandon();
    },
    abandon,
  };
}

/** One record that cannot be written must not take those of other callers down with it. */
function tryWriteLeaves({ at, record }: Entry, id: string, source: RecordSource): Buffer[] {
  try {
    return writeLeaves(record, { id, at, source });
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return [];
    throw error;
  }
}
