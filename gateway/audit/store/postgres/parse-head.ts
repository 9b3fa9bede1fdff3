import { HASH_BYTES } from '../../tlog/parse-checkpoint.ts';
import { headMissing } from '../head-fault.ts';
import type { ForeignEnd, StoredHead } from '../ledger-store.ts';

/** The locked head row, with the last batch and the durability settings. */
export interface LockedHead extends StoredHead {
  readonly root: Buffer;
  /** Note of the batch that ends at the writer's known size; null without such a batch. */
  readonly knownNote: string | null;
  /** The last batch of the ledger and its hash, from any writer; null in an empty ledger. */
  readonly last: (ForeignEnd & { readonly batch: Buffer }) | null;
  /** Settings of the transaction, read back from the server. */
  readonly synchronousCommit: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
}

/** Parses the head row. Throws if it is missing or malformed. */
export function parseHead(row: unknown, where: string): StoredHead {
  const head = row as Record<keyof StoredHead, unknown> | undefined;
  const isHead =
    typeof head === 'object' &&
    Number.isSafeInteger(head.size) &&
    Buffer.isBuffer(head.edge) &&
    Buffer.isBuffer(head.batch) &&
    head.batch.length === HASH_BYTES;
  if (!isHead) throw headMissing(where);
  return head as unknown as StoredHead;
}

/** Parses the locked head row and the row of the last batch. Throws if one is malformed. */
export function parseLockedHead(row: unknown, last: unknown, where: string): LockedHead {
  const head = parseHead(row, where) as unknown as Record<keyof LockedHead, unknown>;
  const isLocked =
    Buffer.isBuffer(head.root) && (head.knownNote === null || typeof head.knownNote === 'string');
  if (!isLocked) throw new Error('The head of the audit ledger is not what it should be.');
  return { ...(head as unknown as Omit<LockedHead, 'last'>), last: parseLast(last) };
}

function parseLast(row: unknown): LockedHead['last'] {
  if (row === undefined) return null;
  const last = row as Record<keyof NonNullable<LockedHead['last']>, unknown> | null;
  const isLast =
    Number.isSafeInteger(last?.first) &&
    typeof last?.note === 'string' &&
    Buffer.isBuffer(last.batch) &&
    typeof last.changesKeys === 'boolean';
  if (!isLast) throw new Error('The last batch of the audit ledger is not what it should be.');
  return row as LockedHead['last'];
}
