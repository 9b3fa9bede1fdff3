import { erasuresIn } from '../record/control/erasure.ts';
import { openingStates } from '../record/open-leaf.ts';
import { printNumbers } from '../../platform/print-numbers.ts';
import { fitsCommitment } from '../record/opening.ts';
import { isCommitted, type Leaf } from '../record/parse-leaf.ts';
import { commitmentIn } from '../record/text-commitment.ts';
import { withdrawalsIn } from '../record/control/withdrawal.ts';
import type { VerifiedRows } from '../store/surplus-rows.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import type { LeafVisitor } from './leaf-visitor.ts';
import type { Findings, Verdict } from './verdict.ts';

/**
 * Compares the commitments of leaves with the stored openings: the ids and reasons that a leaf commits to, stored beside the
 * tree so that they can be erased.
 */
export interface OpeningCheck extends LeafVisitor {
  /** The openings that were found for commitments of leaves. */
  found(): Pick<VerifiedRows, 'identities' | 'openings'>;
  /** Whether a leaf with commitments in place of ids was read. */
  hasCommitments(): boolean;
  /**
   * Compares the leaves that were read since the last call with their openings. `known` holds the openings of these leaves;
   * null looks them up.
   */
  compare(known: ReadonlyMap<number, Buffer> | null): Promise<void>;
  /**
   * Whether an opening is missing or wrong, and no record that was read so far erases or withdraws it. It may have been
   * erased during the verification; then a later record states that. From this call on, an erasure may also name an
   * opening that was still there when it was looked up.
   */
  needsLaterRecords(): boolean;
  /** Compares missing and wrong openings with the erasures and withdrawals, and adds the findings. */
  finish(isPruned: (index: number) => boolean): Pick<Verdict, 'erased' | 'withdrawn'>;
}

