import Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** An open SQLite connection. This module alone knows the library. */
export type Sqlite = Database.Database;

/** Opens a database to write, making the file where there is none. */
export function openWritable(path: string): Sqlite {
  return new Database(path);
}

/**
 * Opens a database to read, beside a writer or without one, and leaves nothing behind: where no write-ahead
 * log lies beside it, nobody writes it, and SQLite would make that file only to read.
 */
export function openReadable(path: string): Sqlite {
  if (hasWriteAheadLog(path)) return new Database(path, { readonly: true, fileMustExist: true });
  const url = pathToFileURL(path);
  url.search = 'immutable=1';
  return new Database(url.href, { readonly: true });
}

/** True where a write-ahead log with content lies beside the database. */
export function hasWriteAheadLog(path: string): boolean {
  const wal = writeAheadLog(path);
  return existsSync(wal) && statSync(wal).size > 0;
}

/** Where SQLite keeps the write-ahead log of a database. */
export function writeAheadLog(path: string): string {
  return `${path}-wal`;
}

/** SQLite's own code of an error, such as `SQLITE_FULL`, or null for an error that isn't SQLite's. */
export function sqliteCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}
