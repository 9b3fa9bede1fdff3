import { StartError } from '../../../platform/errors.ts';
import { sqliteCode, type Sqlite } from './sqlite.ts';

/** `PRAGMA synchronous=FULL` reads back as this. https://www.sqlite.org/pragma.html#pragma_synchronous */
const FULL = 2;

/** How long a commit waits while somebody else, an operator's tool say, holds the database. */
const BUSY_TIMEOUT_MS = 1000;

/** Sets what makes a commit durable. What SQLite makes of it is for `assertDurable` to see. */
export function setDurable(database: Sqlite): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  // On macOS fsync alone leaves data in the drive's cache; elsewhere these two change nothing.
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
}

/**
 * Throws a `StartError` unless a commit on this connection survives a power cut. SQLite ignores settings
 * that it cannot follow without a word, so they count only as they read back.
 */
export function assertDurable(database: Sqlite, path: string): void {
  const journal = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  const problems = [
    ...(journal === 'wal' ? [] : [`journal_mode is ${String(journal)}, not wal`]),
    ...(synchronous === FULL ? [] : [`synchronous is ${String(synchronous)}, not FULL`]),
  ];
  if (problems.length > 0) {
    throw new StartError([
      `The audit ledger ${path} would not be durable: ${problems.join(', ')}.`,
    ]);
  }
}

/**
 * Folds the write-ahead log into the database, so that a closed ledger is one file that can be copied and
 * read without making another. Somebody who reads at this moment keeps that from happening: the ledger is
 * whole then together with its log.
 */
export function checkpointWal(database: Sqlite): void {
  database.pragma('busy_timeout = 0');
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_BUSY') throw error;
  }
}
