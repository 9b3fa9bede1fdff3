import type { IdentityRow } from './parse-identity-row.ts';
import type { IndexRange } from '../record/index-ranges.ts';
import type { Opening } from '../record/opening.ts';
import type { StoredRows } from './stored-rows.ts';
import type { Batch } from '../tree/batch.ts';
import type { Tree } from '../tree/merkle-tree.ts';

/** The stored end of a ledger, which is derived from the batches and checked against them. */
export interface StoredHead {
  readonly size: number;
  /** The hashes of the tree's right edge (see `Tree`), concatenated. */
  readonly edge: Buffer;
  /** Hash of the last batch; zeros in an empty ledger. */
  readonly batch: Buffer;
}

/** Openings that are erased together with the batch that records the erasure. */
export interface Removal {
  /** Packed identity openings of leaves before and after the erasure. */
  readonly identities: readonly {
    readonly leaf: number;
    readonly before: Buffer;
    readonly after: Buffer;
  }[];
  /** Commitments of the openings to erase. */
  readonly openings: readonly string[];
}

/** The bodies (bytes of the leaves) of pruned records, and their openings. The leaf hashes stay. */
export interface DeletedBodies {
  /** Packed leaves of batches before and after the deletion. */
  readonly batches: readonly {
    readonly first: number;
    readonly before: Buffer;
    readonly after: Buffer;
  }[];
  /** Leaves whose identity openings are deleted. */
  readonly identities: readonly IndexRange[];
  /** Commitments of the openings to delete. */
  readonly openings: readonly string[];
}

/** The removal of unsigned batches from the end of a ledger. */
export interface Truncation {
  /** First leaf of the batch that becomes the last. */
  readonly last: number;
  /** The head that belongs to that batch. */
  readonly head: StoredHead & { readonly root: Buffer };
  /** Commitments of openings that no remaining record makes. */
  readonly openings: readonly string[];
  /** Called with the rows under the write lock; if it rejects, nothing is changed. */
  readonly confirm: (rows: StoredRows) => Promise<void>;
}

/** A signed batch that follows a head, with its openings. */
export interface SealedBatch {
  readonly batch: Batch;
  /** The tree including the batch. */
  readonly tree: Tree;
  /** Openings of texts to which its leaves commit. */
  readonly openings: readonly Opening[];
  /** Identity openings of its leaves. */
  readonly identities: readonly IdentityRow[];
  /** Openings to erase in the same transaction, which fails if one is missing; null for none. */
  readonly removal: Removal | null;
}

/** The last state of the ledger that a writer knows. */
export interface KnownEnd {
  /** Size after the last known batch. */
  readonly size: number;
  /** Note of the last known batch; null in an empty ledger. */
  readonly note: string | null;
  /** First leaf of the last batch that this writer's key signed; null if it signed none. */
  readonly own: number | null;
  /** Hash of the last known batch; zeros in an empty ledger. */
  readonly batch: Buffer;
  /** Id of this writer's key, hex. */
  readonly keyId: string;
  /** Origin in the last known batch; a resumption changes it. */
  readonly origin: string;
}

/** The last batch of a ledger, if another writer added it. */
export interface ForeignEnd extends Pick<Batch, 'first' | 'note'> {
  /** Whether batches after the last known batch enroll or retire keys. */
  readonly changesKeys: boolean;
}

/** The steps of an append under the write lock, in this order. */
export interface AppendSteps {
  /** Whether a key of the ledger signed the batch before the new one. Called only if another writer added that batch. */
  readonly isSigned: (
    end: ForeignEnd,
    keyBatches: () => Promise<readonly Batch[]>,
  ) => Promise<boolean>;
  /** Called with the size of the ledger; the append fails if it rejects. */
  readonly confirm?: (size: number) => Promise<void>;
  /** Builds and signs the new batch on top of the stored head. */
  readonly seal: (head: StoredHead) => SealedBatch;
}

/** The purpose of opening a store. On a server, a login with more rights than it needs is refused. */
export type StoreTask = 'append' | 'erase' | 'prune' | 'quarantine';

/** A store that is opened to write. */
export interface LedgerStore {
  /** The location of the ledger for messages. */
  readonly where: string;
  /** Whether other processes may append too, each with its own key: `isShared` of its location. */
  readonly isShared: boolean;
  head(): Promise<StoredHead>;
  /** The last batch; null in an empty ledger. */
  last(): Promise<Batch | null>;
  /** The stored hashes of the leaves `from` up to, not including, `to`. */
  hashesBetween(from: number, to: number): Promise<Buffer>;
  /** The batch that ends at this size; null without such a batch. */
  endingAt(size: number): Promise<Batch | null>;
  /** The last batch that begins at this index or before it; null without such a batch. */
  holding(index: number): Promise<Batch | null>;
  /** The last batch that this key (id in hex) signed and that begins before a leaf. */
  lastOf(keyId: string, before?: number): Promise<Batch | null>;
  /**
   * Announces that this process signs with the key (id in hex) while it is connected. False if another connected process
   * announces the same key.
   */
  claim(keyId: string): Promise<boolean>;
  /** The batches that enroll or retire keys, in order. */
  keyBatches(): Promise<readonly Batch[]>;
  /**
   * Makes this process the only writer until it closes. Throws a `StartError` if another process has the ledger open to
   * write.
   */
  claimAll(): Promise<void>;
  /**
   * Takes the write lock, seals a batch for the current head and commits it; durable when this resolves. Rejects if the batch
   * is not in the ledger, or if that is unknown: see `isRecoverable`. Never follows a batch for which `isSigned` is false. If a
   * step throws, nothing is added and this rejects with its error.
   */
  append(known: KnownEnd, steps: AppendSteps): Promise<SealedBatch>;
  /**
   * Removes the batches after the known end and adds a batch there, in one transaction; durable when this resolves. If it
   * rejects, the batch may be in the ledger only if the connection was lost.
   */
  truncate(
    known: KnownEnd,
    truncation: Truncation,
    seal: AppendSteps['seal'],
  ): Promise<SealedBatch>;
  /** Deletes bodies in one transaction; durable when this resolves. Rejects if a batch differs from what was read. */
  deleteBodies(bodies: DeletedBodies): Promise<void>;
  /** Whether an append failed completely, so that a later append may succeed. */
  isRecoverable(error: unknown): boolean;
  /** From now on, an append whose outcome is unknown rejects instead of waiting. */
  giveUp(): void;
  /** Closes the store. After a success, a SQLite ledger is one file, without a write-ahead log, that can be copied alone. */
  close(after: 'success' | 'failure'): Promise<void>;
}
