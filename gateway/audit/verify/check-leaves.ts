import type { Batch } from '../tree/batch.ts';
import type { OpeningCheck } from './check-openings.ts';
import { orderKey, type Contents } from '../chain/contents.ts';
import type { PlainLeaves } from './inspect-batch.ts';
import type { PruneCheck } from './check-pruned.ts';
import type { QuarantineCheck } from './check-quarantines.ts';
import type { TimeCheck } from './check-times.ts';
import type { ClockCheck } from './check-set-clocks.ts';
import type { SilenceCheck } from './check-silence.ts';
import type { SupportedTime } from './supported-time.ts';
import type { GuardLossCheck } from './check-guard-loss.ts';
import type { SignedHashes } from '../chain/signed-hashes.ts';
import type { Findings } from './verdict.ts';

/** Compares what stands in a batch with what was signed, leaf by leaf. `by` tells one signer from another. */
export interface LeafCheck {
  /** Without signed hashes the stored ones are all there is to compare with. */
  check(
    batch: Batch,
    contents: Contents,
    signed: { readonly hashes: SignedHashes | null; readonly by: string },
  ): void;
  /**
   * Takes leaves that were inspected and end before this index; false where they have to be checked one by
   * one after all.
   */
  pass(leaves: PlainLeaves, end: number, by: string): boolean;
  /** Kind of the last leaf that was checked. */
  lastKind(): string | null;
}

/** What leaves are checked with and where the findings go. */
export interface LeafCheckParts {
  readonly findings: Findings;
  readonly openings: OpeningCheck;
  readonly silence: SilenceCheck;
  readonly guards: GuardLossCheck;
  readonly clocks: ClockCheck;
  readonly prunes: PruneCheck;
  readonly quarantines: QuarantineCheck;
  readonly times: TimeCheck;
  readonly supported: SupportedTime;
}

/** A check that has seen no leaf yet. */
export function createLeafCheck(parts: LeafCheckParts): LeafCheck {
  const { findings, openings, silence, guards, clocks, prunes, quarantines, times, supported } =
    parts;
  /** Of each signer: writers that share a ledger take their turns, each in its own order. */
  const lastKeys = new Map<string, string>();
  let lastKind: string | null = null;

  const report = (batch: Batch, contents: Contents, signed: SignedHashes | null) => {
    const { first } = batch;
    const range = [first, first + contents.bodies.length - 1] as const;
    const different = contents.bodies.flatMap((body, index) =>
      contents.stored[index]?.equals(body) === true ? [] : [index],
    );
    if (signed?.kind === 'byId') {
      findings.add('ORDER', range, `Records ${range.join('..')} stand in another order.`);
      return;
    }
    if (signed?.kind === 'bodies') {
      for (const index of different) {
        const text = `The stored hash of record ${first + index} was changed; the record agrees with the signed root.`;
        findings.add('TREE_MISMATCH', [first + index, first + index], text);
      }
      return;
    }
    if (signed?.kind === 'unknown') {
      const text = `Records ${range.join('..')} do not lead to the root that was signed with them.`;
      findings.add('TREE_MISMATCH', range, text);
    }
    if (different.length > 1 && isPermutation(contents, different)) {
      const places = different.map((index) => first + index);
      const text = `Records ${places.join(', ')} have changed places.`;
      findings.add('ORDER', [places[0] ?? first, places.at(-1) ?? first], text);
      return;
    }
    for (const index of different) {
      const text = `Record ${first + index}, in the batch at ${first}, was changed.`;
      findings.add('LEAF_MISMATCH', [first + index, first + index], text);
    }
  };
  return {
    check(batch, contents, { hashes: signed, by }) {
      report(batch, contents, signed);
      const hashes = signed === null || signed.kind === 'unknown' ? contents.stored : signed.hashes;
      const pruned = new Set(contents.pruned);
      prunes.add(batch.first, Buffer.concat(hashes), contents.pruned);
      for (const [index, leaf] of contents.leaves.entries()) {
        // What was changed is reported already; its content tells nothing.
        const isAsSigned =
          hashes[index]?.equals(contents.bodies[index] ?? Buffer.alloc(0)) === true;
        if (!isAsSigned) continue;
        const place = [batch.first + index, batch.first + index] as const;
        if (pruned.has(index)) {
          silence.skip(place[0], by);
          times.skip(by);
          continue;
        }
        const key = orderKey(leaf);
        lastKind = leaf?.kind ?? null;
        if (leaf !== null) openings.note(leaf, place[0], by !== '');
        // Whose silence or start it would be is not known where nobody valid has signed.
        if (leaf !== null && by !== '') {
          silence.note(leaf, place[0], by);
          guards.note(leaf, place[0], by);
          clocks.note(leaf, place[0], by);
          quarantines.note(leaf, place[0]);
          if (Number.isSafeInteger(leaf.at)) {
            times.note({ at: leaf.at, index: place[0] }, by);
            supported.note(leaf.at);
            prunes.time(leaf.at, place[0]);
          }
          prunes.note(leaf, place[0]);
        }
        if (key === null) {
          findings.add('NON_CANONICAL', place, `Record ${place[0]} is not canonical JSON.`);
        } else if (key <= (lastKeys.get(by) ?? '')) {
          findings.add('ORDER', place, `Record ${place[0]} was written before the one above it.`);
        } else {
          lastKeys.set(by, key);
        }
      }
    },
    pass(leaves, end, by) {
      const isLater = leaves.firstKey > (lastKeys.get(by) ?? '');
      if (!isLater || !silence.isQuiet(leaves, by) || !times.isOrderly(leaves, end, by))
        return false;
      silence.take(leaves, end - 1, by);
      times.take(leaves, end, by);
      prunes.time(leaves.firstAt, end - leaves.count);
      for (const at of [leaves.earliestAt, leaves.latestAt]) {
        supported.note(at);
        prunes.time(at, end - 1);
      }
      lastKeys.set(by, leaves.lastKey);
      ({ lastKind } = leaves);
      return true;
    },
    lastKind: () => lastKind,
  };
}

function isPermutation({ bodies, stored }: Contents, indexes: readonly number[]): boolean {
  const sorted = (hashes: readonly Buffer[]) =>
    indexes.map((index) => hashes[index]?.toString('hex') ?? '').toSorted();
  return sorted(bodies).join() === sorted(stored).join();
}
