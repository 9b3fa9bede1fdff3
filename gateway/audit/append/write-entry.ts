import { randomBytes } from 'node:crypto';
import { commitRecord } from '../record/commit-record.ts';
import {
  writeCommittedLeaves,
  writeLeavesOf,
  type LeafContext,
  type WrittenLeaf,
} from '../record/leaf.ts';
import { fitsCommitment, type Opening } from '../record/opening.ts';
import type { AuditRecord } from '../record/record.ts';
import { readRecord, writeRecord, type RecordText } from '../record/record-text.ts';
import { isRecordableNote } from '../../platform/recorded-text.ts';

/** A record to append, and when it was passed to the ledger (UTC ms). */
export interface Entry {
  readonly at: number;
  /** Null if it cannot be written, see {@link writeRecord}. */
  readonly record: RecordText | null;
  /** Null if the record commits to no text. */
  readonly opening: Opening | null;
}

/** An entry of a record. */
export function createEntry(
  at: number,
  record: AuditRecord,
  opening: Opening | null = null,
): Entry {
  return { at, record: writeRecord(record), opening };
}

/** Whether leaves contain ids, or commitments whose openings are stored outside the tree and can be erased. */
export type IdentityMode = 'plain' | 'committed';

const WRITERS = {
  plain: (record, context) =>
    writeLeavesOf(record, context).map((bytes) => ({ bytes, openings: null })),
  committed: (record, context) =>
    writeCommittedLeaves(commitRecord(readRecord(record), randomBytes), context),
} satisfies Record<IdentityMode, (record: RecordText, context: LeafContext) => WrittenLeaf[]>;

/** The leaves of a record; empty if it cannot be written. Records of other callers in the batch must not fail with it. */
export function writeEntry(
  { record, opening }: Entry,
  context: LeafContext,
  identity: IdentityMode,
): WrittenLeaf[] {
  if (record === null) return [];
  // The stored text would not fit its commitment.
  if (opening !== null && !(isRecordableNote(opening.text) && fitsCommitment(opening))) return [];
  try {
    return WRITERS[identity](record, context);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return [];
    throw error;
  }
}

/** The rows that store the identity openings of leaves, of which the first has the index `first`. */
export function identityRowsOf(leaves: readonly WrittenLeaf[], first: number) {
  return leaves.flatMap(({ openings }, offset) =>
    openings === null ? [] : [{ leaf: first + offset, openings }],
  );
}
