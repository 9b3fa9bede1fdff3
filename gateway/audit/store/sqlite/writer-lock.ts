import { StartError } from '../../../platform/errors.ts';
import { openWritable, realPath, sqliteCode, type Sqlite } from './sqlite.ts';

/** The right to write a ledger, held until released or until the process ends, however it ends. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the right to write the ledger (or another file, as messages name it) at a path, or throws a
 * `StartError`: one ledger has one writer at a time. The lock is SQLite's on a file beside the ledger. (On the ledger itself it would keep readers out;
 * a file that merely exists would outlive a killed process.)
 */
export function lockWriter(path: string, what = 'audit ledger'): WriterLock {
  // By whatever links the file is reached, its writers meet at one lock.
  const lock = `${realPath(path)}.lock`;
  let database: Sqlite | null = null;
  try {
    database = openWritable(lock);
    database.pragma('busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    const code = sqliteCode(cause);
    if (code === null) throw cause;
    if (code !== 'SQLITE_BUSY')
      throw new StartError([`${lock} cannot be locked (${code}). Take it away.`], { cause });
    throw new StartError([`Another process writes the ${what} ${path}. Stop it first.`], {
      cause,
    });
  }
  const held = database;
  return { release: () => void held.close() };
}
