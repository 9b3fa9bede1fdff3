import { isOpening, type Opening } from '../record/opening.ts';
import type { Leaf } from '../record/parse-leaf.ts';
import type { Findings } from './verdict.ts';

/** Compares what a leaf commits to with what lies beside the tree. */
export type OpeningCheck = (leaf: Leaf, index: number) => void;

/** The commitment of a leaf that makes one. */
export function commitmentIn(leaf: Leaf): string | null {
  const commitment = leaf.kind === 'breakglass.start' ? leaf.details?.['reasonCommitment'] : null;
  return typeof commitment === 'string' ? commitment : null;
}

/** A check that looks each commitment up. */
export function createOpeningCheck(
  find: (commitment: string) => Opening | null,
  findings: Findings,
): OpeningCheck {
  return (leaf, index) => {
    const commitment = commitmentIn(leaf);
    if (commitment === null) return;
    const opening = find(commitment);
    if (opening === null) {
      const text = `What record ${index} commits to is missing.`;
      findings.add('OPENING_MISSING', [index, index], text);
    } else if (!isOpening(opening)) {
      const text = `What record ${index} commits to was changed.`;
      findings.add('OPENING_MISMATCH', [index, index], text);
    }
  };
}
