import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { fileFault } from '../../audit/store/files/file-fault.ts';
import { databaseFile } from '../../audit/store/ledger-location.ts';
import { indexFaultRemedy } from '../../audit/store/postgres/fault-remedies.ts';
import { createPostgresDialect } from '../../audit/store/postgres/postgres-dialect.ts';
import { postgresFault } from '../../audit/store/postgres/postgres-fault.ts';
import { openWritable, sqliteCode } from '../../audit/store/sqlite/sqlite.ts';
import { UnreadableLedger } from '../../audit/store/unreadable-ledger.ts';
import { StartError } from '../../platform/errors.ts';
import { Kysely, SqliteDialect } from '../../platform/kysely.ts';
import { assertOwnFile } from './assert-own-file.ts';
import { assertOwnSchema, findOtherOwner, type PostgresIndex } from './assert-own-schema.ts';
import { ensureSchema } from './postgres-schemas.ts';
import {
  printIndex,
  reindexCommand,
  type IndexLocation,
  type LedgerAndIndex,
} from './index-location.ts';
import { INDEX_STEPS, migrateIndex, stepsTaken } from './index-migrations.ts';
import type { IndexDatabase, IndexTables } from './index-tables.ts';

/** An open report index. */
export interface ReportIndex {
  readonly location: IndexLocation;
  /** For messages. */
  readonly rebuildCommand: string;
  /** Returns the current tables. Reopens the file if a rebuild has replaced it. */
  database(): Promise<IndexDatabase>;
  close(): Promise<void>;
}

/** What an index is opened for: `read` refuses a missing index, `fill` creates it. */
export type IndexTask = 'read' | 'fill';

/**
 * Opens a report index. Throws a `StartError` if it can't be used, if an index to read does not exist, or if it is of
 * another version; the message says to rebuild it.
 */
export async function openReportIndex(
  { ledger, index: location }: LedgerAndIndex,
  task: IndexTask,
): Promise<ReportIndex> {
  const rebuildCommand = reindexCommand({ ledger, index: location });
  const openCurrent = () => openTables({ location, rebuildCommand }, task);
  let open = await openCurrent();
  return {
    location,
    rebuildCommand,
    async database() {
      if (open.isCurrent()) return open.database;
      await open.database.destroy();
      open = await openCurrent();
      return open.database;
    },
    close: () => open.database.destroy(),
  };
}

/**
 * Whether there is an index at a location that this process may use; false if the PostgreSQL server can't be reached.
 */
export async function isIndex(location: IndexLocation): Promise<boolean> {
  switch (location.kind) {
    case 'sqlite':
      return identify(location.path) !== null;
    case 'postgres':
      return hasOwnIndex(location);
    default:
      return location satisfies never;
  }
}

async function hasOwnIndex(location: PostgresIndex): Promise<boolean> {
  const { database } = connectTo(location);
  try {
    // An index that another role owns must not be used.
    if ((await findOtherOwner(database, location)) !== null) return false;
    return (await stepsTaken(database, location)) !== null;
  } catch (error) {
    if (postgresFault(error) === null) throw error;
    return false;
  } finally {
    await database.destroy();
  }
}

/** Returns the code of a database or file error; null for any other error. */
export function indexFault(error: unknown): string | null {
  return sqliteCode(error) ?? postgresFault(error) ?? fileFault(error);
}

/** Connects to a location without checking what it holds. */
export function connectTo(location: IndexLocation): OpenTables {
  switch (location.kind) {
    case 'sqlite':
      return connectToFile(location.path);
    case 'postgres':
      return connectToServer(location);
    default:
      return location satisfies never;
  }
}

function connectToServer({ server, schema }: PostgresIndex): OpenTables {
  const database = new Kysely<IndexTables>({
    dialect: createPostgresDialect(server, STATEMENT_MS),
  });
  return { database: database.withSchema(schema), isCurrent: () => true };
}

function connectToFile(path: string): OpenTables {
  const file = openWritable(path);
  file.pragma(`busy_timeout = ${BUSY_MS}`);
  // Otherwise a transaction larger than the cache takes an exclusive lock before it commits, and a reader on the same
  // thread would wait for it forever.
  file.pragma('cache_spill = OFF');
  // Erased data must not stay in free pages.
  file.pragma('secure_delete = ON');
  const openedFile = identify(path);
  const database = new Kysely<IndexTables>({ dialect: new SqliteDialect({ database: file }) });
  return { database, isCurrent: () => identify(path) === openedFile };
}

/** A connection to the tables of an index. */
export interface OpenTables {
  readonly database: IndexDatabase;
  /** False once a rebuild has replaced the file. */
  isCurrent(): boolean;
}

/** A report over years aggregates millions of rows. */
const STATEMENT_MS = 600_000;

/** How long to wait while the process that fills the index writes a step. */
const BUSY_MS = 10_000;

async function openTables(
  { location, rebuildCommand }: Pick<ReportIndex, 'location' | 'rebuildCommand'>,
  task: IndexTask,
): Promise<OpenTables> {
  const where = printIndex(location);
  const path = databaseFile(location);
  if (path !== null) {
    if (task === 'fill') prepareFile(path);
    else if (identify(path) === null) throw missing(path, rebuildCommand);
  }
  const open = connectTo(location);
  try {
    await assertTrusted(open.database, location);
    let steps = await stepsTaken(open.database, location);
    if (steps === null && task === 'fill') {
      await prepareSchema(open.database, location);
      await migrateIndex(open.database, location);
      steps = INDEX_STEPS;
    }
    if (steps === null) throw missing(where, rebuildCommand);
    const known: readonly string[] = INDEX_STEPS;
    if (steps.length !== known.length || steps.some((step) => !known.includes(step))) {
      throw new StartError([
        `The report index ${where} is of another version. Run: ${rebuildCommand}`,
      ]);
    }
    return open;
  } catch (cause) {
    await open.database.destroy();
    const code = indexFault(cause);
    if (code === null) throw cause;
    const line =
      code === 'SQLITE_NOTADB'
        ? `${where} is not a report index. Name another file for it.`
        : `The report index ${where} cannot be used (${code}).${indexFaultRemedy(code)}`;
    throw new UnreadableLedger([line], { cause });
  }
}

/** Throws a `StartError` if another database role owns a part of the index. A file has no roles. */
async function assertTrusted(database: IndexDatabase, location: IndexLocation): Promise<void> {
  switch (location.kind) {
    case 'sqlite':
      return;
    case 'postgres':
      return assertOwnSchema(database, location);
    default:
      location satisfies never;
  }
}

async function prepareSchema(database: IndexDatabase, location: IndexLocation): Promise<void> {
  switch (location.kind) {
    case 'sqlite':
      return;
    case 'postgres':
      return ensureSchema(database, location.schema);
    default:
      location satisfies never;
  }
}

/** Creates the file for its owner alone, since it holds patient ids. SQLite gives its journal the same mode. */
function prepareFile(path: string): void {
  assertOwnFile(path);
  try {
    closeSync(openSync(path, 'a', OWNER_FILE));
    chmodSync(path, OWNER_FILE);
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`The report index ${path} cannot be written (${code}).`], { cause });
  }
}

const OWNER_FILE = 0o600;

function missing(where: string, rebuildCommand: string): StartError {
  return new StartError([`There is no report index at ${where}. Run: ${rebuildCommand}`]);
}

/** Identifies the file at a path, by device and inode; null if there is none. */
function identify(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
