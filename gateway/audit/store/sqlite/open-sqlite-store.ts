import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../../platform/errors.ts';
import { syncDirectory } from '../files/sync-directory.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { UnreadableLedger } from '../unreadable-ledger.ts';
import { createBatchTable, LEDGER_TABLE } from './batch-table.ts';
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

/** Nothing was written and a later attempt may succeed. After any other failure nobody knows what is on disk. */
const RECOVERABLE = new Set(['SQLITE_FULL', 'SQLITE_BUSY']);

/**
 * Opens a ledger in a SQLite file to append to it, making it on first use. It appends synchronously and
 * belongs in a thread of its own. Throws a `StartError` where another process writes the file, its settings
 * would not make commits durable, or it cannot be written.
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

/** How the store over an open database begins. */
interface StoreParts {
  readonly lock: WriterLock;
  /** Whether the database was one file, without a log beside it. */
  readonly isCheckpointed: boolean;
}

/** The store over an open database; both it and the lock are the store's to close. */
export function createSqliteStore(
  path: string,
  database: Sqlite,
  { lock, isCheckpointed }: StoreParts,
): LedgerStore {
  const table = createBatchTable(database);
  let files: FileIdentity | null = null;
  /** Refuses to commit to a file that was moved or replaced: readers of its path would not see the commit. */
  const assertSameFile = () => {
    files ??= rememberFiles([path, writeAheadLog(path)]);
    files.assertSame();
  };
  /** Whether nothing was tried that could have failed halfway. */
  let isUntouched = true;
  return {
    isShared: false,
    head: () => Promise.resolve(table.head()),
    last: () => Promise.resolve(table.last()),
    hashesBetween: (from, to) => Promise.resolve(table.hashesBetween(from, to)),
    endingAt: (size) => Promise.resolve(table.endingAt(size)),
    holding: (index) => Promise.resolve(table.holding(index)),
    // Whoever signs here signs all of it.
    lastOf: (_keyId, before) =>
      Promise.resolve(before === undefined ? table.last() : table.holding(before - 1)),
    // The lock of the file keeps everybody else away.
    claim: () => Promise.resolve(true),
    keyBatches: () => Promise.resolve([]),
    // The writer's lock has been taken with the store.
    claimAll: () => Promise.resolve(),
    async append(known, { confirm, seal }) {
      // No other process writes while this one does.
      await confirm?.(known.size);
      isUntouched = false;
      const sealed = table.add(known, seal);
      assertSameFile();
      return sealed;
    },
    async truncate(known, truncation, seal) {
      database.exec('BEGIN IMMEDIATE');
      try {
        await truncation.confirm(createStoredRows(database));
        isUntouched = false;
        truncateLedger(database, truncation);
        const sealed = table.add(known, seal);
        database.exec('COMMIT');
        assertSameFile();
        return sealed;
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    // oxlint-disable-next-line typescript/require-await -- it rejects where it would throw
    async deleteBodies(bodies) {
      isUntouched = false;
      table.deleteBodies(bodies);
    },
    isRecoverable: (error) => RECOVERABLE.has(sqliteCode(error) ?? ''),
    giveUp: () => undefined,
    close(tidy) {
      // Also after a refusal the file is as it was: one that can be copied.
      if (tidy || (isCheckpointed && isUntouched)) checkpointWal(database);
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

/** SQLite would keep a log for each name, and what is committed under one would be lost under the other. */
function assertOneName(path: string): void {
  if (statSync(path).nlink === 1) return;
  throw new StartError([
    `The audit ledger ${path} has another name, a hard link. Remove that, or copy the file in its place: cp -p ${path} ${path}.copy && mv ${path}.copy ${path}`,
  ]);
}

/** Another program's database is left as it is; in a ledger, nothing may change what is written to it. */
function assertOurs(database: Sqlite, path: string): void {
  const tables = tableNames(database);
  if (tables.size === 0) return;
  if (!tables.has(LEDGER_TABLE)) throw foreign(path);
  const active = findForeignObjects(database).find(({ isActive }) => isActive);
  if (active === undefined) return;
  throw new StartError([
    `The audit ledger ${path} holds what this program does not make: ${active.text} Run: phi-gateway audit verify --db ${path}`,
  ]);
}

function foreign(path: string): StartError {
  return new UnreadableLedger([
    `${path} is not an audit ledger, and is left as it is. Name another file.`,
  ]);
}
