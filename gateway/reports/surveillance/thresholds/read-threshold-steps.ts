import { reasonOf } from '../../../audit/chain/pick-from-ledger.ts';
import { isInLeafRanges } from '../../../audit/record/unreleased.ts';
import { deriveLeaf } from '../../index/derive-leaf.ts';
import { proveLeaves } from '../../index/prove-leaves.ts';
import { readChanges } from '../../index/read-changes.ts';
import { readUnreleased, recordsRange } from '../../index/unreleased-ranges.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { parseThresholdLeaf, type ThresholdStep } from './threshold-step.ts';

/** A step and its reason: null without one, and if reasons are not read. */
export interface RecordedStep extends ThresholdStep {
  readonly reason: string | null;
}

/** The recorded steps of all thresholds. */
export interface RecordedSteps {
  /** In the order of the ledger, without those whose response was not sent. */
  readonly steps: readonly RecordedStep[];
  /** Rows of the index that the ledger does not prove: their steps count for nothing. */
  readonly refused: readonly Refusal[];
  /** Records in the index when they were read. */
  readonly size: number;
}

/** Finds the steps by the index and proves each against the ledger, at the index's signed checkpoint. */
export async function readThresholdSteps(
  { index, reader, head: findHead }: CaseSources,
  { withReasons }: { readonly withReasons: boolean },
): Promise<RecordedSteps> {
  const head = await findHead();
  if (head === null) return { steps: [], refused: [], size: 0 };
  const { size } = head;
  const database = await index.database();
  const leaves = await readChanges(database, 'log.threshold', size);
  if (leaves.length === 0) return { steps: [], refused: [], size };
  const ranges = await readUnreleased(database, leaves);
  const needed = [...leaves, ...ranges.map(({ leaf }) => leaf)];
  const proofs = new Map(
    (await proveLeaves(database, reader, head, needed)).map((proof) => [proof.leaf, proof]),
  );
  const unreleased = ranges.filter((range) => recordsRange(proofs.get(range.leaf), range));
  const steps: RecordedStep[] = [];
  const refused: Refusal[] = [];
  for (const leaf of leaves) {
    const proof = proofs.get(leaf);
    const stored = proof?.kind === 'proven' ? deriveLeaf(proof.stored, true).leaf : null;
    if (stored?.kind !== 'log.threshold') {
      const why = proof === undefined || proof.kind === 'proven' ? 'differs' : proof.kind;
      refused.push({ leaf, why });
      continue;
    }
    const step = isInLeafRanges(unreleased, leaf) ? null : parseThresholdLeaf(stored, leaf);
    if (step === null) continue;
    steps.push({ ...step, reason: withReasons ? await reasonOf(reader, stored) : null });
  }
  return { steps, refused, size };
}
