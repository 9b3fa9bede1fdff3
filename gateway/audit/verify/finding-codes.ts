/** The effect of a finding on the verdict, and its explanation. */
interface FindingMeaning {
  readonly result: 'FAIL' | 'INCOMPLETE';
  /** A sentence that is true for every finding with the code. */
  readonly meaning: string;
}

/** All findings of a verification. docs/ledger.md lists them, and the console and certificates explain them by this table. */
export const FINDING_CODES = {
  LEAF_MISMATCH: {
    result: 'FAIL',
    meaning: 'A record was changed: its bytes are not those that were hashed.',
  },
  TREE_MISMATCH: {
    result: 'FAIL',
    meaning: 'A stored hash, size, root or signer differs from what a checkpoint signs.',
  },
  CHECKPOINT_SIGNATURE: {
    result: 'FAIL',
    meaning: 'A checkpoint has a signature that no key of the ledger made.',
  },
  UNSIGNED: { result: 'FAIL', meaning: 'A checkpoint has no signature.' },
  KEY_NOT_VALID_AT_SIZE: {
    result: 'FAIL',
    meaning: 'A checkpoint is signed with a key that was enrolled only later, or retired before.',
  },
  ORIGIN_MISMATCH: { result: 'FAIL', meaning: 'A checkpoint is of another ledger.' },
  ROLLBACK: {
    result: 'FAIL',
    meaning: 'The ledger is shorter than a remembered checkpoint: its latest records are gone.',
  },
  ANCHOR_INCONSISTENT: {
    result: 'FAIL',
    meaning: 'The ledger held other records when a remembered checkpoint was made.',
  },
  EQUIVOCATION: {
    result: 'FAIL',
    meaning: 'Two signed checkpoints of one size differ: there are two versions of the ledger.',
  },
  GAP: { result: 'FAIL', meaning: 'Records are missing between two batches.' },
  BATCH_COUNT: {
    result: 'FAIL',
    meaning: 'A batch has more or fewer records than its checkpoint closes.',
  },
  LINK_MISMATCH: {
    result: 'FAIL',
    meaning: 'A batch does not follow the batch that its checkpoint names.',
  },
  ORDER: {
    result: 'FAIL',
    meaning: 'Records or batches are in another order than they were written in.',
  },
  NON_CANONICAL: { result: 'FAIL', meaning: 'A record does not have the format of the ledger.' },
  OPENING_MISSING: {
    result: 'FAIL',
    meaning:
      'A text or id that a record commits to is gone, and no record says that it was erased.',
  },
  OPENING_MISMATCH: {
    result: 'FAIL',
    meaning: 'A text beside a record is not the one that the record commits to.',
  },
  WITHDRAWAL_UNFOUNDED: {
    result: 'FAIL',
    meaning: 'A record withdraws a text that fits the record that commits to it.',
  },
  IDENTITY_COMMITMENT: {
    result: 'FAIL',
    meaning: 'The ids beside a record are not those that the record commits to.',
  },
  ERASURE_UNDONE: {
    result: 'FAIL',
    meaning: 'A text or id that a record says was erased is there again.',
  },
  BODY_MISSING: {
    result: 'FAIL',
    meaning: 'Contents of records are gone, and no record says that they were pruned.',
  },
  PRUNE_POLICY: {
    result: 'FAIL',
    meaning: 'Records were pruned that were too young, under a legal hold, or never to be pruned.',
  },
  CLOCK: {
    result: 'FAIL',
    meaning: 'The time of a record cannot be right: a clock was wrong, or was set.',
  },
  HEAD_MISMATCH: {
    result: 'FAIL',
    meaning: 'The row that says where the ledger ends is gone, or differs from the last batch.',
  },
  FOREIGN_OBJECT: {
    result: 'FAIL',
    meaning:
      'The database has an object or row that is not part of a ledger, or one of a ledger is missing or changed.',
  },
  NO_CHECKPOINT: {
    result: 'INCOMPLETE',
    meaning: 'No remembered checkpoint says how long the ledger must be.',
  },
  TIME_GAP: {
    result: 'INCOMPLETE',
    meaning: 'A gateway recorded nothing for longer than its heartbeat allows.',
  },
  RANGE_LOST: {
    result: 'INCOMPLETE',
    meaning: 'Records were lost when the ledger was restored from an older copy.',
  },
  WAL_MISSING: {
    result: 'INCOMPLETE',
    meaning: 'The -wal file of the ledger is missing: the latest records may be in it.',
  },
  PRUNE_UNFINISHED: {
    result: 'INCOMPLETE',
    meaning: 'Some records that the ledger says were pruned are still there.',
  },
  UNREADABLE: {
    result: 'INCOMPLETE',
    meaning: 'The ledger could not be read to its end: nothing is known of the rest.',
  },
  EMPTY: { result: 'INCOMPLETE', meaning: 'The ledger has no record.' },
} as const satisfies Readonly<Record<string, FindingMeaning>>;

/** What a verification found, such as `LEAF_MISMATCH`. */
export type FindingCode = keyof typeof FINDING_CODES;

/** Whether a finding makes the verdict INCOMPLETE instead of FAIL. */
export function makesIncomplete(code: FindingCode): boolean {
  return FINDING_CODES[code].result === 'INCOMPLETE';
}

/** The sentence that explains a code. */
export function meaningOf(code: FindingCode): string {
  return FINDING_CODES[code].meaning;
}
