import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../../platform/errors.ts';
import { syncDirectory } from '../files/sync-directory.ts';
import { isShared } from '../ledger-location.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { UnreadableLedger } from '../unreadable-ledger.ts';
import { createLedgerTables, LEDGER_TABLE } from './ledger-tables.ts';
import { findForeignObjects } from './foreign-objects.ts';
import { rememberFiles, type FileIdentity } from './file-identity.ts';
import { assertDurable, checkpointWal, setDurable } from './ledger-settings.ts';
import { truncateLedger } from './removal.ts';
import { createStoredRows } from './stored-rows.ts';
import {
  needsWriteAheadLog,
  openWritable,
  sqliteCode,
  tableNames,
  writeAheadLog,
  type Sqlite,
} from './sqlite.ts';
import { lockWriter, type WriterLock } from './writer-lock.ts';
import { auditCommand } from '../audit-command.ts';

/** Codes after which nothing was written and a later commit may succeed. After any other failure the state on disk is unknown. */
const RECOVERABLE = new Set(['SQLITE_FULL', 'SQLITE_BUSY']);

/**
 * Opens a ledger in a SQLite file to write and creates it on first use. It commits synchronously, so it belongs in a separate
 * thread. Throws a `StartError` if another process writes the file, its settings would not make commits durable, or it cannot
 * be written.
 */
export function openSqliteStore(path: string): LedgerStore {
  createFile(path);
  assertOneName(path);
  const lock = lockWriter(path);
  try {
    return openStore(path, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openStore(path: string, lock: WriterLock): LedgerStore {
  const database = openWritable(path);
  try {
    assertOurs(database, path);
    const isCheckpointed = !needsWriteAheadLog(path);
    setDurable(database);
    assertDurable(database, path);
    return createSqliteStore(path, database, { lock, isCheckpointed });
  } catch (cause) {
    database.close();
    const code = sqliteCode(cause);
    if (code === null) throw cause;
    if (code === 'SQLITE_NOTADB') throw foreign(path);
    throw new UnreadableLedger([`The audit ledger ${path} cannot be used (${code}).`], { cause });
  }
}

/** The state of an opened database. */
interface OpenedDatabase {
  readonly lock: WriterLock;
  /** Whether the database was one file, without a write-ahead log. */
  readonly isCheckpointed: boolean;
}

/** Creates the store of an opened database. The store closes the database and releases the lock. */
export function createSqliteStore(
  path: string,
  database: Sqlite,
  { lock, isCheckpointed }: OpenedDatabase,
): LedgerStore {
  const tables = createLedgerTables(database, path);
  let files: FileIdentity | null = null;
  /**
   * Throws if the file was moved or replaced: readers of its path would not see the commit. Called after a commit, since the
   * write-ahead log does not exist before the first one.
   */
  const assertSameFile = () => {
    files ??= rememberFiles([path, writeAheadLog(path)]);
    files.assertSame();
  };
  /** Whether nothing was written since the store was opened. */
  let isUntouched = true;
  return {
    where: path,
    isShared: isShared({ kind: 'sqlite' }),
    head: () => Promise.resolve(tables.head()),
    last: () => Promise.resolve(tables.last()),
    hashesBetween: (from, to) => Promise.resolve(tables.hashesBetween(from, to)),
    endingAt: (size) => Promise.resolve(tables.endingAt(size)),
    holding: (index) => Promise.resolve(tables.holding(index)),
    // A SQLite ledger has one writer, which signs every batch.
    lastOf: (_keyId, before) =>
      Promise.resolve(before === undefined ? tables.last() : tables.holding(before - 1)),
    // The writer's lock excludes other processes.
    claim: () => Promise.resolve(true),
    keyBatches: () => Promise.resolve(tables.keyBatches()),
    // The writer's lock was taken when the store was opened.
    claimAll: () => Promise.resolve(),
    async append(known, { confirm, seal }) {
      // The writer's lock is held, so the size cannot change.
      await confirm?.(known.size);
      isUntouched = false;
      const sealed = tables.add(known, seal);
      assertSameFile();
      return sealed;
    },
    async truncate(known, truncation, seal) {
      database.exec('BEGIN IMMEDIATE');
      try {
        await truncation.confirm(createStoredRows(database));
        isUntouched = false;
        truncateLedger(database, truncation);
        const sealed = tables.add(known, seal);
        database.exec('COMMIT');
        assertSameFile();
        return sealed;
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    // oxlint-disable-next-line typescript/require-await -- it must reject, not throw
    async deleteBodies(bodies) {
      isUntouched = false;
      tables.deleteBodies(bodies);
    },
    isRecoverable: (error) => RECOVERABLE.has(sqliteCode(error) ?? ''),
    // A commit is synchronous, so its outcome is known.
    giveUp: () => undefined,
    close(after) {
      // After a refused start the file is again one file that can be copied.
      if (after === 'success' || (isCheckpointed && isUntouched)) checkpointWal(database);
      database.close();
      lock.release();
      return Promise.resolve();
    },
  };
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

/** SQLite would keep one log per name of the file, and commits under one name would be lost under the other. */
function assertOneName(path: string): void {
  if (statSync(path).nlink === 1) return;
  throw new StartError([
    `The audit ledger ${path} has a second name, a hard link. Remove the link, or replace the file by a copy: cp -p ${path} ${path}.copy && mv ${path}.copy ${path}`,
  ]);
}

/** Throws if the file is another program's database, or has an object that can change written rows. */
function assertOurs(database: Sqlite, path: string): void {
  const tables = tableNames(database);
  if (tables.size === 0) return;
  if (!tables.has(LEDGER_TABLE)) throw foreign(path);
  const active = findForeignObjects(database).find(({ isActive }) => isActive);
  if (active === undefined) return;
  throw new StartError([
    `The audit ledger ${path} has an object that this program does not create: ${active.text} Run: ${auditCommand('verify', path)}`,
  ]);
}

function foreign(path: string): StartError {
  return new UnreadableLedger([
    `${path} is not an audit ledger, and is left as it is. Name another file.`,
  ]);
}