/** A check that looks up every commitment. Its memory grows with the erased openings only. */
export function createOpeningCheck(
  reader: Pick<RowReader, 'findOpening' | 'identities'>,
  findings: Findings,
): OpeningCheck {
  /** Leaves with commitments that were read since the last `compare`. */
  let noted: { readonly leaf: Leaf; readonly index: number }[] = [];
  /** Openings that are erased or missing, as `12:3` (leaf and position) or `12:reason`. */
  const goneOpenings = new Set<string>();
  /** Commitments to reasons whose opening is stored. */
  const foundOpenings = new Set<string>();
  /** Number of leaves with stored identity openings. */
  let identities = 0;
  /** Leaves whose openings are fewer than their commitments. */
  const lost = new Set<number>();
  /** Leaves whose opening is there and does not fit the commitment. */
  const unfit = new Set<number>();
  /** Leaf → the leaf that withdraws its opening. */
  const withdrawals = new Map<number, number>();
  /** Erased opening, as in `goneOpenings` → the leaf that states the erasure. */
  const erasures = new Map<string, number>();
  /** Openings that were erased during the verification. */
  const late = new Set<string>();
  /** Whether records are read that were written after the verification began: set by `needsLaterRecords`. */
  let isReadingOn = false;
  /** Sizes of `goneOpenings` and `unfit` at the last call of `needsLaterRecords`, which judges only those that were added since. */
  let judged = 0;
  let judgedUnfit = 0;
  let hasCommitments = false;

  const checkReason = async (leaf: Leaf, index: number) => {
    const commitment = commitmentIn(leaf);
    if (commitment === null) return;
    const opening = await reader.findOpening(commitment);
    if (opening === null) {
      goneOpenings.add(`${index}:reason`);
      return;
    }
    foundOpenings.add(commitment);
    if (!fitsCommitment(opening)) unfit.add(index);
  };
  const checkIdentities = (leaf: Leaf, index: number, openings: Buffer | null) => {
    if (openings !== null) identities += 1;
    const states = openingStates(leaf, openings);
    const changed = places(states, 'changed');
    const missing = places(states, 'missing');
    if (changed.length > 0) {
      const text = `The ids stored for entries ${printNumbers(changed)} of record ${index} do not fit its commitments.`;
      findings.add('IDENTITY_COMMITMENT', [index, index], text);
    }
    // An erasure leaves an empty place. A missing place is not an erasure.
    if (missing.length > 0) {
      lost.add(index);
      reportMissing(index, printNumbers(missing));
    }
    for (const place of places(states, 'erased')) goneOpenings.add(`${index}:${place}`);
  };
  const reportMissing = (index: number, what: string) => {
    const text = `What record ${index} commits to is missing (${what}), and no record states that it was erased.`;
    findings.add('OPENING_MISSING', [index, index], text);
  };
  const note = (leaf: Leaf, index: number) => {
    hasCommitments ||= isCommitted(leaf);
    if (isCommitted(leaf) || commitmentIn(leaf) !== null) noted.push({ leaf, index });
  };
  const noteErasure = (place: string, index: number) => {
    if (isReadingOn && !erasures.has(place)) late.add(place);
    erasures.set(place, index);
  };
  const lookUp = async (committed: readonly { readonly index: number }[]) => {
    const [first] = committed;
    const last = committed.at(-1);
    if (first === undefined || last === undefined) return new Map<number, Buffer>();
    const rows = await reader.identities(first.index, last.index);
    return new Map(rows.map((row) => [row.leaf, row.openings]));
  };
  const judgeWithdrawals = (isPruned: (index: number) => boolean): Verdict['withdrawn'] => {
    const byLeaf = new Map<number, number[]>();
    for (const index of unfit) {
      const by = withdrawals.get(index);
      if (by === undefined) {
        const text = `What record ${index} commits to was changed.`;
        findings.add('OPENING_MISMATCH', [index, index], text);
      } else {
        byLeaf.set(by, [...(byLeaf.get(by) ?? []), index]);
      }
    }
    for (const [index, by] of withdrawals) {
      // A missing opening is reported as missing or erased.
      if (unfit.has(index) || goneOpenings.has(`${index}:reason`) || isPruned(index)) continue;
      const text = `The text stored for record ${index} fits its commitment, although record ${by} withdraws it.`;
      findings.add('WITHDRAWAL_UNFOUNDED', [index, index], text);
    }
    return [...byLeaf].map(([by, leaves]) => ({ by, leaves }));
  };
  return {
    needsLaterRecords() {
      isReadingOn = true;
      const recent = [...goneOpenings].slice(judged);
      judged = goneOpenings.size;
      const recentUnfit = [...unfit].slice(judgedUnfit);
      judgedUnfit = unfit.size;
      return (
        recent.some((place) => !erasures.has(place)) ||
        recentUnfit.some((index) => !withdrawals.has(index))
      );
    },
    hasCommitments: () => hasCommitments,
    found: () => ({ identities, openings: foundOpenings }),
    visit(leaf, index) {
      note(leaf, index);
      for (const { leaf: from, positions, reason } of erasuresIn(leaf)) {
        // An erasure concerns earlier leaves only.
        if (from >= index) continue;
        for (const position of positions) noteErasure(`${from}:${position}`, index);
        if (reason) noteErasure(`${from}:reason`, index);
      }
      for (const from of withdrawalsIn(leaf)) {
        if (from < index && !withdrawals.has(from)) withdrawals.set(from, index);
      }
    },
    visitUnsigned: note,
    plainLeaves: {
      // Their openings have been compared with their commitments.
      accepts: () => true,
      visit({ opened }) {
        identities += opened;
      },
    },
    async compare(known) {
      const due = noted;
      noted = [];
      const openings = known ?? (await lookUp(due.filter(({ leaf }) => isCommitted(leaf))));
      for (const { leaf, index } of due) {
        checkIdentities(leaf, index, openings.get(index) ?? null);
        await checkReason(leaf, index);
      }
    },
    finish(isPruned) {
      /** The leaf that states an erasure → the number of openings that it erased. */
      const counts = new Map<number, number>();
      for (const place of goneOpenings) {
        const by = erasures.get(place);
        if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1);
        else reportMissing(Number(place.split(':')[0]), place.split(':')[1] ?? '');
      }
      for (const [place, by] of erasures) {
        const index = Number(place.split(':')[0]);
        if (goneOpenings.has(place) || late.has(place) || lost.has(index) || isPruned(index))
          continue;
        const text = `Record ${by} states that an opening of record ${index} was erased, and it is there.`;
        findings.add('ERASURE_UNDONE', [index, index], text);
      }
      return {
        erased: [...counts].map(([by, entries]) => ({ by, entries })),
        withdrawn: judgeWithdrawals(isPruned),
      };
    },
  };
}

function places(states: readonly string[], state: string): number[] {
  return states.flatMap((each, place) => (each === state ? [place] : []));
}
