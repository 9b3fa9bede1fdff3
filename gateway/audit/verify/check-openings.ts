import { isOpening, type Opening } from '../record/opening.ts';
import type { Leaf } from '../record/parse-leaf.ts';
import type { Findings } from './verdict.ts';

/** Compares what leaves commit to with what lies beside the tree. */
export interface OpeningCheck {
  note(leaf: Leaf, index: number): void;
  /** Looks up what was noted since the last time. */
  settle(): Promise<void>;
}

/** The commitment of a leaf that makes one. */
export function commitmentIn(leaf: Leaf): string | null {
  const commitment = leaf.kind === 'breakglass.start' ? leaf.details?.['reasonCommitment'] : null;
  return typeof commitment === 'string' ? commitment : null;
}

/** A check that looks each commitment up. */
export function createOpeningCheck(
  find: (commitment: string) => Promise<Opening | null>,
  findings: Findings,
): OpeningCheck {
  let noted: { readonly commitment: string; readonly index: number }[] = [];
  return {
    note(leaf, index) {
      const commitment = commitmentIn(leaf);
      if (commitment !== null) noted.push({ commitment, index });
    },
    async settle() {
      const due = noted;
      noted = [];
      for (const { commitment, index } of due) {
        const opening = await find(commitment);
        if (opening === null) {
          const text = `What record ${index} commits to is missing.`;
          findings.add('OPENING_MISSING', [index, index], text);
        } else if (!isOpening(opening)) {
          const text = `What record ${index} commits to was changed.`;
          findings.add('OPENING_MISMATCH', [index, index], text);
        }
      }
    },
  };
}
