import { epochIn, type Epoch } from '../record/control/epoch.ts';
import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import type { Checkpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin, isSameLedger, originAfter } from '../tree/origin.ts';
import type { SignedNote } from '../tree/signed-note.ts';
import type { Keyring, Signature } from '../chain/keyring.ts';
import type { Findings, Resumption, Verdict } from './verdict.ts';

/** A batch whose origin differs from the origin before it. */
export interface NameChange {
  /** The origin before. */
  readonly from: string;
  readonly batch: Batch;
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  /** Root of the tree before the batch, hex; null if it is not known. */
  readonly root: () => string | null;
}

/** How a remembered checkpoint relates to the resumptions of a ledger. */
export type ResumptionState =
  /** It is of the current tree, or of a longer one under the same origin. */
  | { readonly kind: 'here' }
  /** It covers records that were lost before a resumption. */
  | { readonly kind: 'lost'; readonly resumption: Resumption }
  /** It is of a later epoch than the ledger has reached. */
  | { readonly kind: 'later' }
  /** It is of another ledger. */
  | { readonly kind: 'foreign' };

/**
 * Follows a ledger through its epochs, and reports the records that were lost between them. A ledger that was restored from an
 * older copy and resumed goes on as a new epoch with another origin: `name`, then `name/2`.
 */
export interface ResumptionCheck {
  /**
   * Checks the signature of a batch with another origin; null unless it is a later epoch of the same ledger. After a
   * valid signature the ledger goes on under that origin, and a wrong resumption is a finding.
   */
  begin(change: NameChange): Signature | null;
  /** Takes the next leaf of a signed batch with this origin: a start states the size that its guard remembered. */
  note(leaf: Leaf, index: number, origin: string): void;
  /** The state of a checkpoint in a ledger that ends with this origin. */
  stateOf(checkpoint: Pick<Checkpoint, 'origin' | 'size'>, ledgerOrigin: string): ResumptionState;
  /** Reports the lost records. */
  finish(): Verdict['resumptions'];
}

/** A check that has read no batch. */
export function createResumptionCheck(keyring: Keyring, findings: Findings): ResumptionCheck {
  const resumptions: Resumption[] = [];

  /** If `name` was resumed as `name/2` at record 5, a checkpoint of `name` at size 5 is here, and one at size 9 is lost. */
  const stateOf: ResumptionCheck['stateOf'] = ({ origin, size }, ledgerOrigin) => {
    if (!isSameLedger(origin, ledgerOrigin)) return { kind: 'foreign' };
    if (isLaterOrigin(origin, ledgerOrigin)) return { kind: 'later' };
    // The resumption that ended the checkpoint's epoch; an earlier epoch, if all records of that one were lost.
    const end = resumptions.find(({ to }) => isLaterOrigin(to, origin));
    const isEpochHere = origin === ledgerOrigin || end?.from === origin;
    if (end !== undefined && (!isEpochHere || size > end.record)) {
      return { kind: 'lost', resumption: end };
    }
    return isEpochHere ? { kind: 'here' } : { kind: 'foreign' };
  };
  return {
    stateOf,
    begin(change) {
      const { from, batch, checkpoint, note } = change;
      const to = checkpoint.origin;
      if (!isLaterOrigin(to, from)) return null;
      const { first } = batch;
      const signature = keyring.judgeAs(note, first, { from, to });
      if (signature !== 'valid') return signature;
      keyring.rename(note, first, { from, to });
      const [bytes] = unpackLeaves(batch.leaves) ?? [];
      const leaf = bytes === undefined ? null : parseLeaf(bytes);
      const epoch = leaf === null ? null : epochIn(leaf);
      const problem = problemOf(epoch, change);
      if (problem !== null) findings.add('ORIGIN_MISMATCH', [first, first], problem);
      const known = epoch === null ? null : epoch.known;
      const at = leaf === null ? 0 : leaf.at;
      const reached = known === null ? first : known.size;
      resumptions.push({ record: first, at, from, to, known, reached });
      return signature;
    },
    note(leaf, index, origin) {
      if (leaf.kind === 'log.incarnation' && resumptions.at(-1)?.record !== index) {
        const text = `Record ${index} states that the ledger was resumed there, and its batch does not begin an epoch.`;
        findings.add('ORIGIN_MISMATCH', [index, index], text);
      }
      const guardOrigin = leaf.kind === 'log.start' ? leaf.details?.['guardOrigin'] : null;
      const size = leaf.details?.['guardSize'];
      if (typeof guardOrigin !== 'string' || typeof size !== 'number') return;
      const state = stateOf({ origin: guardOrigin, size }, origin);
      if (state.kind === 'lost') widen(state.resumption, size);
    },
    finish() {
      for (const { record, from, to, reached } of resumptions) {
        const isKnown = reached > record;
        const range = [record, isKnown ? reached - 1 : record] as const;
        const text = isKnown
          ? `Records ${range.join('..')} of ${from} were lost: record ${record} resumed it as ${to}.`
          : `Record ${record} resumed ${from} as ${to}, and no checkpoint showed which records followed record ${record - 1}.`;
        findings.add('RANGE_LOST', range, text);
      }
      return resumptions.map((each) => ({ ...each }));
    },
  };
}

/** Notes that the lost epoch had at least this size. */
export function widen(resumption: Resumption, size: number): void {
  resumption.reached = Math.max(resumption.reached, size);
}

/** What is wrong with a resumption that a valid key signed; null if nothing is. */
function problemOf(
  epoch: Epoch | null,
  { from, batch: { first }, checkpoint, root }: NameChange,
): string | null {
  const to = checkpoint.origin;
  if (epoch === null) {
    return `From record ${first} on the ledger ${from} is called ${to}, and no record states why.`;
  }
  const { restored, known } = epoch;
  const before = root();
  const isHere =
    restored.origin === from &&
    restored.size === first &&
    (before === null || restored.root === before);
  if (!isHere) {
    return `Record ${first} states that it resumes ${restored.origin} at ${restored.size} records, and it follows other records.`;
  }
  const isOurs = known === null || isSameLedger(known.origin, from);
  const next = originAfter(from, known === null ? [] : [known.origin]);
  if (isOurs && next === to) return null;
  return `Record ${first} resumes ${from} as ${to}, where ${next} is the next origin.`;
}
