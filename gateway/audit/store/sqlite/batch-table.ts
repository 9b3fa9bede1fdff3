import { batchHash, type Batch } from '../../tree/batch.ts';
import { NO_BATCH } from '../../tree/checkpoint.ts';
import type { Tree } from '../../tree/merkle-tree.ts';
import type { Opening } from '../../record/opening.ts';
import { createOpeningTable } from './opening-table.ts';
import type { Sqlite } from './sqlite.ts';

/** The last batch as the next one needs to know it; derived from the batches and checked against them. */
export interface StoredHead {
  readonly size: number;
  /** The tree's right edge, concatenated. */
  readonly edge: Buffer;
  readonly batch: Buffer;
}

/** The tables of a ledger: its batches, one row about where it ends, and what its leaves only commit to. */
export interface BatchTable {
  head(): StoredHead;
  last(): Batch | null;
  /** The batch that ends at this size. */
  endingAt(size: number): Batch | null;
  /**
   * Adds a batch, with the openings of its leaves, in one transaction, synced when this returns. Throws where the head is not at the batch's
   * first leaf any more, and whatever SQLite throws; nothing is added then.
   */
  add(batch: Batch, tree: Tree, openings: readonly Opening[]): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batches (
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    leaves BLOB NOT NULL,
    hashes BLOB NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    edge BLOB NOT NULL,
    batch BLOB NOT NULL
  ) STRICT;
`;

/** The tables of a ledger, made where they don't exist yet. */
export function createBatchTable(database: Sqlite): BatchTable {
  database.exec(SCHEMA);
  database
    .prepare('INSERT OR IGNORE INTO head (id, size, edge, batch) VALUES (1, 0, ?, ?)')
    .run(Buffer.alloc(0), NO_BATCH);
  const columns = 'first, count, leaves, hashes, size, root, note';
  const head = database.prepare<[], StoredHead>('SELECT size, edge, batch FROM head WHERE id = 1');
  const last = database.prepare<[], Batch>(
    `SELECT ${columns} FROM batches ORDER BY first DESC LIMIT 1`,
  );
  const endingAt = database.prepare<[number], Batch>(
    `SELECT ${columns} FROM batches WHERE first < ? ORDER BY first DESC LIMIT 1`,
  );
  const insert = database.prepare(
    `INSERT INTO batches (${columns}) VALUES (@first, @count, @leaves, @hashes, @size, @root, @note)`,
  );
  const move = database.prepare<[number, Buffer, Buffer, number]>(
    'UPDATE head SET size = ?, edge = ?, batch = ? WHERE id = 1 AND size = ?',
  );
  const addOpening = createOpeningTable(database);
  const add = database.transaction((batch: Batch, tree: Tree, openings: readonly Opening[]) => {
    const edge = Buffer.concat(tree.edge);
    const moved = move.run(batch.size, edge, batchHash(batch.note, batch.hashes), batch.first);
    if (moved.changes !== 1) throw new Error('Something else has written to the audit ledger.');
    insert.run(batch);
    for (const opening of openings) addOpening(opening);
  });
  return {
    head() {
      const row = head.get();
      if (row === undefined) throw new Error('The head of the audit ledger is missing.');
      return row;
    },
    last: () => last.get() ?? null,
    endingAt(size) {
      const batch = endingAt.get(size);
      return batch?.size === size ? batch : null;
    },
    add(batch, tree, openings) {
      add.immediate(batch, tree, openings);
    },
  };
}
