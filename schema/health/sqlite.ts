import { closeSync, fsyncSync, openSync } from 'node:fs';
import { openDatabase, SqliteUnavailable, type Sqlite } from '../sqlite/open-database.ts';
import { HealthStartError } from './health-start-error.ts';

export type { Sqlite };

/** Opens a finished index read-only. */
export function openReadOnly(file: string): Sqlite {
  return open(file, { readonly: true, fileMustExist: true });
}

/**
 * Creates a database that is filled once and then closed. It has no journal, so a crash corrupts it: build it under a
 * temporary name and call `syncFile` before renaming it.
 */
export function createForBulkLoad(file: string): Sqlite {
  const db = open(file, {});
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = FILE');
  return db;
}

/** Opens the store of clients' writes. A write is on disk before its statement returns. */
export function openWriteStore(file: string): Sqlite {
  const db = open(file, {});
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}

/** Flushes a closed file to disk, so that a rename never exposes an incomplete file. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function open(file: string, options: Parameters<typeof openDatabase>[1]): Sqlite {
  try {
    return openDatabase(file, options);
  } catch (cause) {
    if (!(cause instanceof SqliteUnavailable)) throw cause;
    throw new HealthStartError([cause.message], { cause });
  }
}
