import type { IdentityRow } from './parse-identity-row.ts';
import type { IndexRange } from '../record/index-ranges.ts';
import type { Opening } from '../record/opening.ts';
import type { StoredRows } from './stored-rows.ts';
import type { Batch } from '../tree/batch.ts';
import type { Tree } from '../tree/merkle-tree.ts';

/** Where a ledger ends, as its store says: derived from the batches and checked against them. */
export interface StoredHead {
  readonly size: number;
  /** The tree's right edge, concatenated. */
  readonly edge: Buffer;
  /** Hash of the last batch. */
  readonly batch: Buffer;
}

/** What lies beside the tree and goes with the batch that says so. */
export interface Removal {
  /** Rows that are shorter afterwards. */
  readonly identities: readonly {
    readonly leaf: number;
    readonly before: Buffer;
    readonly after: Buffer;
  }[];
  /** Commitments of openings. */
  readonly openings: readonly string[];
}

/** Bodies that a record says were pruned, and what opened them. */
export interface DeletedBodies {
  /** Packed leaves of batches, as they were read and as they are to be. */
  readonly batches: readonly {
    readonly first: number;
    readonly before: Buffer;
    readonly after: Buffer;
  }[];
  /** Leaves whose commitments nothing opens any more. */
  readonly identities: readonly IndexRange[];
  /** Commitments of openings. */
  readonly openings: readonly string[];
}

/** What is taken off the end of a ledger, so that it ends with a batch that a key of it signed. */
export interface Truncation {
  /** First leaf of that batch. */
  readonly last: number;
  /** Where the ledger ends then. */
  readonly head: StoredHead & { readonly root: Buffer };
  /** Commitments of openings that no record makes then. */
  readonly openings: readonly string[];
  /** Is given what lies there while nothing else can write; nothing is changed where it rejects. */
  readonly confirm: (rows: StoredRows) => Promise<void>;
}

/** A batch that follows a head, with all that is stored beside it. */
export interface SealedBatch {
  readonly batch: Batch;
  readonly tree: Tree;
  readonly openings: readonly Opening[];
  /** What opens the commitments of its leaves, by the leaf's index. */
  readonly identities: readonly IdentityRow[];
  /** Throws away in the same transaction, or nothing is added where it isn't there; null for nothing. */
  readonly removal: Removal | null;
}

/** What a writer knows to be in the ledger when it appends. */
export interface KnownEnd {
  /** Of the last batch that it knows. */
  readonly size: number;
  /** Null in an empty ledger. */
  readonly note: string | null;
  /** First leaf of the last batch that this writer's key has signed; null for none. */
  readonly own: number | null;
  /** Hash of that batch; zeros in an empty ledger. */
  readonly batch: Buffer;
  /** Id of that key, hex. */
  readonly keyId: string;
  /** Name of the ledger in that batch; whoever resumes the ledger gives it another. */
  readonly origin: string;
}

/** The batch that a ledger ends with, which another writer added. */
export interface ForeignEnd extends Pick<Batch, 'first' | 'note'> {
  /** Whether batches behind the one that the writer knows enroll or retire keys. */
  readonly changesKeys: boolean;
}

/** What an append does while no other writer can, in this order. */
export interface AppendSteps {
  /** Whether a key of the ledger signed the batch that the new one follows. */
  readonly isSigned: (
    end: ForeignEnd,
    keyBatches: () => Promise<readonly Batch[]>,
  ) => Promise<boolean>;
  /** Is given the size of the ledger. */
  readonly confirm?: (size: number) => Promise<void>;
  readonly seal: (head: StoredHead) => SealedBatch;
}

/** What a store is opened for; on a server, a role that may more than that is refused. */
export type StoreTask = 'append' | 'erase' | 'prune' | 'quarantine';

/** What appending needs of a store. */
export interface LedgerStore {
  /** Whether other processes may append to it too, each with a key of its own. */
  readonly isShared: boolean;
  head(): Promise<StoredHead>;
  last(): Promise<Batch | null>;
  /** The hashes of the leaves from one index up to another, excluded, as they lie there. */
  hashesBetween(from: number, to: number): Promise<Buffer>;
  /** The batch that ends at this size. */
  endingAt(size: number): Promise<Batch | null>;
  /** The batch that holds the leaf of this index, or would. */
  holding(index: number): Promise<Batch | null>;
  /** The last batch that this key (its id in hex) has signed, of those that begin before a leaf. */
  lastOf(keyId: string, before?: number): Promise<Batch | null>;
  /**
   * Shows others that this process signs with the key (its id in hex) as long as it is connected. False where
   * another one that does is connected: what follows from that is the caller's to say.
   */
  claim(keyId: string): Promise<boolean>;
  /** The batches that enroll or retire keys, in order; none for a store with one writer, which signs all of it. */
  keyBatches(): Promise<readonly Batch[]>;
  /**
   * Takes the right to write for this process alone, until it closes. Throws a `StartError` where another
   * process has the ledger open to write.
   */
  claimAll(): Promise<void>;
  /**
   * Takes the right to append, lets the batch be made for the head that it finds then, and commits it; it is
   * durable when this resolves. Rejects where it is not in the ledger and will not be, or where nobody knows:
   * see `isRecoverable`. It never follows a batch that `isSigned` doesn't vouch for. What a step throws is passed
   * on, and nothing is added.
   */
  append(known: KnownEnd, steps: AppendSteps): Promise<SealedBatch>;
  /**
   * Takes what lies behind the known end off the ledger and adds a batch there, in one transaction, durable when this
   * resolves. Where it rejects, it may be in the ledger only if the connection was lost.
   */
  truncate(
    known: KnownEnd,
    truncation: Truncation,
    seal: AppendSteps['seal'],
  ): Promise<SealedBatch>;
  /** Takes bodies away, in one transaction, durable when this resolves. Rejects where one is not as it was read. */
  deleteBodies(bodies: DeletedBodies): Promise<void>;
  /** Whether an append failed whole, so that a later one may succeed. */
  isRecoverable(error: unknown): boolean;
  /** From now on an append whose outcome is not known rejects instead of waiting for it to be known. */
  giveUp(): void;
  /** Lets go of everything. A `tidy` one leaves the store as somebody who copies it wants it. */
  close(tidy: boolean): Promise<void>;
}
