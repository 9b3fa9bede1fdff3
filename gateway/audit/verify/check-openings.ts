import { erasuresIn } from '../record/control/erasure.ts';
import { openingStates } from '../record/open-leaf.ts';
import { isOpening } from '../record/opening.ts';
import { isCommitted, type Leaf } from '../record/parse-leaf.ts';
import { commitmentIn } from '../record/text-commitment.ts';
import { withdrawalsIn } from '../record/control/withdrawal.ts';
import type { VerifiedRows } from '../store/surplus-rows.ts';
import type { RowReader } from '../store/ledger-reader.ts';
import type { Findings, Verdict } from './verdict.ts';

/** Compares what leaves commit to with what lies beside the tree. */
export interface OpeningCheck {
  /** What a leaf that no valid key signed says of others is not believed. */
  note(leaf: Leaf, index: number, isSigned: boolean): void;
  /** Takes leaves whose ids are known to be opened. */
  take(opened: number): void;
  /** What was found beside the tree that a leaf commits to. */
  found(): Pick<VerifiedRows, 'identities' | 'openings'>;
  /** Whether a leaf with commitments in the place of ids was noted. */
  sawCommitted(): boolean;
  /** Looks up what was noted since the last time; in this, which has what lies there for it, unless null. */
  settle(known: ReadonlyMap<number, Buffer> | null): Promise<void>;
  /**
   * Whether something was found to be gone since the last time that no leaf so far says was erased: it may have
   * been erased meanwhile, and then a leaf that is there by now says so. What is noted from now on may also
   * say of something that it was erased that was still there when it was looked up.
   */
  readOn(): boolean;
  /**
   * Compares what is gone or doesn't fit with what the ledger says was erased or withdrawn, and tells that; of pruned
   * leaves nothing is left.
   */
  finish(isPruned: (index: number) => boolean): Pick<Verdict, 'erased' | 'withdrawn'>;
}

/** A check that looks each commitment up. Its memory grows with what was erased. */
export function createOpeningCheck(
  reader: Pick<RowReader, 'findOpening' | 'identities'>,
  findings: Findings,
): OpeningCheck {
  let noted: { readonly leaf: Leaf; readonly index: number }[] = [];
  /** `12:3` or `12:reason` of what was erased, as far as one sees it there. */
  const gone = new Set<string>();
  const foundOpenings = new Set<string>();
  let identities = 0;
  /** Leaves whose openings have lost their places. */
  const lost = new Set<number>();
  /** Leaves whose openings are there and don't fit. */
  const unfit = new Set<number>();
  /** Leaf → the one that says that its opening doesn't fit. */
  const withdrawals = new Map<number, number>();
  const erasures = new Map<string, number>();
  /** Of these, what was erased meanwhile. */
  const late = new Set<string>();
  let isReadingOn = false;
  let judged = 0;
  let judgedUnfit = 0;
  let sawCommitted = false;

  const checkReason = async (leaf: Leaf, index: number) => {
    const commitment = commitmentIn(leaf);
    if (commitment === null) return;
    const opening = await reader.findOpening(commitment);
    if (opening === null) {
      gone.add(`${index}:reason`);
      return;
    }
    foundOpenings.add(commitment);
    if (!isOpening(opening)) unfit.add(index);
  };
  const checkIdentities = (leaf: Leaf, index: number, openings: Buffer | null) => {
    if (openings !== null) identities += 1;
    const states = openingStates(leaf, openings);
    const changed = places(states, 'changed');
    const missing = places(states, 'missing');
    if (changed.length > 0) {
      const text = `Record ${index} does not commit to the ids that lie there for its entries ${printNumbers(changed)}.`;
      findings.add('IDENTITY_COMMITMENT', [index, index], text);
    }
    // An erased one leaves its place empty; nobody has erased what has no place.
    if (missing.length > 0) {
      lost.add(index);
      nameMissing(index, printNumbers(missing));
    }
    for (const place of places(states, 'erased')) gone.add(`${index}:${place}`);
  };
  const nameMissing = (index: number, what: string) => {
    const text = `What record ${index} commits to is missing (${what}), and no record says that it was erased.`;
    findings.add('OPENING_MISSING', [index, index], text);
  };
  const erase = (place: string, index: number) => {
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
      // One that is gone is judged as that: it is missing, or another record says that it was erased.
      if (unfit.has(index) || gone.has(`${index}:reason`) || isPruned(index)) continue;
      const text = `What record ${index} commits to lies there, though record ${by} says that something else does.`;
      findings.add('WITHDRAWAL_UNFOUNDED', [index, index], text);
    }
    return [...byLeaf].map(([by, leaves]) => ({ by, leaves }));
  };
  return {
    readOn() {
      isReadingOn = true;
      const recent = [...gone].slice(judged);
      judged = gone.size;
      const recentUnfit = [...unfit].slice(judgedUnfit);
      judgedUnfit = unfit.size;
      return (
        recent.some((place) => !erasures.has(place)) ||
        recentUnfit.some((index) => !withdrawals.has(index))
      );
    },
    sawCommitted: () => sawCommitted,
    take(opened) {
      identities += opened;
    },
    found: () => ({ identities, openings: foundOpenings }),
    note(leaf, index, isSigned) {
      sawCommitted ||= isCommitted(leaf);
      if (isCommitted(leaf) || commitmentIn(leaf) !== null) noted.push({ leaf, index });
      if (!isSigned) return;
      for (const { leaf: from, positions, reason } of erasuresIn(leaf)) {
        if (from >= index) continue;
        for (const position of positions) erase(`${from}:${position}`, index);
        if (reason) erase(`${from}:reason`, index);
      }
      for (const from of withdrawalsIn(leaf)) {
        if (from < index && !withdrawals.has(from)) withdrawals.set(from, index);
      }
    },
    async settle(known) {
      const due = noted;
      noted = [];
      const openings = known ?? (await lookUp(due.filter(({ leaf }) => isCommitted(leaf))));
      for (const { leaf, index } of due) {
        checkIdentities(leaf, index, openings.get(index) ?? null);
        await checkReason(leaf, index);
      }
    },
    finish(isPruned) {
      const counts = new Map<number, number>();
      for (const place of gone) {
        const by = erasures.get(place);
        if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1);
        else nameMissing(Number(place.split(':')[0]), place.split(':')[1] ?? '');
      }
      for (const [place, by] of erasures) {
        const index = Number(place.split(':')[0]);
        if (gone.has(place) || late.has(place) || lost.has(index) || isPruned(index)) continue;
        const text = `What record ${by} says was erased from record ${index} is there.`;
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

/** The first of these numbers, and how many more there are. */
export function printNumbers(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 10).join(', ');
  return numbers.length > 10 ? `${shown} and ${numbers.length - 10} more` : shown;
}
