import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../errors.ts';
import { createBatchTable, type BatchTable } from '../store/sqlite/batch-table.ts';
import { NO_BATCH, readCheckpoint, signCheckpoint } from '../tree/checkpoint.ts';
import { controlRecord } from '../record/control-record.ts';
import { createGuard } from '../files/guard.ts';
import { readHead } from './ledger-head.ts';
import { assertDurable, setDurable } from '../store/sqlite/ledger-settings.ts';
import { createLedgerWriter, type LedgerWriter } from './ledger-writer.ts';
import type { RecordSource } from '../record/leaf.ts';
import { EMPTY_TREE, treeRoot } from '../tree/merkle-tree.ts';
import { assertNotRolledBack } from './rollback.ts';
import { createSigner, isNoteName, type NoteSigner } from '../tree/signed-note.ts';
import { createSigningKey, readSigningKey } from '../files/signing-key.ts';
import { openWritable, sqliteCode, type Sqlite } from '../store/sqlite/sqlite.ts';
import { syncDirectory } from '../files/sync-directory.ts';
import { lockWriter, type WriterLock } from '../store/sqlite/writer-lock.ts';

/** Where a ledger lies and who writes it. */
export interface WriterOptions {
  readonly path: string;
  readonly keyPath: string;
  readonly guardPath: string;
  /** Name of the ledger, in every checkpoint. */
  readonly origin: string;
  readonly source: RecordSource;
  /** UTC ms since 1970. */
  readonly at: number;
}

/**
 * Opens a ledger to write, making it on first use, and puts that on its record. Throws a `StartError` where
 * another process writes it, its settings would not make commits durable, its end is damaged or signed with
 * another key, or it is older than its guard.
 */
export function openWriter(options: WriterOptions): LedgerWriter {
  if (!isNoteName(options.origin)) {
    const name = JSON.stringify(options.origin);
    throw new StartError([`${name} cannot name a ledger: no white space, no plus sign.`]);
  }
  createFile(options.path);
  const lock = lockWriter(options.path);
  try {
    return openLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openLocked(options: WriterOptions, lock: WriterLock): LedgerWriter {
  const { path, origin, source, at } = options;
  const database = openDatabase(path);
  try {
    const table = createBatchTable(database);
    const guard = createGuard(options.guardPath);
    const remembered = guard.read();
    const signer = findSigner(options, table.head().size === 0 && remembered === null);
    assertNotRolledBack(table, remembered, signer.verifier);
    const head = readHead(table, signer.verifier, path);
    if (head.tree.size === 0 && remembered === null) guard.replace(signEmpty(origin, signer));

    const writer = createLedgerWriter({ path, database, table, guard, signer, head, source, lock });
    writer.commit([
      ...(head.tree.size === 0 ? [keyEnrolled(signer, at)] : []),
      { at, record: started(remembered, table, at), opening: null },
      { at, record: controlRecord('log.policy', at, { ...source }), opening: null },
    ]);
    writer.keepGuard();
    return writer;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // The ledger names patients. SQLite gives its other files the mode of this one.
    closeSync(openSync(path, 'a', 0o600));
    syncDirectory(path);
  } catch (cause) {
    throw new StartError([`The audit ledger ${path} cannot be written.`], { cause });
  }
}

function openDatabase(path: string): Sqlite {
  const database = openWritable(path);
  try {
    setDurable(database);
    assertDurable(database, path);
    return database;
  } catch (cause) {
    database.close();
    const code = sqliteCode(cause);
    if (code === null) throw cause;
    throw new StartError([`The audit ledger ${path} cannot be used (${code}).`], { cause });
  }
}

function findSigner({ path, keyPath, origin }: WriterOptions, isNew: boolean): NoteSigner {
  const key = readSigningKey(keyPath) ?? (isNew ? createSigningKey(keyPath) : null);
  if (key === null) {
    throw new StartError([
      `The key ${keyPath} of the audit ledger ${path} is missing. Restore it.`,
    ]);
  }
  return createSigner(origin, key);
}

/** Stands in the guard before the first commit, so that a ledger with records always has one. */
function signEmpty(origin: string, signer: NoteSigner): string {
  const root = treeRoot(EMPTY_TREE);
  return signCheckpoint({ origin, size: 0, root, previousBatch: NO_BATCH }, signer);
}

function keyEnrolled(signer: NoteSigner, at: number) {
  const record = controlRecord('log.key.enrolled', at, { key: signer.verifier.vkey });
  return { at, record, opening: null };
}

function started(remembered: string | null, table: BatchTable, at: number) {
  const guard = remembered === null ? null : (readCheckpoint(remembered)?.checkpoint ?? null);
  const last = table.last();
  return controlRecord('log.start', at, {
    headSize: table.head().size,
    headRoot: last === null ? null : last.root.toString('hex'),
    guardSize: guard === null ? null : guard.size,
    guardRoot: guard === null ? null : guard.root.toString('hex'),
  });
}
