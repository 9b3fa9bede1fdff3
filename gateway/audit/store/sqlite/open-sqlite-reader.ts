import { parseBatch } from '../parse-batch.ts';
import { parseStoredEnd } from '../parse-stored-end.ts';
import { createIdentityReader } from './identity-table.ts';
import type { Batch } from '../../tree/batch.ts';
import { headFault } from '../head-fault.ts';
import type { BatchRow, DerivedFault, LedgerReader, SealedHashes } from '../ledger-reader.ts';
import { CHANGES_KEYS, HEAD_TABLE, LEDGER_TABLE } from './ledger-tables.ts';
import { findForeignObjects } from './foreign-objects.ts';
import { createOpeningLookup } from './opening-table.ts';
import { createStoredRows } from './stored-rows.ts';
import { findStrayRows } from './stray-rows.ts';
import type { VerifiedRows } from '../surplus-rows.ts';
import { findSurplusRows } from './surplus-rows.ts';
import {
  hasWriteAheadLog,
  needsWriteAheadLog,
  openReadable,
  sqliteCode,
  tableNames,
  type Sqlite,
} from './sqlite.ts';

/**
 * Opens a ledger in a SQLite file to read it, also while a writer is active. Throws a `StartError` if the file is missing, not
 * readable or not a database.
 */
