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
import { fillIndex, FILL_DEFAULTS, type Filled, type FillOptions } from './fill-index.ts';
import { NEXT_SCHEMA, printIndex, type IndexLocation } from './index-location.ts';
import { migrateIndex } from './index-migrations.ts';
import { emptySchema, ensureSchema, replaceTables } from './index-schemas.ts';
import { connectTo, indexFault } from './open-index.ts';
import { assertOwnFile } from './assert-own-file.ts';
import { assertOwnSchema } from './assert-own-schema.ts';
import type { IndexDatabase } from './index-tables.ts';

/**
 * Builds the index of a ledger from nothing, beside the one that is there, and puts it in its place when it is
 * whole: whoever reads has the one or the other. What it holds is the same as what following the ledger leads
 * to. Throws a `StartError` where it can't be written, or another process rebuilds it; the old one stays then.
 */
export async function rebuildIndex(
  location: IndexLocation,
  reader: LedgerReader,
  { onProgress }: Pick<FillOptions, 'onProgress'>,
): Promise<Filled> {
  const options = { ...FILL_DEFAULTS, stepWeight: STEP_WEIGHT, onProgress };
  try {
    return await (location.kind === 'sqlite'
      ? rebuildFile(location.path, reader, options)
      : rebuildSchema(location, reader, options));
  } catch (cause) {
    const code = cause instanceof StartError ? null : indexFault(cause);
    if (code === null) throw cause;
    const line = `The report index ${printIndex(location)} cannot be built (${code}).${indexFaultRemedy(code)}`;
    throw new UnreadableLedger([line], { cause });
  }
}

/** Nobody reads it meanwhile. */
const STEP_WEIGHT = 40_000;

const OWNER_FILE = 0o600;

async function rebuildFile(
  path: string,
  reader: LedgerReader,
  options: FillOptions,
): Promise<Filled> {
  assertOwnFile(path);
  const lock = lockWriter(path, 'report index');
  const next = successorOf(path);
  try {
    removeFile(next);
    closeSync(openSync(next, 'wx', OWNER_FILE));
    const filled = await build({ kind: 'sqlite', path: next }, reader, options);
    sync(next);
    settle(path);
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
): Promise<Filled> {
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
): Promise<Filled> {
  const { database } = connectTo(location);
  try {
    if (location.kind === 'sqlite') await hurry(database);
    await migrateIndex(database, location, '0001-tables-6');
    const index = {
      location,
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

/** A file that is thrown away where anything fails needs no journal, and is synced when it is whole. */
async function hurry(database: IndexDatabase): Promise<void> {
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

/** A journal that a crash has left behind belongs to the old file, and would be played into the new one. */
function settle(path: string): void {
  try {
    const old = openWritable(path);
    try {
      old.pragma('schema_version');
    } finally {
      old.close();
    }
  } catch {
    // It is no database, or not a whole one: what it was is over.
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
