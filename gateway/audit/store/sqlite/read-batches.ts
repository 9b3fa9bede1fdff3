import type { Batch } from '../../tree/batch.ts';
import { parseBatch } from '../parse-batch.ts';
import type { Sqlite } from './sqlite.ts';

/** A row that was read: its key, and the batch in it unless it holds none. */
export interface BatchRow {
  readonly first: number;
  readonly batch: Batch | null;
}

/**
 * The batches of a ledger in order, one at a time, up to the one that was last when the reading began. Each
 * is a read of its own: one long transaction would keep a gateway's write-ahead log from being folded in.
 */
export function* readBatches(database: Sqlite): Generator<BatchRow> {
  const end = database
    .prepare<[], { last: number | null }>('SELECT max(first) AS last FROM batches')
    .get()?.last;
  if (typeof end !== 'number') return;
  const next = database.prepare<[number, number], { first: number }>(
    `SELECT first, count, leaves, hashes, size, root, note FROM batches
     WHERE first > ? AND first <= ? ORDER BY first LIMIT 1`,
  );
  let at = -1;
  for (let row = next.get(at, end); row !== undefined; row = next.get(at, end)) {
    at = row.first;
    yield { first: at, batch: parseBatch(row) };
  }
}

/** True where the database has the table of a ledger. */
export function isLedger(database: Sqlite): boolean {
  const table = database
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'batches'")
    .get();
  return table !== undefined;
}