export function openSqliteReader(path: string): LedgerReader {
  const database = openReadable(path);
  const lacksLog = needsWriteAheadLog(path) && !hasWriteAheadLog(path);
  const isLedger = hasTable(database);
  const findIdentities = createIdentityReader(database);
  return {
    where: path,
    isLedger,
    rows: createStoredRows(database),
    batches: (from = 0) => readBatches(database, isLedger, from),
    hashes: (from) => readHashes(database, isLedger, from),
    latest: () => Promise.resolve(isLedger ? readLatest(database) : null),
    size: () => Promise.resolve(isLedger ? (readLatest(database)?.size ?? 0) : 0),
    newest: () => readNewest(database, isLedger),
    batchAt: (leaf) => Promise.resolve(isLedger ? findBatch(database, leaf) : null),
    keyBatches: (from) => Promise.resolve(isLedger ? findKeyBatches(database, from) : []),
    hashesBetween: (from, to) => Promise.resolve(isLedger ? findHashes(database, from, to) : []),
    findOpening: createOpeningLookup(database),
    derivedFaults: (verified) => findFaults(database, verified, path),
    identities: (from, to) => Promise.resolve(findIdentities(from, to)),
    // A gateway may have opened or closed the ledger meanwhile.
    isWriteAheadLogMissing: () => lacksLog && !hasWriteAheadLog(path),
    faultOf: sqliteCode,
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

/** Finds derived data that disagrees with the batches; none in another program's database. */
async function* findFaults(
  database: Sqlite,
  verified: VerifiedRows | null,
  where: string,
): AsyncGenerator<DerivedFault> {
  const tables = tableNames(database);
  if (!tables.has(LEDGER_TABLE) && !tables.has(HEAD_TABLE)) return;
  for (const { text } of findForeignObjects(database))
    yield { code: 'FOREIGN_OBJECT', range: [0, 0], text };
  yield* findStrayRows(database);
  const end = readEnd(database, tables);
  const text = headFault(end, where);
  const last = Math.max((end.last?.size ?? 0) - 1, 0);
  if (text !== null) yield { code: 'HEAD_MISMATCH', range: [last, last], text };
  else if (verified !== null)
    for (const each of findSurplusRows(database, verified))
      yield { code: 'FOREIGN_OBJECT', range: [0, 0], text: each };
}

/** Both rows in one snapshot: a gateway may write meanwhile. */
function readEnd(database: Sqlite, tables: ReadonlySet<string>) {
  const read = database.transaction(() => {
    const head = tables.has(HEAD_TABLE)
      ? database.prepare('SELECT size, edge, batch FROM head WHERE id = 1').get()
      : undefined;
    const last = tables.has(LEDGER_TABLE)
      ? database
          .prepare('SELECT size, root, note, hashes FROM batches ORDER BY first DESC LIMIT 1')
          .get()
      : undefined;
    return parseStoredEnd(head, last);
  });
  return read();
}

/** Bytes of leaves, and rows, after which a page ends. */
const PAGE_BYTES = 1_000_000;
const PAGE_ROWS = 500;

const COLUMNS = 'first, count, leaves, hashes, size, root, note';

async function* readBatches(
  database: Sqlite,
  isLedger: boolean,
  from: number,
): AsyncGenerator<BatchRow> {
  if (!isLedger) return;
  const end = database
    .prepare<[], { last: number | null }>(
      `SELECT max(first) AS last FROM batches WHERE first <= ${Number.MAX_SAFE_INTEGER}`,
    )
    .get()?.last;
  if (typeof end !== 'number') return;
  const next = database.prepare<[number, number], { first: number }>(
    `SELECT ${COLUMNS} FROM batches WHERE first > ? AND first <= ? ORDER BY first`,
  );
  let at = from - 1;
  for (;;) {
    const page = takePage(next.iterate(at, end));
    for (const row of page) {
      at = row.first;
      yield row;
      // A number that was rounded could lead to the same rows again.
      if (!Number.isSafeInteger(at)) return;
    }
    if (page.length === 0) return;
  }
}

/** Takes a page of batches: a query per batch would cost several times as much. */
function takePage(rows: Iterable<{ readonly first: number }>): BatchRow[] {
  const page: BatchRow[] = [];
  let bytes = 0;
  try {
    for (const row of rows) {
      const batch = parseBatch(row);
      page.push({ first: row.first, batch });
      bytes += batch === null ? 0 : batch.leaves.length;
      if (bytes >= PAGE_BYTES || page.length >= PAGE_ROWS) break;
    }
  } catch (error) {
    // Return the rows before the fault first: the next page begins with the fault.
    if (page.length === 0) throw error;
  }
  return page;
}

async function* readHashes(
  database: Sqlite,
  isLedger: boolean,
  from: number,
): AsyncGenerator<SealedHashes> {
  if (!isLedger) return;
  const next = database.prepare<[number], SealedHashes>(
    'SELECT first, size, hashes, note FROM batches WHERE first >= ? ORDER BY first LIMIT 1',
  );
  for (let row = parseHashes(next.get(from)); row !== null;) {
    yield row;
    // A batch without leaves would be read again and again.
    row = row.size > row.first ? parseHashes(next.get(row.size)) : null;
  }
}

function readLatest(database: Sqlite) {
  const last = database.prepare<[], Pick<SealedHashes, 'size' | 'note'>>(
    'SELECT size, note FROM batches ORDER BY first DESC LIMIT 1',
  );
  const row = last.get();
  return typeof row?.size === 'number' && typeof row.note === 'string' ? row : null;
}

async function* readNewest(database: Sqlite, isLedger: boolean): AsyncGenerator<BatchRow> {
  if (!isLedger) return;
  const before = database.prepare<[number], { first: number }>(
    `SELECT ${COLUMNS} FROM batches WHERE first < ? ORDER BY first DESC LIMIT 1`,
  );
  let row = before.get(Number.MAX_SAFE_INTEGER);
  for (; row !== undefined; row = before.get(row.first)) {
    yield { first: row.first, batch: parseBatch(row) };
  }
}

function findBatch(database: Sqlite, leaf: number): BatchRow | null {
  const row = database
    .prepare<[number], { first: number }>(
      `SELECT ${COLUMNS} FROM batches WHERE first <= ? ORDER BY first DESC LIMIT 1`,
    )
    .get(leaf);
  return row === undefined ? null : { first: row.first, batch: parseBatch(row) };
}

function findKeyBatches(database: Sqlite, from: number): Batch[] {
  const rows = database
    .prepare<[number]>(
      `SELECT ${COLUMNS} FROM batches WHERE ${CHANGES_KEYS} AND first >= ? ORDER BY first`,
    )
    .all(from);
  return rows.flatMap((row) => parseBatch(row) ?? []);
}

function findHashes(database: Sqlite, from: number, to: number): SealedHashes[] {
  return database
    .prepare<[number, number], SealedHashes>(
      `SELECT first, size, hashes, note FROM batches
       WHERE first >= (SELECT max(first) FROM batches WHERE first <= ?) AND first < ? ORDER BY first`,
    )
    .all(from, to)
    .flatMap((row) => parseHashes(row) ?? []);
}

/** Null if a column has another type. */
function parseHashes(row: SealedHashes | undefined): SealedHashes | null {
  const isRead =
    typeof row?.size === 'number' && Buffer.isBuffer(row.hashes) && typeof row.note === 'string';
  return isRead ? row : null;
}

function hasTable(database: Sqlite): boolean {
  return tableNames(database).has(LEDGER_TABLE);
}
