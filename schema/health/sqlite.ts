import { closeSync, fsyncSync, openSync } from 'node:fs';
import { openDatabase, SqliteUnavailable, type Sqlite } from '../sqlite/open-database.ts';
import { HealthStartError } from './health-start-error.ts';

export type { Sqlite };

/** Opens a finished index. Nothing can be written through it. */
export function openReadOnly(file: string): Sqlite {
  return open(file, { readonly: true, fileMustExist: true });
}

/**
 * Creates a database that is filled once and then closed. It has no journal, so a crash leaves rubbish:
 * build it under a temporary name and `syncFile` it before it gets its own.
 */
export function createForBulkLoad(file: string): Sqlite {
  const db = open(file, {});
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = FILE');
  return db;
}

/** Opens the store of what clients wrote. A write is on the disk before its statement returns. */
export function openWriteStore(file: string): Sqlite {
  const db = open(file, {});
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}

/** Forces a closed file to the disk, so that a rename after it can't expose half of it. */
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
