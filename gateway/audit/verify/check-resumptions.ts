import { epochIn, type Epoch } from '../record/control/epoch.ts';
import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import type { Checkpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin, isSameLedger, originAfter } from '../tree/origin.ts';
import type { SignedNote } from '../tree/signed-note.ts';
import type { Keyring, Signature } from '../chain/keyring.ts';
import type { Findings, Resumption, Verdict } from './verdict.ts';

/** A batch under another name than the ledger had before it. */
export interface NameChange {
  /** The name before. */
  readonly from: string;
  readonly batch: Batch;
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  /** Root of the tree before the batch, hex; null where that isn't known. */
  readonly root: () => string | null;
}

/** Where a checkpoint that was remembered of a ledger belongs. */
export type ResumptionState =
  /** In the ledger as it is, or behind its end. */
  | { readonly kind: 'here' }
  /** In what was lost when an incarnation ended. */
  | { readonly kind: 'lost'; readonly resumption: Resumption }
  /** In a later incarnation than the ledger has reached. */
  | { readonly kind: 'later' }
  | { readonly kind: 'foreign' };

/** Follows a ledger through its incarnations, and tells what was lost between them. */
export interface ResumptionCheck {
  /**
   * Judges a batch that has another name: who signed it, where it is of a later incarnation; null where it is
   * not. With a valid signature the ledger goes on under that name, and whatever is wrong with the way it was
   * resumed is a finding.
   */
  begin(change: NameChange): Signature | null;
  /** A leaf as it was signed, in a batch of this name. */
  note(leaf: Leaf, index: number, origin: string): void;
  stateOf(checkpoint: Pick<Checkpoint, 'origin' | 'size'>, origin: string): ResumptionState;
  /** Reports what was lost. */
  finish(): Verdict['resumptions'];
}

/** A check of a ledger that has not been resumed yet. */
export function createResumptionCheck(keyring: Keyring, findings: Findings): ResumptionCheck {
  const resumptions: Resumption[] = [];

  const stateOf: ResumptionCheck['stateOf'] = ({ origin: name, size }, origin) => {
    if (!isSameLedger(name, origin)) return { kind: 'foreign' };
    if (isLaterOrigin(name, origin)) return { kind: 'later' };
    // The first that left this name, or one that it follows, behind: a lost incarnation may have no place here.
    const next = resumptions.find(({ to }) => isLaterOrigin(to, name));
    const isHere = name === origin || next?.from === name;
    if (next !== undefined && (!isHere || size > next.record)) {
      return { kind: 'lost', resumption: next };
    }
    return isHere ? { kind: 'here' } : { kind: 'foreign' };
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
      const incarnation = leaf === null ? null : epochIn(leaf);
      const problem = problemOf(incarnation, change);
      if (problem !== null) findings.add('ORIGIN_MISMATCH', [first, first], problem);
      const known = incarnation === null ? null : incarnation.known;
      const at = leaf === null ? 0 : leaf.at;
      const reached = known === null ? first : known.size;
      resumptions.push({ record: first, at, from, to, known, reached });
      return signature;
    },
    note(leaf, index, origin) {
      if (leaf.kind === 'log.incarnation' && resumptions.at(-1)?.record !== index) {
        const text = `Record ${index} says that the ledger was resumed there, and it was not.`;
        findings.add('ORIGIN_MISMATCH', [index, index], text);
      }
      const name = leaf.kind === 'log.start' ? leaf.details?.['guardOrigin'] : null;
      const size = leaf.details?.['guardSize'];
      if (typeof name !== 'string' || typeof size !== 'number') return;
      const where = stateOf({ origin: name, size }, origin);
      if (where.kind === 'lost') widen(where.resumption, size);
    },
    finish() {
      for (const { record, from, to, reached } of resumptions) {
        const isKnown = reached > record;
        const range = [record, isKnown ? reached - 1 : record] as const;
        const text = isKnown
          ? `Records ${range.join('..')} of ${from} were lost: record ${record} resumed it as ${to}.`
          : `Record ${record} resumed ${from} as ${to}, and nobody knew what had followed record ${record - 1}.`;
        findings.add('RANGE_LOST', range, text);
      }
      return resumptions.map((each) => ({ ...each }));
    },
  };
}

/** A checkpoint tells that the lost incarnation was as long as this at least. */
export function widen(resumption: Resumption, size: number): void {
  resumption.reached = Math.max(resumption.reached, size);
}

/** What is wrong with the way that a batch, signed with a valid key, gives the ledger another name. */
function problemOf(
  incarnation: Epoch | null,
  { from, batch: { first }, checkpoint, root }: NameChange,
): string | null {
  const to = checkpoint.origin;
  if (incarnation === null) {
    return `From record ${first} on the ledger ${from} is called ${to}, and no record says why.`;
  }
  const { restored, known } = incarnation;
  const before = root();
  const isHere =
    restored.origin === from &&
    restored.size === first &&
    (before === null || restored.root === before);
  if (!isHere) {
    return `Record ${first} resumes ${restored.origin} at ${restored.size} records, and follows other records than those.`;
  }
  const isOurs = known === null || isSameLedger(known.origin, from);
  const next = originAfter(from, known === null ? [] : [known.origin]);
  if (isOurs && next === to) return null;
  return `Record ${first} resumes ${from} as ${to}, where ${next} comes next.`;
}
