import { StartError } from '../../../platform/errors.ts';
import { sqliteCode, type Sqlite } from './sqlite.ts';

/** `PRAGMA synchronous=FULL` reads back as this. https://www.sqlite.org/pragma.html#pragma_synchronous */
const FULL = 2;

/** How long a commit waits while another process, such as an operator's tool, locks the database. */
const BUSY_TIMEOUT_MS = 1000;

/** Sets the pragmas that make commits durable. `assertDurable` checks them. */
export function setDurable(database: Sqlite): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  // On macOS fsync alone leaves data in the drive's cache; elsewhere these two change nothing.
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
}

/**
 * Throws a `StartError` unless commits on this connection are durable. SQLite silently ignores settings that it does not
 * support, so they are read back.
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
 * Checkpoints the write-ahead log and leaves WAL mode, so that a closed ledger is one file that can be copied and read alone.
 * An active reader prevents that. The ledger is complete then only together with its write-ahead log.
 */
export function checkpointWal(database: Sqlite): void {
  database.pragma('busy_timeout = 0');
  try {
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_BUSY') throw error;
  }
}
