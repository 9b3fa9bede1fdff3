import type { Opening } from '../record/opening.ts';
import type { IdentityRow } from './parse-identity-row.ts';
import type { Batch } from '../tree/batch.ts';
import type { StoredRows } from './stored-rows.ts';
import type { VerifiedRows } from './surplus-rows.ts';

/** A row of the table of batches. */
export interface BatchRow {
  /** The row's key: index of the first leaf. */
  readonly first: number;
  /** Null if the row is malformed. */
  readonly batch: Batch | null;
}

/** A stored batch without its leaves; see `Batch`. */
export interface SealedHashes {
  readonly first: number;
  readonly size: number;
  readonly hashes: Buffer;
  readonly note: string;
}

/** Derived data that disagrees with the batches, or an object that is not part of a ledger. */
export interface DerivedFault {
  readonly code:
    'TREE_MISMATCH' | 'HEAD_MISMATCH' | 'FOREIGN_OBJECT' | 'BATCH_COUNT' | 'IDENTITY_COMMITMENT';
  /** The leaves that it concerns, both ends included; `[0, 0]` for an object or row that belongs to no leaf. */
  readonly range: readonly [from: number, to: number];
  readonly text: string;
}

/** Reads a ledger in a store or an export, for verification and reports. Never writes. */
export interface RowReader {
  /** The ledger, as messages and `--db` name it. */
  readonly where: string;
  /** False if the location exists and contains no ledger. */
  readonly isLedger: boolean;
  /**
   * The batches that begin at `from` or later, in order, up to the batch that was last at the start. Reads in short
   * transactions: a long one would keep SQLite's write-ahead log or PostgreSQL's dead rows from being cleaned up.
   */
  batches(from?: number): AsyncIterable<BatchRow>;
  /**
   * A stored opening; whether it fits its commitment is not checked (see `fitsCommitment`). Null if it is missing, also in a ledger without the table.
   */
  findOpening(commitment: string): Promise<Opening | null>;
  /** Size of the last stored batch; not verified. */
  size(): Promise<number>;
  /** The stored identity openings of the leaves in a range, both ends included, in order. */
  identities(from: number, to: number): Promise<readonly IdentityRow[]>;
  /**
   * Derived data that disagrees with the batches, and objects and rows that are not part of the ledger. `verified` is what the
   * verification has read; null skips the check for surplus rows.
   */
  derivedFaults(verified: VerifiedRows | null): AsyncIterable<DerivedFault>;
  /** Whether the write-ahead log of a SQLite file, which may hold the latest records, is missing. */
  isWriteAheadLogMissing(): boolean;
  /** The store's code of a read error, such as `SQLITE_CORRUPT`; null for any other error. */
  faultOf(error: unknown): string | null;
  close(): Promise<void>;
}

/** Reads a ledger in a store, also for publishing and for the start of a gateway. */
export interface LedgerReader extends RowReader {
  /** Raw rows, also malformed ones. */
  readonly rows: StoredRows;
  /** The batches that begin at this leaf or later, in order, without their leaves. */
  hashes(from: number): AsyncIterable<SealedHashes>;
  /** The last checkpoint note and its stored size; null in an empty ledger. */
  latest(): Promise<Pick<SealedHashes, 'size' | 'note'> | null>;
  /** The batches from the last one back. */
  newest(): AsyncIterable<BatchRow>;
  /** The last batch that begins at this leaf or before it; null without such a batch. */
  batchAt(leaf: number): Promise<BatchRow | null>;
  /**
   * The stored batches that enroll or retire keys and begin at a leaf or after it, in order. `proveKeys` checks which of them
   * count.
   */
  keyBatches(from: number): Promise<readonly Batch[]>;
  /** The batches that contain the leaves `from` up to, not including, `to`, without their leaves. */
  hashesBetween(from: number, to: number): Promise<readonly SealedHashes[]>;
}
