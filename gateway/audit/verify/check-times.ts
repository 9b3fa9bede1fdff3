import { countOf } from '../../platform/count-of.ts';
import { isoTime } from '../../platform/iso-time.ts';
import type { LeafVisitor } from './leaf-visitor.ts';
import type { AnchorUse, Findings } from './verdict.ts';

/**
 * How far two honest clocks may differ, ms: a record may be this much later than the verifier's clock or a cosignature,
 * and a writer's clock may be set back by this much.
 */
export const CLOCK_TOLERANCE_MS = 300_000;

/** A time (UTC ms) and the record that states it. */
export interface RecordTime {
  readonly at: number;
  readonly index: number;
}

/** A cosignature as evidence of time: the first `size` records are older than `at` (UTC ms), later records are younger. */
export interface WitnessedTime {
  readonly witness: string;
  readonly size: number;
  readonly at: number;
}

/** Finds records whose time cannot be right. */
export interface TimeCheck extends LeafVisitor {
  finish(cosigned: readonly WitnessedTime[]): void;
}

/** A check that has read no leaf. `anchors` are those whose cosignatures may count at the end. */
export function createTimeCheck(
  now: number,
  anchors: readonly AnchorUse[],
  findings: Findings,
): TimeCheck {
  /** The last record by signer. */
  const last = new Map<string, RecordTime>();
  /** Records that are later than now, by signer. */
  const future = new Map<string, { readonly first: RecordTime; to: number; count: number }>();
  /** Sizes of the trees that witnesses cosigned. */
  const sizes = new Set(
    anchors.filter(({ cosigned }) => cosigned.length > 0).map(({ size }) => size),
  );
  /** The latest record before each of these sizes, and the earliest after it. */
  const around = new Map([...sizes].map((size) => [size, createAround()] as const));

  const noteAround = (time: RecordTime) => {
    for (const [size, each] of around) {
      if (time.index < size) {
        if (each.latest === null || time.at > each.latest.at) each.latest = time;
      } else if (each.earliest === null || time.at < each.earliest.at) each.earliest = time;
    }
  };
  const noteFuture = (time: RecordTime, signer: string) => {
    if (time.at <= now + CLOCK_TOLERANCE_MS) return;
    const known = future.get(signer) ?? { first: time, to: time.index, count: 0 };
    known.to = time.index;
    known.count += 1;
    future.set(signer, known);
  };
  return {
    visit({ at }, index, signer) {
      if (!Number.isSafeInteger(at)) return;
      const time = { at, index };
      const before = last.get(signer);
      last.set(signer, time);
      noteAround(time);
      noteFuture(time, signer);
      if (before === undefined || time.at >= before.at - CLOCK_TOLERANCE_MS) return;
      const text = `The clock of one writer went back from ${isoTime(before.at)} in record ${before.index} to ${isoTime(time.at)} in record ${time.index}: the times of one of them are wrong.`;
      findings.add('CLOCK', [before.index, time.index], text);
    },
    plainLeaves: {
      accepts({ firstAt, latestAt, longestFall, count }, first, signer) {
        const before = last.get(signer)?.at ?? -Infinity;
        // Some of the leaves are before the cosignature, the others after it.
        const isSplit = [...sizes].some((size) => size > first && size < first + count);
        const isForward =
          firstAt >= before - CLOCK_TOLERANCE_MS && longestFall <= CLOCK_TOLERANCE_MS;
        return isForward && latestAt <= now + CLOCK_TOLERANCE_MS && !isSplit;
      },
      visit({ earliestAt, latestAt, lastAt, count }, first, signer) {
        const index = first + count - 1;
        last.set(signer, { at: lastAt, index });
        noteAround({ at: earliestAt, index });
        noteAround({ at: latestAt, index });
      },
    },
    visitPruned(_index, signer) {
      // The time of a pruned leaf is not known.
      last.delete(signer);
    },
    finish(cosigned) {
      for (const { first, to, count } of future.values()) {
        const which = count === 1 ? `Record ${first.index} is` : `${count} records up to ${to} are`;
        const text = `${which} later than now, ${isoTime(now)}: record ${first.index} says ${isoTime(first.at)}.`;
        findings.add('CLOCK', [first.index, to], text);
      }
      for (const { witness, size, at } of cosigned.filter((each) => !isPast(each, now))) {
        const text = `${witness} cosigned ${countOf(size, 'record')} at ${isoTime(at)}, which is later than now, ${isoTime(now)}.`;
        findings.add('CLOCK', [Math.max(size - 1, 0), Math.max(size - 1, 0)], text);
      }
      for (const { witness, size, at } of cosigned.filter((each) => isPast(each, now))) {
        const { latest = null, earliest = null } = around.get(size) ?? {};
        if (latest !== null && latest.at > at + CLOCK_TOLERANCE_MS) {
          const text = `Record ${latest.index} says ${isoTime(latest.at)}, and ${witness} cosigned it earlier, at ${isoTime(at)}.`;
          findings.add('CLOCK', [latest.index, latest.index], text);
        }
        if (earliest !== null && earliest.at < at - CLOCK_TOLERANCE_MS) {
          const text = `Record ${earliest.index} says ${isoTime(earliest.at)}, and was written after ${witness} had cosigned the ${size} before it at ${isoTime(at)}.`;
          findings.add('CLOCK', [earliest.index, earliest.index], text);
        }
      }
    },
  };
}

/** When witnesses cosigned trees that the ledger holds. A cosignature later than `now` (UTC ms) is not evidence. */
export function witnessedTimes(
  anchors: readonly AnchorUse[],
  now: number,
): readonly WitnessedTime[] {
  return cosignedTimes(anchors).filter((each) => isPast(each, now));
}

function isPast({ at }: WitnessedTime, now: number): boolean {
  return at <= now + CLOCK_TOLERANCE_MS;
}

/** Like `witnessedTimes`, with cosignatures later than now. */
export function cosignedTimes(anchors: readonly AnchorUse[]): readonly WitnessedTime[] {
  return anchors
    .filter(({ agrees, isLost }) => agrees && !isLost)
    .flatMap(({ size, cosigned }) =>
      cosigned.map(({ witness, at }) => ({ witness, size, at: at * 1000 })),
    );
}

/** The latest record below a size and the earliest record from it on; null before one was read. */
function createAround(): { latest: RecordTime | null; earliest: RecordTime | null } {
  return { latest: null, earliest: null };
}
