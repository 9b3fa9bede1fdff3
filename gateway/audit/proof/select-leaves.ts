import { openLeaf } from '../record/open-leaf.ts';
import { parseLeaf, type PlainLeaf } from '../record/parse-leaf.ts';
import {
  isInLeafRanges,
  UNRELEASED_MARKER,
  unreleasedIn,
  type LeafRange,
} from '../record/unreleased.ts';
import { leafParts } from '../record/leaf-parts.ts';
import type { ProofSubject } from './proof-file.ts';

/** Selects the leaves that belong in a proof. */
export interface LeafSelection {
  /** Whether a leaf with these openings belongs in the proof. Call it in the order of the ledger. */
  includes(bytes: Buffer, index: number, openings: Buffer | null): boolean;
}

/**
 * A leaf belongs in the proof for a patient if a report about the patient has a row for it, or if it states that the response
 * of such a leaf was not sent.
 */
export function createLeafSelection(subject: ProofSubject): LeafSelection {
  /** The id as it is in leaves and openings: leaves without it are not parsed. */
  const searchText = JSON.stringify(subject.patient);
  const selected = new Set<number>();
  return {
    includes(bytes, index, openings) {
      const mayBelong =
        [bytes, openings ?? NOTHING].some((text) => text.includes(searchText)) ||
        bytes.includes(UNRELEASED_MARKER);
      const leaf = mayBelong ? parseLeaf(bytes) : null;
      const opened = leaf === null ? null : openLeaf(leaf, openings);
      if (opened === null) return false;
      const unreleased = unreleasedIn(opened);
      if (unreleased !== null) return containsOne(unreleased, selected);
      const isSelected = isInPeriod(opened, subject) && hasRowFor(opened, subject.patient);
      if (isSelected) selected.add(index);
      return isSelected;
    },
  };
}

const NOTHING = Buffer.alloc(0);

function isInPeriod({ at }: PlainLeaf, { since, until }: ProofSubject): boolean {
  return at >= (since ?? -Infinity) && at <= (until ?? Infinity);
}

function hasRowFor(leaf: PlainLeaf, patient: string): boolean {
  return leafParts(leaf).some((part) => part.patient === patient);
}

/** Whether a range of unreleased leaves contains one of these. */
function containsOne(range: LeafRange, found: ReadonlySet<number>): boolean {
  return [...found].some((index) => isInLeafRanges([range], index));
}
