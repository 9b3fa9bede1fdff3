import { StartError } from '../../../platform/errors.ts';
import { KEY_CHANGE_MARKER } from '../../record/control/key-change.ts';
import { batchHash, sliceHashes, type Batch } from '../../tree/batch.ts';
import { NO_BATCH, readCheckpoint } from '../../tree/checkpoint.ts';
import { restoreTree, treeRoot } from '../../tree/merkle-tree.ts';
import { parseBatch } from '../parse-batch.ts';
import type { DeletedBodies, KnownEnd, SealedBatch, StoredHead } from '../ledger-store.ts';
import { headMissing } from '../head-fault.ts';
import { createIdentityTable } from './identity-table.ts';
import { deleteBodies, eraseOpenings } from './removal.ts';
import { createOpeningTable } from './opening-table.ts';
import type { Sqlite } from './sqlite.ts';

/** The table that every ledger has. */
export const LEDGER_TABLE = 'batches';

/** The table of the row that says where the ledger ends. */
export const HEAD_TABLE = 'head';

/** The tables of a ledger: its batches, one row about where it ends, and what its leaves only commit to. */
export interface BatchTable {
  head(): StoredHead;
  last(): Batch | null;
  /** The hashes of the leaves from one index up to another, excluded. */
  hashesBetween(from: number, to: number): Buffer;
  /** The batch that ends at this size. */
  endingAt(size: number): Batch | null;
  /** The batch that holds the leaf of this index, or would. */
  holding(index: number): Batch | null;
  /**
   * Adds a batch made for the head as it is, with the openings of its leaves, in one transaction, synced when
   * this returns. Throws where the ledger doesn't end with the batch that its one writer knows, what `seal`
   * throws, and what SQLite does; nothing is added then.
   */
  add(known: KnownEnd, seal: (head: StoredHead) => SealedBatch): SealedBatch;
  /** Takes bodies away, in one transaction, synced when this returns. Throws where one is not as it was read. */
  deleteBodies(bodies: DeletedBodies): void;
}

/** True for a batch that enrolls or retires keys. The index on it is chosen only for this very text. */
export const CHANGES_KEYS = `instr(leaves, x'${Buffer.from(KEY_CHANGE_MARKER).toString('hex')}') > 0`;

/** Makes the batches and the head. */
export const BATCH_TABLES = `
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
  CREATE INDEX IF NOT EXISTS key_batches ON batches (first) WHERE ${CHANGES_KEYS};
`;

/** The tables of a ledger, made where they don't exist yet. */
export function createBatchTable(database: Sqlite): BatchTable {
  database.exec(BATCH_TABLES);
  database
    .prepare(
      `INSERT OR IGNORE INTO head (id, size, edge, batch)
       SELECT 1, 0, ?, ? WHERE NOT EXISTS (SELECT 1 FROM batches)`,
    )
    .run(Buffer.alloc(0), NO_BATCH);
  const columns = 'first, count, leaves, hashes, size, root, note';
  const findHead = database.prepare<[], StoredHead>(
    'SELECT size, edge, batch FROM head WHERE id = 1',
  );
  const last = database.prepare<[], Batch>(
    `SELECT ${columns} FROM batches ORDER BY first DESC LIMIT 1`,
  );
  const holding = database.prepare<[number], Batch>(
    `SELECT ${columns} FROM batches WHERE first <= ? ORDER BY first DESC LIMIT 1`,
  );
  const hashes = database.prepare<[number, number], Pick<Batch, 'first' | 'hashes'>>(
    `SELECT first, hashes FROM batches
     WHERE first >= (SELECT max(first) FROM batches WHERE first <= ?) AND first < ? ORDER BY first`,
  );
  const insert = database.prepare(
    `INSERT INTO batches (${columns}) VALUES (@first, @count, @leaves, @hashes, @size, @root, @note)`,
  );
  const move = database.prepare<[number, Buffer, Buffer]>(
    'UPDATE head SET size = ?, edge = ?, batch = ? WHERE id = 1',
  );
  const head = () => {
    const row = findHead.get();
    if (row === undefined) throw headMissing();
    return row;
  };
  const addOpening = createOpeningTable(database);
  const addIdentities = createIdentityTable(database);
  const end = database.prepare<[], EndBatch>(
    'SELECT first, count, note, hashes FROM batches ORDER BY first DESC LIMIT 1',
  );
  const add = database.transaction((known: KnownEnd, seal: (head: StoredHead) => SealedBatch) => {
    const before = head();
    if (!isAsKnown(before, end.get() ?? null, known)) {
      throw Object.assign(new Error('Something else has written to the audit ledger.'), {
        code: 'FOREIGN_WRITE',
      });
    }
    const sealed = seal(before);
    const { batch, tree } = sealed;
    move.run(batch.size, Buffer.concat(tree.edge), batchHash(batch.note, batch.hashes));
    insert.run(batch);
    for (const opening of sealed.openings) addOpening(opening);
    for (const row of sealed.identities) addIdentities(row);
    if (sealed.removal !== null) eraseOpenings(database, sealed.removal);
    return sealed;
  });
  const deleteAll = database.transaction((bodies: DeletedBodies) => {
    deleteBodies(database, bodies);
  });
  return {
    head,
    last: () => readBatch(last.get()),
    hashesBetween: (from, to) =>
      sliceHashes(
        hashes.all(from, to).filter((row) => Buffer.isBuffer(row.hashes)),
        from,
        to,
      ),
    endingAt(size) {
      const batch = readBatch(holding.get(size - 1));
      return batch?.size === size ? batch : null;
    },
    holding: (index) => readBatch(holding.get(index)),
    add: (known, seal) => add.immediate(known, seal),
    deleteBodies: (bodies) => {
      deleteAll.immediate(bodies);
    },
  };
}

/** A definition that was changed lets a column hold anything. */
function readBatch(row: Pick<Batch, 'first'> | undefined): Batch | null {
  const batch = row === undefined ? null : parseBatch(row);
  if (row === undefined || batch !== null) return batch;
  throw new StartError([
    `The audit ledger is damaged at record ${row.first}. Run: phi-gateway audit verify`,
  ]);
}

/** What is compared of the last batch. */
type EndBatch = Pick<Batch, 'first' | 'count' | 'note' | 'hashes'>;

/** Whether a ledger ends as its one writer has left it: its head, its last batch, and the tree that it signed. */
function isAsKnown(
  { size, edge, batch }: StoredHead,
  last: EndBatch | null,
  known: KnownEnd,
): boolean {
  if (size !== known.size || !batch.equals(known.batch)) return false;
  if (known.note === null || last === null) return last === null && known.note === null;
  const tree = restoreTree(size, edge);
  const root = readCheckpoint(known.note)?.checkpoint.root;
  return (
    // A copy of the last batch, put behind it, has the same note and hashes.
    last.first + last.count === size &&
    last.note === known.note &&
    batchHash(last.note, last.hashes).equals(batch) &&
    tree !== null &&
    root?.equals(treeRoot(tree)) === true
  );
}
