import { writeRanges, type IndexRange } from '../../audit/record/index-ranges.ts';

/** The state of the ledger that a document was made from. */
export interface LedgerFacts {
  readonly origin: string;
  /** Number of leaves, by the last checkpoint. */
  readonly size: number;
  /** Root of the last checkpoint, hex. It is not verified here. */
  readonly root: string;
  /** Times of the first leaf after all pruned ones and of the last leaf, UTC ms; null if unreadable. */
  readonly begins: number | null;
  readonly ends: number | null;
  /** Pruned leaves, of which only hashes remain. Their events are in no report. */
  readonly pruned: readonly IndexRange[];
}

/** Returns the ranges of pruned leaves as texts, such as `0-511`. */
export function prunedTexts({ pruned }: Pick<LedgerFacts, 'pruned'>): readonly string[] {
  return pruned.map((range) => writeRanges([range]));
}

/** When, by which program and from which ledger an accounting is issued. */
export interface AccountIssue {
  readonly ledger: LedgerFacts;
  /** Indexes of changed leaves. Their disclosures are not listed. */
  readonly damaged: readonly number[];
  /** When the accounting is issued, UTC ms since 1970. */
  readonly at: number;
  /** Version of this program. */
  readonly version: string;
}
