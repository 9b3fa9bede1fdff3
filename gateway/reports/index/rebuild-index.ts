import { auditCommand } from '../../audit/store/audit-command.ts';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { fileFault } from '../../audit/store/files/file-fault.ts';
import { successorOf } from '../../audit/store/files/replace-file.ts';
import { syncDirectory } from '../../audit/store/files/sync-directory.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { indexFaultRemedy } from '../../audit/store/postgres/fault-remedies.ts';
import { openWritable } from '../../audit/store/sqlite/sqlite.ts';
import { lockWriter } from '../../audit/store/sqlite/writer-lock.ts';
import { UnreadableLedger } from '../../audit/store/unreadable-ledger.ts';
import { StartError } from '../../platform/errors.ts';
import { sql } from '../../platform/kysely.ts';
import { analyzeIndex } from './analyze-index.ts';
import { fillIndex, FILL_DEFAULTS, type FillResult, type FillOptions } from './fill-index.ts';
import { NEXT_SCHEMA, printIndex, type IndexLocation } from './index-location.ts';
import { migrateIndex, TABLES_STEP } from './index-migrations.ts';
import { emptySchema, ensureSchema, replaceTables } from './postgres-schemas.ts';
import { connectTo, indexFault } from './open-index.ts';
import { assertOwnFile } from './assert-own-file.ts';
import { assertOwnSchema } from './assert-own-schema.ts';
import type { IndexDatabase } from './index-tables.ts';

/**
 * Builds a new index of a ledger next to the current one and then replaces that one atomically: readers see either
 * the old index or the new one. The result equals an index that was filled by following the ledger. Throws a
 * `StartError`, and keeps the old index, if the new one can't be written or another process rebuilds it.
 */
export async function rebuildIndex(
  location: IndexLocation,
  reader: LedgerReader,
  { onProgress }: Pick<FillOptions, 'onProgress'>,
): Promise<FillResult> {
  const options = { ...FILL_DEFAULTS, stepWeight: STEP_WEIGHT, onProgress };
  try {
    return await rebuild(location, reader, options);
  } catch (cause) {
    const code = cause instanceof StartError ? null : indexFault(cause);
    if (code === null) throw cause;
    const line = `The report index ${printIndex(location)} cannot be built (${code}).${indexFaultRemedy(code)}`;
    throw new UnreadableLedger([line], { cause });
  }
}

/** Events plus leaves of a step: many, since no reader waits for it. */
const STEP_WEIGHT = 40_000;

async function rebuild(
  location: IndexLocation,
  reader: LedgerReader,
  options: FillOptions,
): Promise<FillResult> {
  switch (location.kind) {
    case 'sqlite':
      return rebuildFile(location.path, reader, options);
    case 'postgres':
      return rebuildSchema(location, reader, options);
    default:
      return location satisfies never;
  }
}

const OWNER_FILE = 0o600;

async function rebuildFile(
  path: string,
  reader: LedgerReader,
  options: FillOptions,
): Promise<FillResult> {
  assertOwnFile(path);
  const lock = lockWriter(path, 'report index');
  const next = successorOf(path);
  try {
    removeFile(next);
    closeSync(openSync(next, 'wx', OWNER_FILE));
    const filled = await build({ kind: 'sqlite', path: next }, reader, options);
    sync(next);
    recoverJournal(path);
    renameSync(next, path);
    syncDirectory(path);
    return filled;
  } finally {
    removeFile(next);
    lock.release();
  }
}

async function rebuildSchema(
  location: Extract<IndexLocation, { readonly kind: 'postgres' }>,
  reader: LedgerReader,
  options: FillOptions,
): Promise<FillResult> {
  const draft = { ...location, schema: NEXT_SCHEMA } as const;
  const { database } = connectTo(location);
  try {
    await assertOwnSchema(database, location);
    await assertOwnSchema(database, draft);
    await ensureSchema(database, NEXT_SCHEMA);
    await emptySchema(database, NEXT_SCHEMA);
    const filled = await build(draft, reader, options);
    await database.transaction().execute((transaction) => replaceTables(transaction));
    return filled;
  } finally {
    await database.destroy();
  }
}

async function build(
  location: IndexLocation,
  reader: LedgerReader,
  options: FillOptions,
): Promise<FillResult> {
  const { database } = connectTo(location);
  try {
    await disableDurability(database, location);
    await migrateIndex(database, location, TABLES_STEP);
    const index = {
      location,
      rebuildCommand: auditCommand('reindex', reader.where),
      database: () => Promise.resolve(database),
      close: () => Promise.resolve(),
    };
    const filled = await fillIndex(index, reader, options);
    await migrateIndex(database, location);
    await analyzeIndex(database, location);
    return filled;
  } finally {
    await database.destroy();
  }
}

/** A failed build of a file is deleted, so it needs no journal. The finished file is synced once. */
async function disableDurability(database: IndexDatabase, { kind }: IndexLocation): Promise<void> {
  switch (kind) {
    case 'sqlite':
      return disableJournal(database);
    case 'postgres':
      return;
    default:
      kind satisfies never;
  }
}

async function disableJournal(database: IndexDatabase): Promise<void> {
  await sql`PRAGMA journal_mode = OFF`.execute(database);
  await sql`PRAGMA synchronous = OFF`.execute(database);
  await sql`PRAGMA secure_delete = OFF`.execute(database);
  await sql`PRAGMA cache_spill = ON`.execute(database);
  await sql`PRAGMA cache_size = -200000`.execute(database);
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Opens the old file, which rolls back a journal that a crash left behind, and deletes the journal. SQLite would
 * otherwise apply it to the new file.
 */
function recoverJournal(path: string): void {
  try {
    const old = openWritable(path);
    try {
      old.pragma('schema_version');
    } finally {
      old.close();
    }
  } catch {
    // The old file is not a usable database, and is about to be replaced.
  }
  rmSync(`${path}-journal`, { force: true });
}

function removeFile(path: string): void {
  try {
    for (const file of [path, `${path}-journal`]) rmSync(file, { force: true });
  } catch (error) {
    if (fileFault(error) === null) throw error;
  }
}
