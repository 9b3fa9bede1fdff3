import { countOf } from '../../platform/count-of.ts';
import { quarantineIn } from '../record/control/quarantine.ts';
import type { Leaf } from '../record/parse-leaf.ts';
import type { Verdict } from './verdict.ts';

/** Collects what the ledger says was taken off its end. */
export interface QuarantineCheck {
  /** The next leaf that a valid key signed. */
  note(leaf: Leaf, index: number): void;
  found(): Verdict['quarantined'];
  /** What a verdict cannot exclude because of it. */
  caveats(): readonly string[];
}

const MAX_LISTED = 100;

/** A check that has seen nothing. */
export function createQuarantineCheck(): QuarantineCheck {
  const found: Verdict['quarantined'][number][] = [];
  return {
    note(leaf, by) {
      const quarantine = quarantineIn(leaf);
      if (quarantine === null || quarantine.first > by || found.length >= MAX_LISTED) return;
      found.push({ ...quarantine, by });
    },
    found: () => found,
    caveats: () => found.flatMap(describe),
  };
}

function describe({ by, first, batches, records, headSize }: Verdict['quarantined'][number]) {
  const removed =
    batches === 0
      ? []
      : [
          `${countOf(records, 'record')} in ${countOf(batches, 'batch', 'batches')} from record ${first} on were taken off the ledger, as record ${by} says: that no key of the ledger had signed them rests on the key that signed this and on the file that was kept.`,
        ];
  const lost =
    headSize === null || headSize <= first + records
      ? []
      : [
          `The head row named ${headSize} records when it was set right, as record ${by} says, and ${first + records} were there: others may have been removed before.`,
        ];
  return [...removed, ...lost];
}
