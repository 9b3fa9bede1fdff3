import { chmodSync, closeSync, openSync } from 'node:fs';
import { StartError } from '../../../platform/errors.ts';
import { fileFault } from '../files/file-fault.ts';
import { openWritable, realPath, sqliteCode, type Sqlite } from './sqlite.ts';

/** The right to write a ledger, held until released or until the process ends, however it ends. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the right to write a ledger, or another file that `what` names in messages; throws a `StartError` if another process
 * holds it. The lock is a SQLite lock on a separate file: a lock on the ledger would exclude readers, and a lock file without
 * a SQLite lock would outlive a killed process.
 */
export function lockWriter(path: string, what = 'audit ledger'): WriterLock {
  // Resolve links, so that all writers of the file use one lock.
  const lock = `${realPath(path)}.lock`;
  let database: Sqlite | null = null;
  try {
    createForOwner(lock);
    database = openWritable(lock);
    database.pragma('busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    const code = sqliteCode(cause) ?? fileFault(cause);
    if (code === null) throw cause;
    if (code !== 'SQLITE_BUSY')
      throw new StartError(
        [
          `${lock} cannot be locked (${code}). Fix its permissions; if no process writes the ${what}, remove the file.`,
        ],
        { cause },
      );
    throw new StartError([`Another process writes the ${what} ${path}. Stop it first.`], {
      cause,
    });
  }
  const held = database;
  return { release: () => void held.close() };
}

/** Any user who may read the file could hold a lock on it, so that no writer starts. */
function createForOwner(path: string): void {
  closeSync(openSync(path, 'a', OWNER_FILE));
  chmodSync(path, OWNER_FILE);
}

const OWNER_FILE = 0o600;
