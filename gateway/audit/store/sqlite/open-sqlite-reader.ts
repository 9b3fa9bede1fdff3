import { parseBatch } from '../parse-batch.ts';
import { createIdentityLookup } from './identity-table.ts';
import {
  noDerivedFaults,
  type BatchRow,
  type LedgerReader,
  type SealedHashes,
} from '../ledger-reader.ts';
import { createOpeningLookup } from './opening-table.ts';
import {
  hasWriteAheadLog,
  needsWriteAheadLog,
  openReadable,
  sqliteCode,
  type Sqlite,
} from './sqlite.ts';

/**
 * Opens a ledger in a SQLite file to read it, beside a writer or without one. Throws a `StartError` where the
 * file is missing, closed to us or no database.
 */
export function openSqliteReader(path: string): LedgerReader {
  const database = openReadable(path);
  const lacksLog = needsWriteAheadLog(path) && !hasWriteAheadLog(path);
  const isLedger = hasTable(database);
  const findIdentities = createIdentityLookup(database);
  return {
    isLedger,
    batches: () => readBatches(database, isLedger),
    hashes: (from) => readHashes(database, isLedger, from),
    latest: () => Promise.resolve(isLedger ? readLatest(database) : null),
    size: () => Promise.resolve(isLedger ? (readLatest(database)?.size ?? 0) : 0),
    newest: () => readNewest(database, isLedger),
    batchesFrom: (leaf) => readBatches(database, isLedger, leaf),
    batchAt: (leaf) => Promise.resolve(isLedger ? findBatch(database, leaf) : null),
    hashesBetween: (from, to) => Promise.resolve(isLedger ? findHashes(database, from, to) : []),
    findOpening: createOpeningLookup(database),
    derivedFaults: noDerivedFaults,
    identities: (from, to) => Promise.resolve(findIdentities(from, to)),
    // A gateway may have opened or closed the ledger meanwhile.
    lacksLatest: () => lacksLog && !hasWriteAheadLog(path),
    faultOf: sqliteCode,
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

const COLUMNS = 'first, count, leaves, hashes, size, root, note';

async function* readBatches(
  database: Sqlite,
  isLedger: boolean,
  from = 0,
): AsyncGenerator<BatchRow> {
  if (!isLedger) return;
  const end = database
    .prepare<[], { last: number | null }>('SELECT max(first) AS last FROM batches')
    .get()?.last;
  if (typeof end !== 'number') return;
  const next = database.prepare<[number, number], { first: number }>(
    `SELECT ${COLUMNS} FROM batches WHERE first > ? AND first <= ? ORDER BY first LIMIT 1`,
  );
  let at = from - 1;
  for (let row = next.get(at, end); row !== undefined; row = next.get(at, end)) {
    at = row.first;
    yield { first: at, batch: parseBatch(row) };
  }
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
  for (let row = next.get(from); row !== undefined; row = next.get(row.size)) yield row;
}

function readLatest(database: Sqlite) {
  const last = database.prepare<[], Pick<SealedHashes, 'size' | 'note'>>(
    'SELECT size, note FROM batches ORDER BY first DESC LIMIT 1',
  );
  return last.get() ?? null;
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

function findHashes(database: Sqlite, from: number, to: number): SealedHashes[] {
  return database
    .prepare<[number, number], SealedHashes>(
      `SELECT first, size, hashes, note FROM batches
       WHERE first >= (SELECT max(first) FROM batches WHERE first <= ?) AND first < ? ORDER BY first`,
    )
    .all(from, to);
}

function hasTable(database: Sqlite): boolean {
  const table = database
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'batches'")
    .get();
  return table !== undefined;
}
