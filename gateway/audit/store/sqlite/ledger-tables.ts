import { KEY_CHANGE_MARKER } from '../../record/control/key-change.ts';
import { batchHash, sliceHashes, type Batch } from '../../tree/batch.ts';
import { NO_BATCH, readCheckpoint } from '../../tree/checkpoint.ts';
import { restoreTree, treeRoot } from '../../tree/merkle-tree.ts';
import { parseBatch } from '../parse-batch.ts';
import type { DeletedBodies, KnownEnd, SealedBatch, StoredHead } from '../ledger-store.ts';
import { damaged } from '../damaged-ledger.ts';
import { headMissing } from '../head-fault.ts';
import { createIdentityTable } from './identity-table.ts';
import { deleteBodies, eraseOpenings } from './removal.ts';
import { createOpeningTable } from './opening-table.ts';
import type { Sqlite } from './sqlite.ts';

/** The table of batches, which every ledger has. */
export const LEDGER_TABLE = 'batches';

/** The table of the head row, which states where the ledger ends. */
export const HEAD_TABLE = 'head';

/** The tables of a ledger: batches, head, openings and identities. */
export interface LedgerTables {
  head(): StoredHead;
  last(): Batch | null;
  /** The hashes of the leaves `from` up to, not including, `to`. */
  hashesBetween(from: number, to: number): Buffer;
  /** The batch that ends at this size. */
  endingAt(size: number): Batch | null;
  /** The last batch that begins at this index or before it. */
  holding(index: number): Batch | null;
  /** The batches that enroll or retire keys, in order. */
  keyBatches(): readonly Batch[];
  /**
   * Adds a batch for the current head with its openings, in one transaction; durable when this returns. Throws if the ledger
   * doesn't end with the batch that its writer knows, and the errors of `seal` and SQLite; then nothing is added.
   */
  add(known: KnownEnd, seal: (head: StoredHead) => SealedBatch): SealedBatch;
  /** Deletes bodies in one transaction; durable when this returns. Throws if a batch differs from what was read. */
  deleteBodies(bodies: DeletedBodies): void;
}

/** SQL condition: the batch enrolls or retires keys. SQLite uses the index only for exactly this text. */
export const CHANGES_KEYS = `instr(leaves, x'${Buffer.from(KEY_CHANGE_MARKER).toString('hex')}') > 0`;

/** Creates the tables of the batches and the head. */
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

/** Opens the tables of a ledger and creates missing ones. `where` is the ledger's location for messages. */
export function createLedgerTables(database: Sqlite, where: string): LedgerTables {
  database.exec(BATCH_TABLES);
  // Only an empty ledger gets a head row here: batches without one are damage.
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
  const keyBatches = database.prepare<[], Batch>(
    `SELECT ${columns} FROM batches WHERE ${CHANGES_KEYS} ORDER BY first`,
  );
  const hashes = database.prepare<[number, number], Pick<Batch, 'first' | 'hashes'>>(
    `SELECT first, hashes FROM batches
     WHERE first >= (SELECT max(first) FROM batches WHERE first <= ?) AND first < ? ORDER BY first`,
  );
  const insert = database.prepare(
    `INSERT INTO batches (${columns}) VALUES (@first, @count, @leaves, @hashes, @size, @root, @note)`,
  );
  const moveHead = database.prepare<[number, Buffer, Buffer]>(
    'UPDATE head SET size = ?, edge = ?, batch = ? WHERE id = 1',
  );
  const head = () => {
    const row = findHead.get();
    if (row === undefined) throw headMissing(where);
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
    moveHead.run(batch.size, Buffer.concat(tree.edge), batchHash(batch.note, batch.hashes));
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
    last: () => readBatch(last.get(), where),
    hashesBetween: (from, to) =>
      sliceHashes(
        // Without the hashes of a malformed row, what the caller computes from the rest differs from the root.
        hashes.all(from, to).filter((row) => Buffer.isBuffer(row.hashes)),
        from,
        to,
      ),
    endingAt(size) {
      const batch = readBatch(holding.get(size - 1), where);
      return batch?.size === size ? batch : null;
    },
    holding: (index) => readBatch(holding.get(index), where),
    // The keys of a malformed batch are not proven.
    keyBatches: () => keyBatches.all().flatMap((row) => parseBatch(row) ?? []),
    add: (known, seal) => add.immediate(known, seal),
    deleteBodies: (bodies) => {
      deleteAll.immediate(bodies);
    },
  };
}

/** Parses a batch. Throws if it is malformed, which needs a changed definition of the table. */
function readBatch(row: Pick<Batch, 'first'> | undefined, where: string): Batch | null {
  const batch = row === undefined ? null : parseBatch(row);
  if (row === undefined || batch !== null) return batch;
  throw damaged(row.first, where);
}

/** The columns of the last batch that are compared. */
type EndBatch = Pick<Batch, 'first' | 'count' | 'note' | 'hashes'>;

/** Whether the head, the last batch and the signed tree are those that the writer knows. */
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
    // A copy of the last batch at a later index has the same note and hashes.
    last.first + last.count === size &&
    last.note === known.note &&
    batchHash(last.note, last.hashes).equals(batch) &&
    tree !== null &&
    root?.equals(treeRoot(tree)) === true
  );
}
