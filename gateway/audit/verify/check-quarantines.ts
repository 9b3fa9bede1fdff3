import { countOf } from '../../platform/count-of.ts';
import { quarantineIn } from '../record/control/quarantine.ts';
import type { LeafVisitor } from './leaf-visitor.ts';
import type { Verdict } from './verdict.ts';

/** Lists the quarantines that the ledger records: unsigned batches that an operator removed from its end. */
export interface QuarantineCheck extends LeafVisitor {
  found(): Verdict['quarantined'];
  /** What the verdict cannot exclude because of them. */
  caveats(): readonly string[];
}

const MAX_LISTED = 100;

/** A check that has read no leaf. */
export function createQuarantineCheck(): QuarantineCheck {
  const found: Verdict['quarantined'][number][] = [];
  return {
    visit(leaf, by) {
      const quarantine = quarantineIn(leaf);
      // A quarantine removes batches that stood where its record is, so it cannot begin after it.
      if (quarantine === null || quarantine.first > by || found.length >= MAX_LISTED) return;
      found.push({ ...quarantine, by });
    },
    plainLeaves: 'skip',
    found: () => found,
    caveats: () => found.flatMap(describe),
  };
}

function describe({ by, first, batches, records, headSize }: Verdict['quarantined'][number]) {
  const removed =
    batches === 0
      ? []
      : [
          `Record ${by} states that it removed ${countOf(records, 'record')} in ${countOf(batches, 'batch', 'batches')} from record ${first} on. Only its signer and the evidence file show that no key of the ledger had signed them.`,
        ];
  const lost =
    headSize === null || headSize <= first + records
      ? []
      : [
          `The head row stated ${headSize} records when it was corrected, as record ${by} states, and the ledger held ${first + records}: others may have been removed before.`,
        ];
  return [...removed, ...lost];
}
