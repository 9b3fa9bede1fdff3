import { writeRanges, type IndexRange } from '../../audit/record/index-ranges.ts';

/** What a report on paper tells of the ledger it was drawn from. */
export interface LedgerFacts {
  readonly origin: string;
  /** Leaves in it, by its last checkpoint. */
  readonly size: number;
  /** Hex; of the last checkpoint. Nothing of it is verified here. */
  readonly root: string;
  /**
   * When the first leaf behind all that was pruned was recorded, and the last one, UTC ms; null where they can't be
   * read.
   */
  readonly begins: number | null;
  readonly ends: number | null;
  /** Leaves that outlived their time and of which only hashes are left: what they told of is in no report. */
  readonly pruned: readonly IndexRange[];
}

/** What was pruned, a text for each range of leaves: `0-511`. */
export function prunedTexts({ pruned }: Pick<LedgerFacts, 'pruned'>): readonly string[] {
  return pruned.map((range) => writeRanges([range]));
}

/** Where an accounting comes from, and what it lacks. */
export interface AccountOrigin {
  readonly ledger: LedgerFacts;
  /** Indexes of leaves that were changed: what they said is not repeated. */
  readonly damaged: readonly number[];
  /** When it was drawn, UTC ms since 1970. */
  readonly at: number;
  /** Of this program. */
  readonly version: string;
}
