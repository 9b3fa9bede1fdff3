import type { Opening } from '../record/opening.ts';
import type { IdentityRow } from './parse-identity-row.ts';
import type { Batch } from '../tree/batch.ts';
import type { StoredRows } from './stored-rows.ts';
import type { VerifiedRows } from './surplus-rows.ts';

/** A row that was read: its key, and the batch in it unless it holds none. */
export interface BatchRow {
  readonly first: number;
  readonly batch: Batch | null;
}

/** A batch without its leaves, as it lies there. */
export interface SealedHashes {
  readonly first: number;
  readonly size: number;
  readonly hashes: Buffer;
  readonly note: string;
}

/** Something beside the batches that doesn't say what they say, or that does not belong there. */
export interface DerivedFault {
  readonly code:
    'TREE_MISMATCH' | 'HEAD_MISMATCH' | 'FOREIGN_OBJECT' | 'BATCH_COUNT' | 'IDENTITY_COMMITMENT';
  /** The leaves it is about, the last one included. */
  readonly range: readonly [from: number, to: number];
  readonly text: string;
}

/** What verifying and reporting need of a ledger, in a store or exported. Never writes. */
export interface RowReader {
  /** False where the place exists and holds no ledger. */
  readonly isLedger: boolean;
  /**
   * The batches in order, up to the one that was last when the reading began; those that begin before `from`
   * are left out. No reading is one long transaction: that would keep a gateway's write-ahead log, or its
   * server's dead rows, from being cleared.
   */
  batches(from?: number): AsyncIterable<BatchRow>;
  /**
   * An opening as it lies there: whether it fits is for `isOpening` to say. Null for one that isn't there, as
   * none is in a ledger without a place for them.
   */
  findOpening(commitment: string): Promise<Opening | null>;
  /** Leaves in the tree by what is stored last; nothing of it is verified. */
  size(): Promise<number>;
  /** What opens the leaves from one index to another, both inclusive, as it lies there; in their order. */
  identities(from: number, to: number): Promise<readonly IdentityRow[]>;
  /**
   * What others read instead of the batches, as far as it disagrees with them, and objects and rows that are not the
   * ledger's. `verified` is what the records have to do with; null leaves rows out.
   */
  derivedFaults(verified: VerifiedRows | null): AsyncIterable<DerivedFault>;
  /** Whether the latest records may lie in a file that is missing. */
  lacksLatest(): boolean;
  /** The place's own code of an error that says that it can't be read, such as `SQLITE_CORRUPT`. */
  faultOf(error: unknown): string | null;
  close(): Promise<void>;
}

/** What publishing and starting need of a store beside that. */
export interface LedgerReader extends RowReader {
  /** What lies there, whatever it is. */
  readonly rows: StoredRows;
  /** The batches from this leaf on, in order, without their leaves; one that holds it before its end is left out. */
  hashes(from: number): AsyncIterable<SealedHashes>;
  /** The last checkpoint, and the size that it is stored with; null in an empty ledger. */
  latest(): Promise<Pick<SealedHashes, 'size' | 'note'> | null>;
  /** The batches from the last one back. */
  newest(): AsyncIterable<BatchRow>;
  /** The batch that should hold this leaf: the last that begins at it or before. Null where there is none. */
  batchAt(leaf: number): Promise<BatchRow | null>;
  /**
   * The batches that enroll or retire keys and begin at a leaf or behind it, in order, as they lie there:
   * `proveKeys` tells which count.
   */
  keyBatches(from: number): Promise<readonly Batch[]>;
  /** What `hashes` tells of the batches that should hold the leaves from one index up to another, excluded. */
  hashesBetween(from: number, to: number): Promise<readonly SealedHashes[]>;
}
