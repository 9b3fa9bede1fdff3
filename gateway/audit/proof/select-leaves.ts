import { openLeaf } from '../record/open-leaf.ts';
import { parseLeaf, type PlainLeaf } from '../record/parse-leaf.ts';
import { isWithin, UNRELEASED_MARKER, unreleasedIn, type LeafRange } from '../record/unreleased.ts';
import { leafParts } from '../record/report-rows.ts';
import type { ProofSubject } from './proof-file.ts';

/** Finds, leaf after leaf, those that belong into a proof. */
export interface LeafSelection {
  /** Whether this leaf does, as these open it; leaves come in the order of the ledger. */
  concerns(bytes: Buffer, index: number, openings: Buffer | null): boolean;
}

/**
 * A leaf belongs into the proof for a patient where a report about that patient has a row for it, and where
 * it says that the answer of such a leaf never left.
 */
export function createLeafSelection(subject: ProofSubject): LeafSelection {
  const mark = JSON.stringify(subject.patient);
  const found = new Set<number>();
  return {
    concerns(bytes, index, openings) {
      const mayConcern =
        [bytes, openings ?? NOTHING].some((text) => text.includes(mark)) ||
        bytes.includes(UNRELEASED_MARKER);
      const leaf = mayConcern ? parseLeaf(bytes) : null;
      const opened = leaf === null ? null : openLeaf(leaf, openings);
      if (opened === null) return false;
      const unreleased = unreleasedIn(opened);
      if (unreleased !== null) return takesBack(unreleased, found);
      const isConcerned = isInPeriod(opened, subject) && tellsOf(opened, subject.patient);
      if (isConcerned) found.add(index);
      return isConcerned;
    },
  };
}

const NOTHING = Buffer.alloc(0);

function isInPeriod({ at }: PlainLeaf, { since, until }: ProofSubject): boolean {
  return at >= (since ?? -Infinity) && at <= (until ?? Infinity);
}

function tellsOf(leaf: PlainLeaf, patient: string): boolean {
  return leafParts(leaf).some((part) => part.patient === patient);
}

/** Whether a leaf says of one of these that its answer never left. */
function takesBack(range: LeafRange, found: ReadonlySet<number>): boolean {
  return [...found].some((index) => isWithin([range], index));
}
