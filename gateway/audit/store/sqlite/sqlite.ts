import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import {
  openDatabase,
  SqliteUnavailable,
  type Sqlite,
  type Statement,
} from '../../../../schema/sqlite/open-database.ts';
import { StartError } from '../../../platform/errors.ts';
import { UnreadableLedger } from '../unreadable-ledger.ts';

export type { Sqlite, Statement };

/**
 * Opens a database to write and creates a missing file. Throws a `StartError` if SQLite isn't installed for this Node.js.
 */
export function openWritable(path: string): Sqlite {
  return open(path, {});
}

/**
 * Opens a database to read, also while a writer is active. Throws a `StartError` if the file is missing, and an
 * `UnreadableLedger` if it is not readable, not a database, or its schema is damaged.
 */
export function openReadable(path: string): Sqlite {
  if (!existsSync(path)) throw new StartError([`There is no audit ledger at ${path}.`]);
  let database: Sqlite | null = null;
  try {
    database = open(path, { readonly: true, fileMustExist: true });
    // Opening reads nothing. SQLite parses the schema with the first statement that needs it.
    tableNames(database);
    return database;
  } catch (cause) {
    database?.close();
    const code = sqliteCode(cause);
    if (code === null) throw cause;
    const problem =
      code === 'SQLITE_NOTADB' ? 'is not an audit ledger' : `cannot be read (${code})`;
    throw new UnreadableLedger([`${path} ${problem}.`], { cause });
  }
}

/**
 * The names of the tables in a file; none for a missing or empty file; null for a file that is not a readable database. SQLite
 * first recovers a write-ahead log that a crash left behind.
 */
export function tablesIn(path: string): ReadonlySet<string> | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return new Set();
  if (!stats.isFile()) return null;
  try {
    const database = openWritable(path);
    try {
      return tableNames(database);
    } finally {
      database.close();
    }
  } catch (error) {
    const code = sqliteCode(error) ?? '';
    if (/^SQLITE_(?:NOTADB|CORRUPT)/.test(code)) return null;
    throw error;
  }
}

/** The names of the tables of a database. */
export function tableNames(database: Sqlite): ReadonlySet<string> {
  const rows = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all();
  return new Set(rows.map(({ name }) => name));
}

/** Whether the database has a write-ahead log with content. */
export function hasWriteAheadLog(path: string): boolean {
  const wal = writeAheadLog(path);
  return existsSync(wal) && statSync(wal).size > 0;
}

/**
 * Whether the database is in WAL mode, so that its latest content may be in a write-ahead log.
 * https://www.sqlite.org/fileformat2.html#file_format_version_numbers
 */
export function needsWriteAheadLog(path: string): boolean {
  const versions = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, versions, 0, versions.length, FORMAT_VERSIONS_OFFSET);
  } finally {
    closeSync(file);
  }
  return versions.includes(WAL_VERSION);
}

/** Where the header has the write and the read version. */
const FORMAT_VERSIONS_OFFSET = 18;
const WAL_VERSION = 2;

/** The path of the write-ahead log; symbolic links are resolved first. */
export function writeAheadLog(path: string): string {
  return `${realPath(path)}-wal`;
}

/** Throws StartError if SQLite isn't installed for this Node.js version. */
export function assertSqlite(): void {
  open(':memory:', {}).close();
}

/** The path of a file without symbolic links; unchanged for a missing file. */
export function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** SQLite's code of an error, such as `SQLITE_FULL`; null for any other error. */
export function sqliteCode(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

function open(path: string, options: Parameters<typeof openDatabase>[1]): Sqlite {
  try {
    return openDatabase(path, options);
  } catch (cause) {
    if (!(cause instanceof SqliteUnavailable)) throw cause;
    throw new StartError([cause.message], { cause });
  }
}
